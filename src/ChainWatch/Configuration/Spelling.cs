namespace ChainWatch.Configuration;

/// <summary>How far two words are apart, to guess what a misspelt key was meant to be.</summary>
internal static class Spelling
{
    /// <summary>Levenshtein distance, letters of either case being equal.</summary>
    public static int Distance(string left, string right)
    {
        var previous = Enumerable.Range(0, right.Length + 1).ToArray();
        for (var i = 1; i <= left.Length; i++)
        {
            var diagonal = previous[0];
            previous[0] = i;
            for (var j = 1; j <= right.Length; j++)
            {
                var changed = diagonal + (char.ToUpperInvariant(left[i - 1]) == char.ToUpperInvariant(right[j - 1]) ? 0 : 1);
                diagonal = previous[j];
                previous[j] = Math.Min(changed, Math.Min(previous[j], previous[j - 1]) + 1);
            }
        }

        return previous[^1];
    }
}
