using ChainWatch.Ethereum;

namespace ChainWatch.Replay;

/// <summary>One log of a block.</summary>
/// <param name="LogIndex">Place in the block.</param>
/// <param name="TransactionIndex">Place of its transaction in the block.</param>
/// <param name="TransactionHash">Its transaction.</param>
/// <param name="Shape">Its shape, by its place in <see cref="Shape.All"/>.</param>
/// <param name="Amount">Base units.</param>
public readonly record struct Emission(int LogIndex, int TransactionIndex, Hash32 TransactionHash, int Shape, UInt128 Amount);
