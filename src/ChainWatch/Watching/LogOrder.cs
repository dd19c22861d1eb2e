using ChainWatch.Ethereum;

namespace ChainWatch.Watching;

/// <summary>Answers to several questions about the same blocks, as one.</summary>
internal static class LogOrder
{
    /// <summary>All logs in chain order, each once. Every answer is in that order by itself (<see cref="Chains.Chain.GetLogsAsync"/>).</summary>
    public static IReadOnlyList<Log> Merge(IReadOnlyList<IReadOnlyList<Log>> answers)
    {
        IReadOnlyList<Log> merged = [];
        foreach (var answer in answers.Where(answer => answer.Count > 0))
        {
            merged = merged.Count == 0 ? answer : Precedes(merged[^1], answer[0]) ? [.. merged, .. answer] : Merge(merged, answer);
        }

        return merged;
    }

    private static List<Log> Merge(IReadOnlyList<Log> left, IReadOnlyList<Log> right)
    {
        var merged = new List<Log>(left.Count + right.Count);
        for (int l = 0, r = 0; l < left.Count || r < right.Count;)
        {
            if (r == right.Count || (l < left.Count && Precedes(left[l], right[r])))
            {
                merged.Add(left[l++]);
            }
            else if (l == left.Count || Precedes(right[r], left[l]))
            {
                merged.Add(right[r++]);
            }
            else
            {
                // The same place in both: the same log, or one that the other answer's block does not know.
                merged.Add(left[l]);
                if (left[l].BlockHash != right[r].BlockHash)
                {
                    merged.Add(right[r]);
                }

                (l, r) = (l + 1, r + 1);
            }
        }

        return merged;
    }

    private static bool Precedes(Log one, Log other) =>
        one.BlockNumber < other.BlockNumber || (one.BlockNumber == other.BlockNumber && one.LogIndex < other.LogIndex);
}
