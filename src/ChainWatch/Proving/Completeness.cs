using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Watching;

namespace ChainWatch.Proving;

/// <summary>
/// Which blocks an endpoint may have kept something back of. A header's bloom, which the block's hash covers, says of every
/// log that may be there; where it says "maybe", the receipts tell. Every live block is asked, and some of the older ones,
/// always the same.
/// </summary>
internal static class Completeness
{
    /// <summary>One in so many of the older headers that are read anyway is looked at.</summary>
    public const ulong OneOf = 64;

    /// <summary>Heights of a stretch whose headers are to be read for this alone.</summary>
    /// <param name="stretch">The blocks.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="every">One in so many; 0 for none.</param>
    /// <param name="allUpTo">Every one up to this height; null for none.</param>
    public static IReadOnlyList<ulong> Sample(Stretch stretch, ulong chainId, ulong every, ulong? allUpTo)
    {
        var sample = new List<ulong>();
        for (var number = stretch.From; number <= stretch.To && !stretch.IsLive && (every > 0 || number <= allUpTo); number++)
        {
            if (number <= allUpTo || (every > 0 && Draw(chainId, number) % every == 0))
            {
                sample.Add(number);
            }
        }

        return sample;
    }

    /// <summary>The blocks that must be looked into, whatever their logs mean.</summary>
    /// <param name="scanned">What was read.</param>
    /// <param name="queries">What was asked for.</param>
    /// <param name="isLive">Whether the blocks are live.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="sample">Heights whose headers were read for this.</param>
    public static IReadOnlyList<BlockHeader> Doubted(
        ScannedBlocks scanned, IReadOnlyList<LogFilter> queries, bool isLive, ulong chainId, IReadOnlyCollection<ulong> sample)
    {
        var chosen = sample.ToHashSet();
        return
        [
            .. scanned.Known.Where(header => (isLive || chosen.Contains(header.Number) || Draw(chainId, header.Number) % OneOf == 0) && MayHold(header, queries)),
        ];
    }

    // Whatever was sent of a block says nothing of what was not: another's payment may stand for the owner's.
    private static bool MayHold(BlockHeader header, IReadOnlyList<LogFilter> queries) =>
        queries.Any(query => LogBloom.MayContain(header.LogsBloom.Span, query)) && HeaderHash.Check(header).Holds;

    // SplitMix64: neighbours fall anywhere, and the same block always falls alike.
    private static ulong Draw(ulong chainId, ulong number)
    {
        var z = (chainId * 0xd1342543de82ef95) + ((number + 1) * 0x9e3779b97f4a7c15);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }
}
