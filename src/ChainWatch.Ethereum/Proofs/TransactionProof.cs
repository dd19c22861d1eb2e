using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>
/// Evidence, to be kept and checked again without any endpoint, that a transaction is in a block: the block's header and the
/// way through the transactions trie. Whether the transaction succeeded, its receipt tells.
/// </summary>
public sealed record TransactionProof
{
    private const byte OpDeposit = 0x7e;

    /// <summary>RLP of the block's header.</summary>
    public required ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>Place of the transaction in the block.</summary>
    public required int Index { get; init; }

    /// <summary>RLP nodes of the transactions trie from its root to the transaction.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Nodes { get; init; }

    /// <summary>The transaction, as it is encoded, that the evidence proves to be in the block with this hash.</summary>
    /// <exception cref="ProofException">The evidence proves nothing about that block, or is broken.</exception>
    public ReadOnlyMemory<byte> Verify(Hash32 blockHash)
    {
        var hash = Keccak256.Hash(Header.Span);
        if (hash != blockHash)
        {
            throw new ProofException($"the evidence is about block {hash}, not {blockHash}");
        }

        return Index >= 0 && TrieProof.Find(HeaderRlp.Decode(Header).TransactionsRoot, PatriciaTrie.KeyOf(Index), Nodes) is { } transaction
            ? transaction
            : throw new ProofException($"block {blockHash} has no transaction {Index}");
    }

    /// <summary>
    /// Whether the bytes of a transaction say what is claimed of it: its hash, who sent it (recovered from the signature), whom
    /// it pays, and how much. <see cref="VerdictKind.CannotTell"/> for types that have no signature of the sender's.
    /// </summary>
    public static Verdict Check(ReadOnlyMemory<byte> encoded, MinedTransaction claim)
    {
        ArgumentNullException.ThrowIfNull(claim);
        if (Keccak256.Hash(encoded.Span) != claim.Hash)
        {
            return Verdict.Refuted($"transaction {claim.Index} hashes to {Keccak256.Hash(encoded.Span)}, not to {claim.Hash} as claimed");
        }

        if (encoded.Length > 0 && encoded.Span[0] == OpDeposit)
        {
            return Verdict.Open("a deposit of the OP stack has no signature");
        }

        try
        {
            var transaction = Transaction.Decode(encoded);
            var sender = transaction.RecoverSender(allowHighS: true);
            return sender != claim.From ? Verdict.Refuted($"transaction {claim.Hash} was sent by {sender}, not by {claim.From} as claimed")
                : transaction.To != claim.To || transaction.Value != claim.Value ? Verdict.Refuted($"transaction {claim.Hash} pays {transaction.Value} wei to {transaction.To}")
                : Verdict.Proved($"transaction {claim.Hash} pays {claim.Value} wei from {claim.From} to {claim.To}");
        }
        catch (TransactionException unknown)
        {
            return Verdict.Open(unknown.Message);
        }
    }
}
