using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>
/// The RLP of a block header: fifteen fields of Frontier, and after them, in this order, what forks added (EIP-1559 London,
/// EIP-4895 Shanghai, EIP-4844 and EIP-4788 Cancun, EIP-7685 Prague; Osaka adds none). Which fields stand says which fork it is.
/// </summary>
public static class HeaderRlp
{
    private const int BloomSize = 256;
    private const int NonceSize = 8;
    private const int FrontierFields = 15;

    /// <summary>How many fields the header of each fork has.</summary>
    private static readonly int[] FieldCounts = [FrontierFields, 16, 17, 20, 21];

    /// <summary>The header's RLP.</summary>
    /// <exception cref="ProofException">The header lacks a field, has one of another size, has unknown fields, or has fields of no known fork.</exception>
    public static byte[] Encode(BlockHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        return WhyNot(header) is { } reason ? throw new ProofException(reason) : Write(header);
    }

    /// <summary>Reads a header; its <see cref="BlockHeader.Hash"/> is the hash of these bytes.</summary>
    /// <exception cref="ProofException">Not the RLP of a header of a known fork.</exception>
    public static BlockHeader Decode(ReadOnlyMemory<byte> encoded)
    {
        try
        {
            var fields = RlpItem.Decode(encoded).Items;
            return FieldCounts.Contains(fields.Count)
                ? Read(fields, Keccak256.Hash(encoded.Span))
                : throw new ProofException($"a header of {fields.Count} fields is of no known fork");
        }
        catch (RlpException e)
        {
            throw new ProofException($"not a header: {e.Message}", e);
        }
    }

    /// <summary>Why the header has no known RLP; null where it has.</summary>
    internal static string? WhyNot(BlockHeader header) =>
        header.UnknownFields.Count > 0 ? $"the header has fields that are not known: {string.Join(", ", header.UnknownFields)}"
        : header.MissingFields.Count > 0 ? $"the header lacks {string.Join(", ", header.MissingFields)}"
        : header.LogsBloom.Length != BloomSize ? $"the header's logsBloom has {header.LogsBloom.Length} bytes"
        : header.Nonce.Length != NonceSize ? $"the header's nonce has {header.Nonce.Length} bytes"
        : header.Difficulty.Sign < 0 || header.BaseFeePerGas?.Sign < 0 ? "the header has a negative number"
        : !HasFieldsOfAFork(header) ? "the header's fields are those of no known fork"
        : null;

    private static bool HasFieldsOfAFork(BlockHeader header)
    {
        bool[] present =
        [
            header.BaseFeePerGas is not null, header.WithdrawalsRoot is not null, header.BlobGasUsed is not null,
            header.ExcessBlobGas is not null, header.ParentBeaconBlockRoot is not null, header.RequestsHash is not null,
        ];
        var count = present.TakeWhile(set => set).Count();
        return present.Skip(count).All(set => !set) && FieldCounts.Contains(FrontierFields + count);
    }

    private static byte[] Write(BlockHeader header)
    {
        var rlp = new RlpWriter();
        rlp.StartList();
        rlp.WriteBytes(header.ParentHash.Bytes);
        rlp.WriteBytes(header.OmmersHash.Bytes);
        rlp.WriteBytes(header.Beneficiary.Bytes);
        rlp.WriteBytes(header.StateRoot.Bytes);
        rlp.WriteBytes(header.TransactionsRoot.Bytes);
        rlp.WriteBytes(header.ReceiptsRoot.Bytes);
        rlp.WriteBytes(header.LogsBloom.Span);
        rlp.WriteInteger(header.Difficulty);
        rlp.WriteUInt64(header.Number);
        rlp.WriteUInt64(header.GasLimit);
        rlp.WriteUInt64(header.GasUsed);
        rlp.WriteUInt64(header.Timestamp);
        rlp.WriteBytes(header.ExtraData.Span);
        rlp.WriteBytes(header.MixHash.Bytes);
        rlp.WriteBytes(header.Nonce.Span);
        WriteLater(rlp, header);
        rlp.EndList();
        return rlp.ToArray();
    }

    private static void WriteLater(RlpWriter rlp, BlockHeader header)
    {
        if (header.BaseFeePerGas is { } baseFee)
        {
            rlp.WriteInteger(baseFee);
        }

        if (header.WithdrawalsRoot is { } withdrawals)
        {
            rlp.WriteBytes(withdrawals.Bytes);
        }

        if (header is { BlobGasUsed: { } used, ExcessBlobGas: { } excess, ParentBeaconBlockRoot: { } beacon })
        {
            rlp.WriteUInt64(used);
            rlp.WriteUInt64(excess);
            rlp.WriteBytes(beacon.Bytes);
        }

        if (header.RequestsHash is { } requests)
        {
            rlp.WriteBytes(requests.Bytes);
        }
    }

    private static BlockHeader Read(IReadOnlyList<RlpItem> fields, Hash32 hash) => new()
    {
        Hash = hash,
        ParentHash = fields[0].AsHash32(),
        OmmersHash = fields[1].AsHash32(),
        Beneficiary = fields[2].AsAddress(),
        StateRoot = fields[3].AsHash32(),
        TransactionsRoot = fields[4].AsHash32(),
        ReceiptsRoot = fields[5].AsHash32(),
        LogsBloom = Exactly(fields[6], BloomSize, "logsBloom"),
        Difficulty = fields[7].AsInteger(),
        Number = fields[8].AsUInt64(),
        GasLimit = fields[9].AsUInt64(),
        GasUsed = fields[10].AsUInt64(),
        Timestamp = fields[11].AsUInt64(),
        ExtraData = fields[12].Bytes,
        MixHash = fields[13].AsHash32(),
        Nonce = Exactly(fields[14], NonceSize, "nonce"),
        BaseFeePerGas = fields.Count > 15 ? fields[15].AsInteger() : null,
        WithdrawalsRoot = fields.Count > 16 ? fields[16].AsHash32() : null,
        BlobGasUsed = fields.Count > 17 ? fields[17].AsUInt64() : null,
        ExcessBlobGas = fields.Count > 17 ? fields[18].AsUInt64() : null,
        ParentBeaconBlockRoot = fields.Count > 17 ? fields[19].AsHash32() : null,
        RequestsHash = fields.Count > 20 ? fields[20].AsHash32() : null,
    };

    private static ReadOnlyMemory<byte> Exactly(RlpItem item, int size, string name) =>
        item.Bytes.Length == size ? item.Bytes : throw new ProofException($"the header's {name} has {item.Bytes.Length} bytes");
}
