using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>
/// A receipt as the receipts trie holds it: what it proves. Where a transaction stands, who sent it and which hash it has
/// are not in it.
/// </summary>
public sealed record ProvenReceipt
{
    /// <summary>EIP-2718 type.</summary>
    public required int Type { get; init; }

    /// <summary>True for success; null before Byzantium.</summary>
    public bool? Succeeded { get; init; }

    /// <summary>State root after the transaction (before Byzantium only).</summary>
    public Hash32? Root { get; init; }

    /// <summary>Gas used in the block up to and with this transaction.</summary>
    public required ulong CumulativeGasUsed { get; init; }

    /// <summary>The transaction's logs, in order.</summary>
    public required IReadOnlyList<ProvenLog> Logs { get; init; }
}

/// <summary>A log as the receipts trie holds it.</summary>
public sealed record ProvenLog(Address Address, IReadOnlyList<Hash32> Topics, ReadOnlyMemory<byte> Data)
{
    /// <summary>Whether the log says the same as another: address, topics and data.</summary>
    public bool Says(Log other)
    {
        ArgumentNullException.ThrowIfNull(other);
        return Address == other.Address && Topics.SequenceEqual(other.Topics) && Data.Span.SequenceEqual(other.Data.Span);
    }
}

/// <summary>
/// The encoding of receipts in the receipts trie (EIP-2718, EIP-658): the type's byte, but for legacy ones, and the RLP list of
/// status or state root, cumulative gas, bloom and logs.
/// </summary>
public static class ReceiptRlp
{
    private const int MostTopics = 4;
    private const byte FirstOfList = 0xc0;

    /// <summary>The receipt's encoding.</summary>
    /// <exception cref="ProofException">A type that is not known, named; neither status nor root; a bloom of another size.</exception>
    public static byte[] Encode(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        if (WhyNot(receipt) is { } reason)
        {
            throw new ProofException(reason);
        }

        var rlp = new RlpWriter();
        if (receipt.Type != ReceiptTypes.Legacy)
        {
            rlp.WriteEncoded([(byte)receipt.Type]);
        }

        rlp.StartList();
        rlp.WriteBytes(receipt.Succeeded is { } succeeded ? succeeded ? [1] : [] : receipt.Root!.Value.ToArray());
        rlp.WriteUInt64(receipt.CumulativeGasUsed);
        rlp.WriteBytes(receipt.LogsBloom.Span);
        WriteLogs(rlp, receipt.Logs);
        WriteDeposit(rlp, receipt);
        rlp.EndList();
        return rlp.ToArray();
    }

    /// <summary>Reads an encoded receipt; its bloom is checked against its logs.</summary>
    /// <exception cref="ProofException">Not a receipt of a known type.</exception>
    public static ProvenReceipt Decode(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            return encoded.IsEmpty ? throw new ProofException("an empty receipt")
                : encoded.Span[0] >= FirstOfList ? Read(ReceiptTypes.Legacy, RlpItem.Decode(encoded).Items)
                : ReceiptTypes.IsKnown(encoded.Span[0]) && encoded.Span[0] != ReceiptTypes.Legacy
                    ? Read(encoded.Span[0], RlpItem.Decode(encoded[1..]).Items)
                    : throw new ProofException($"a receipt of {ReceiptTypes.NameOf(encoded.Span[0])}");
        }
        catch (RlpException e)
        {
            throw new ProofException($"not a receipt: {e.Message}", e);
        }
    }

    internal static string? WhyNot(Receipt receipt) =>
        !ReceiptTypes.IsKnown(receipt.Type) ? $"receipt {receipt.TransactionIndex} is of {ReceiptTypes.NameOf(receipt.Type)}"
        : receipt.Succeeded is null && receipt.Root is null ? $"receipt {receipt.TransactionIndex} has neither status nor state root"
        : receipt.LogsBloom.Length != LogBloom.Size ? $"receipt {receipt.TransactionIndex} has a bloom of {receipt.LogsBloom.Length} bytes"
        : null;

    private static void WriteLogs(RlpWriter rlp, IReadOnlyList<Log> logs)
    {
        rlp.StartList();
        foreach (var log in logs)
        {
            rlp.StartList();
            rlp.WriteBytes(log.Address.Bytes);
            rlp.StartList();
            foreach (var topic in log.Topics)
            {
                rlp.WriteBytes(topic.Bytes);
            }

            rlp.EndList();
            rlp.WriteBytes(log.Data.Span);
            rlp.EndList();
        }

        rlp.EndList();
    }

    /// <summary>
    /// Regolith gave deposits a nonce and forgot it in the receipts root; Canyon put both nonce and version there.
    /// So the nonce is encoded only where there is a version.
    /// </summary>
    private static void WriteDeposit(RlpWriter rlp, Receipt receipt)
    {
        if (receipt is { Type: ReceiptTypes.OptimismDeposit, DepositReceiptVersion: { } version })
        {
            rlp.WriteUInt64(receipt.DepositNonce ?? 0);
            rlp.WriteUInt64(version);
        }
    }

    private static ProvenReceipt Read(int type, IReadOnlyList<RlpItem> fields)
    {
        if (fields.Count != 4 && !(fields.Count == 6 && type == ReceiptTypes.OptimismDeposit))
        {
            throw new ProofException($"a receipt of {fields.Count} fields");
        }

        var outcome = fields[0].Bytes;
        var logs = fields[3].Items.Select(ReadLog).ToList();
        var bloom = LogBloom.Of(logs.Select(log => (log.Address, log.Topics)));
        return new ProvenReceipt
        {
            Type = type,
            Succeeded = outcome.Length == Hash32.Size ? null : Outcome(outcome.Span),
            Root = outcome.Length == Hash32.Size ? fields[0].AsHash32() : null,
            CumulativeGasUsed = fields[1].AsUInt64(),
            Logs = fields[2].Bytes.Span.SequenceEqual(bloom) ? logs : throw new ProofException("a receipt's bloom is not that of its logs"),
        };
    }

    private static bool Outcome(ReadOnlySpan<byte> status) => status switch
    {
        [] => false,
        [1] => true,
        _ => throw new ProofException($"a receipt's status of {status.Length} bytes is none"),
    };

    private static ProvenLog ReadLog(RlpItem item)
    {
        var fields = item.Items;
        return fields.Count == 3 && fields[1].Items.Count <= MostTopics
            ? new ProvenLog(fields[0].AsAddress(), [.. fields[1].Items.Select(topic => topic.AsHash32())], fields[2].Bytes)
            : throw new ProofException("a log of a receipt has too many or too few parts");
    }
}
