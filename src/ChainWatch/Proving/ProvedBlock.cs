using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Watching;

namespace ChainWatch.Proving;

/// <summary>What stands behind a row.</summary>
public enum Proof
{
    /// <summary>The endpoint's word: proofs were not asked for.</summary>
    None,

    /// <summary>The endpoint's word: headers or receipts of this chain cannot be checked.</summary>
    Unverified,

    /// <summary>Evidence, which is kept.</summary>
    Verified,
}

/// <summary>A receipt's evidence: where it stands, and the way to it through the receipts trie.</summary>
/// <param name="TransactionIndex">Place of the receipt in the block.</param>
/// <param name="TransactionHash">The transaction, as the receipts' sender named it.</param>
/// <param name="FirstLog">Index in the block of the receipt's first log.</param>
/// <param name="Nodes">RLP nodes from the root to the receipt.</param>
public sealed record ReceiptEvidence(int TransactionIndex, Hash32 TransactionHash, int FirstLog, IReadOnlyList<ReadOnlyMemory<byte>> Nodes);

/// <summary>A block that was looked into.</summary>
/// <param name="Header">Its header.</param>
/// <param name="Proof">How far it could be proved.</param>
/// <param name="Logs">With <see cref="Proof.Verified"/>: what its receipts hold of what was asked for, in order.</param>
/// <param name="Receipts">Evidence for the receipts of those logs that matter.</param>
public sealed record ProvedBlock(BlockHeader Header, Proof Proof, IReadOnlyList<Log> Logs, IReadOnlyList<ReceiptEvidence> Receipts)
{
    /// <summary>With <see cref="Proof.Verified"/>: its Transfers from and to the accounts whose balances are held against them.</summary>
    public IReadOnlyList<Log> Transfers { get; init; } = [];

    /// <summary>Why it could not be proved; null where it was, or where nobody asked for it.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Evidence for the transactions that matter by themselves, since no log tells of what they paid.</summary>
    public IReadOnlyList<TransactionEvidence> Transactions { get; init; } = [];

    /// <summary>The places at which those transactions paid, themselves or by calls of which the chain's own logs tell.</summary>
    public IReadOnlySet<LogPosition> Paid { get; init; } = new HashSet<LogPosition>();

    /// <summary>How far what was found at a place is proved. Of a call that the chain does not log there is the trace's word.</summary>
    internal Proof ProofOf(LogPosition at) => Proof == Proof.Verified && at.LogIndex < 0 && !Paid.Contains(at) ? Proof.Unverified : Proof;

    /// <summary>Whether what there is to know about a log is known, or, below zero, about a transaction.</summary>
    internal bool Covers(int logIndex) =>
        Proof != Proof.Verified
        || (logIndex < 0 && Receipts.Any(receipt => receipt.TransactionIndex == CoinTransfer.TransactionOf(logIndex)))
        || (Logs.FirstOrDefault(log => log.LogIndex == logIndex) is { } log && Receipts.Any(receipt => receipt.TransactionIndex == log.TransactionIndex));

    internal static ProvedBlock Believed(BlockHeader header) => new(header, Proof.None, [], []);

    internal static ProvedBlock Open(BlockHeader header, string obstacle) => new(header, Proof.Unverified, [], []) { Obstacle = obstacle };
}
