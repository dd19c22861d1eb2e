using ChainWatch.Ethereum;

namespace ChainWatch.Watching;

/// <summary>The times of blocks, as far as their logs tell them.</summary>
/// <param name="Times">Times by block.</param>
/// <param name="Untold">Heights of the other blocks, whose headers must be asked.</param>
internal sealed record LogTimes(Dictionary<Hash32, DateTimeOffset> Times, List<ulong> Untold)
{
    // The last second of the year 9999, after which nothing is a time.
    private const ulong Last = 253_402_300_799;

    /// <summary>
    /// What logs in chain order tell. A time is taken only where all logs of the block name the same block and the same time,
    /// and where it is not before that of an earlier block: endpoints are known to send zero or nothing.
    /// </summary>
    public static LogTimes Of(IReadOnlyList<Log> logs)
    {
        var told = new LogTimes([], []);
        ulong earliest = 1;
        for (var first = 0; first < logs.Count;)
        {
            var end = EndOfBlock(logs, first, out var agrees);
            if (agrees && logs[first].BlockTimestamp is { } time && time >= earliest && time <= Last)
            {
                told.Times[logs[first].BlockHash] = DateTimeOffset.FromUnixTimeSeconds((long)time);
                earliest = time;
            }
            else
            {
                told.Untold.Add(logs[first].BlockNumber);
            }

            first = end;
        }

        return told;
    }

    /// <summary>Nothing is told: every block's header must be asked.</summary>
    public static LogTimes NoneOf(IReadOnlyList<Log> logs) => new([], [.. logs.Select(log => log.BlockNumber).Distinct()]);

    /// <summary>Adds what headers tell. False where they are not those of the blocks that the logs name.</summary>
    public bool AreCompletedBy(IReadOnlyList<BlockHeader> headers, IReadOnlyList<Log> logs)
    {
        var heights = new Dictionary<ulong, Hash32>();
        foreach (var header in headers)
        {
            heights[header.Number] = header.Hash;
            Times[header.Hash] = DateTimeOffset.FromUnixTimeSeconds((long)header.Timestamp);
        }

        return logs.All(log => heights.TryGetValue(log.BlockNumber, out var hash) ? hash == log.BlockHash : Times.ContainsKey(log.BlockHash));
    }

    private static int EndOfBlock(IReadOnlyList<Log> logs, int first, out bool agrees)
    {
        var (block, end) = (logs[first], first + 1);
        agrees = true;
        while (end < logs.Count && logs[end].BlockNumber == block.BlockNumber)
        {
            agrees &= logs[end].BlockTimestamp == block.BlockTimestamp && logs[end].BlockHash == block.BlockHash;
            end++;
        }

        return end;
    }
}
