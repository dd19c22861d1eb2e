using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>
/// Evidence, to be kept and checked again without any endpoint, that a receipt is in a block: the block's header and the way
/// through the receipts trie. It is worth what the block's hash is worth.
/// </summary>
public sealed record ReceiptProof
{
    private const ulong Version = 1;

    /// <summary>RLP of the block's header.</summary>
    public required ReadOnlyMemory<byte> Header { get; init; }

    /// <summary>Place of the transaction, and so of its receipt, in the block.</summary>
    public required int Index { get; init; }

    /// <summary>RLP nodes of the receipts trie from its root to the receipt.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Nodes { get; init; }

    /// <summary>Evidence for one receipt of a block.</summary>
    /// <param name="header">The block's header.</param>
    /// <param name="receipts">Every receipt of the block, in order.</param>
    /// <param name="index">Which of them.</param>
    /// <exception cref="ProofException">The header or the receipts do not hold, or cannot be checked.</exception>
    public static ReceiptProof Create(BlockHeader header, IReadOnlyList<Receipt> receipts, int index)
    {
        ArgumentNullException.ThrowIfNull(header);
        ArgumentNullException.ThrowIfNull(receipts);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, receipts.Count);
        ThrowUnlessHolds(HeaderHash.Check(header));
        ThrowUnlessHolds(BlockRoots.CheckReceipts(header, receipts));
        return new ReceiptProof
        {
            Header = HeaderRlp.Encode(header),
            Index = index,
            Nodes = PatriciaTrie.ProveInList(BlockRoots.Encoded(receipts), index),
        };
    }

    /// <summary>The receipt that the evidence proves to be in the block with this hash.</summary>
    /// <exception cref="ProofException">The evidence proves nothing about that block, or is broken.</exception>
    public ProvenReceipt Verify(Hash32 blockHash)
    {
        var hash = Keccak256.Hash(Header.Span);
        if (hash != blockHash)
        {
            throw new ProofException($"the evidence is about block {hash}, not {blockHash}");
        }

        return Index >= 0 && TrieProof.Find(HeaderRlp.Decode(Header).ReceiptsRoot, PatriciaTrie.KeyOf(Index), Nodes) is { } receipt
            ? ReceiptRlp.Decode(receipt)
            : throw new ProofException($"block {blockHash} has no receipt {Index}");
    }

    /// <summary>Whether the evidence proves that the block with this hash has, at this place, a receipt with a log that says what <paramref name="log"/> says.</summary>
    public Verdict VerifyLog(Hash32 blockHash, Log log)
    {
        ArgumentNullException.ThrowIfNull(log);
        try
        {
            var receipt = Verify(blockHash);
            return log.BlockHash != blockHash ? Verdict.Refuted($"the log names block {log.BlockHash}")
                : log.TransactionIndex != Index ? Verdict.Refuted($"the log names transaction {log.TransactionIndex}, the evidence is about {Index}")
                : receipt.Logs.Any(proved => proved.Says(log)) ? Verdict.Proved($"receipt {Index} of block {blockHash} has this log")
                : Verdict.Refuted($"receipt {Index} of block {blockHash} has no such log");
        }
        catch (ProofException e)
        {
            return Verdict.Open(e.Message);
        }
    }

    /// <summary>The evidence as bytes: the RLP list of a version (1), the header, the index and the list of nodes.</summary>
    public byte[] ToArray()
    {
        var rlp = new RlpWriter();
        rlp.StartList();
        rlp.WriteUInt64(Version);
        rlp.WriteBytes(Header.Span);
        rlp.WriteUInt64((ulong)Index);
        rlp.StartList();
        foreach (var node in Nodes)
        {
            rlp.WriteBytes(node.Span);
        }

        rlp.EndList();
        rlp.EndList();
        return rlp.ToArray();
    }

    /// <summary>Reads what <see cref="ToArray"/> wrote.</summary>
    /// <exception cref="ProofException">Something else.</exception>
    public static ReceiptProof Parse(ReadOnlyMemory<byte> bytes)
    {
        try
        {
            var fields = RlpItem.Decode(bytes).Items;
            return fields.Count == 4 && fields[0].AsUInt64() == Version && fields[2].AsUInt64() is var index and <= int.MaxValue
                ? new ReceiptProof { Header = fields[1].Bytes, Index = (int)index, Nodes = [.. fields[3].Items.Select(node => node.Bytes)] }
                : throw new ProofException("evidence of another version, or none");
        }
        catch (RlpException e)
        {
            throw new ProofException($"not evidence: {e.Message}", e);
        }
    }

    private static void ThrowUnlessHolds(Verdict verdict)
    {
        if (!verdict.Holds)
        {
            throw new ProofException(verdict.Reason);
        }
    }
}
