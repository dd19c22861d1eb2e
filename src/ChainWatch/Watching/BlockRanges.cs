namespace ChainWatch.Watching;

/// <summary>How many blocks to ask each endpoint for: what one refuses says nothing of the others.</summary>
public sealed class BlockRanges(ulong most)
{
    private readonly Dictionary<string, BlockRange> _ranges = [];

    /// <summary>The range that an endpoint takes, as far as is known.</summary>
    public BlockRange Of(string endpoint)
    {
        if (!_ranges.TryGetValue(endpoint, out var range))
        {
            _ranges.Add(endpoint, range = new BlockRange(most));
        }

        return range;
    }
}
