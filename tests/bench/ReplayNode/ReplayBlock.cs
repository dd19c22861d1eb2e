using ChainWatch.Ethereum;

namespace ChainWatch.Replay;

/// <summary>A whole block.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Emissions">Its logs.</param>
public sealed record ReplayBlock(BlockHeader Header, IReadOnlyList<Emission> Emissions)
{
    /// <summary>Its receipts, in order.</summary>
    public IReadOnlyList<Receipt> Receipts => Blocks.Receipts(Header.Number, Header.Hash, Emissions);
}
