using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Watching;

/// <summary>
/// The chain's own coin came to a watched account, and no log needs to say so. Its place is the transaction's: log index -1 less
/// the transaction's index, part 0 for what the transaction itself pays, 1 and more for what calls inside of it do.
/// </summary>
/// <param name="At">Where.</param>
/// <param name="From">Who paid: the sender, or the contract that passed it on.</param>
/// <param name="To">Who was paid.</param>
/// <param name="Value">Wei, more than zero.</param>
public sealed record CoinTransfer(LogPosition At, Address From, Address To, BigInteger Value)
{
    /// <summary>Why it must not be taken at its word; null where it may be.</summary>
    public string? Doubt { get; init; }

    /// <summary>What proves that the transaction, which itself or by the chain's own log of it paid this, is in the block; null where nothing does.</summary>
    public TransactionEvidence? Evidence { get; init; }

    /// <summary>The place of something that a transaction did without a log.</summary>
    public static LogPosition Place(BlockHeader block, MinedTransaction transaction, int part)
    {
        ArgumentNullException.ThrowIfNull(block);
        ArgumentNullException.ThrowIfNull(transaction);
        return new LogPosition(
            block.Number, block.Hash, -1 - transaction.Index, part, transaction.Hash, DateTimeOffset.FromUnixTimeSeconds((long)block.Timestamp));
    }

    /// <summary>The transaction of a place that has no log: the way back from <see cref="Place"/>.</summary>
    public static int TransactionOf(int logIndex) => -1 - logIndex;
}

/// <summary>A transaction's evidence.</summary>
/// <param name="TransactionIndex">Place of the transaction in the block.</param>
/// <param name="Nodes">RLP nodes from the transactions root to the transaction.</param>
public sealed record TransactionEvidence(int TransactionIndex, IReadOnlyList<ReadOnlyMemory<byte>> Nodes);
