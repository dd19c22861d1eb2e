using System.Numerics;

namespace ChainWatch.Ethereum.Transactions;

/// <summary>Reads signed transactions of all types, refusing whatever would not be encoded as it was read.</summary>
internal static class TransactionDecoder
{
    private static readonly string[] LegacyFields = ["nonce", "gasPrice", "gas", "to", "value", "input", "v", "r", "s"];

    private static readonly string[] AccessListFields =
        ["chainId", "nonce", "gasPrice", "gas", "to", "value", "input", "accessList", "yParity", "r", "s"];

    private static readonly string[] DynamicFeeFields =
        ["chainId", "nonce", "maxPriorityFeePerGas", "maxFeePerGas", "gas", "to", "value", "input", "accessList", "yParity", "r", "s"];

    private static readonly string[] BlobFields =
        [.. DynamicFeeFields[..9], "maxFeePerBlobGas", "blobVersionedHashes", "yParity", "r", "s"];

    private static readonly string[] SetCodeFields = [.. DynamicFeeFields[..9], "authorizationList", "yParity", "r", "s"];

    /// <exception cref="TransactionException">No transaction.</exception>
    public static Transaction Decode(ReadOnlyMemory<byte> encoded)
    {
        if (encoded.IsEmpty)
        {
            throw new TransactionException("envelope", "no bytes");
        }

        return encoded.Span[0] switch
        {
            >= 0xc0 => DecodeLegacy(Fields(encoded, LegacyFields)),
            1 => DecodeTyped(TransactionType.AccessList, Fields(encoded[1..], AccessListFields)),
            2 => DecodeTyped(TransactionType.DynamicFee, Fields(encoded[1..], DynamicFeeFields)),
            3 => DecodeTyped(TransactionType.Blob, Fields(encoded[1..], BlobFields)),
            4 => DecodeTyped(TransactionType.SetCode, Fields(encoded[1..], SetCodeFields)),
            var type => throw new TransactionException("envelope", $"type 0x{type:x2} is not known"),
        };
    }

    private static TransactionFields Fields(ReadOnlyMemory<byte> encoded, string[] names) => TransactionFields.Read(encoded, names);

    private static Transaction DecodeLegacy(TransactionFields fields)
    {
        var (chainId, parity) = SplitV(fields.Integer("v"));
        return new Transaction
        {
            Type = TransactionType.Legacy,
            ChainId = chainId,
            Nonce = fields.UInt64("nonce"),
            GasPrice = fields.Integer("gasPrice"),
            GasLimit = fields.UInt64("gas"),
            To = fields.Recipient(),
            Value = fields.Integer("value"),
            Data = fields.Bytes("input"),
            Signature = fields.Signature(parity),
        };
    }

    private static Transaction DecodeTyped(TransactionType type, TransactionFields fields)
    {
        var transaction = new Transaction
        {
            Type = type,
            ChainId = fields.UInt64("chainId"),
            Nonce = fields.UInt64("nonce"),
            GasPrice = fields.IntegerIfAny("gasPrice"),
            MaxPriorityFeePerGas = fields.IntegerIfAny("maxPriorityFeePerGas"),
            MaxFeePerGas = fields.IntegerIfAny("maxFeePerGas"),
            GasLimit = fields.UInt64("gas"),
            To = fields.Recipient(),
            Value = fields.Integer("value"),
            Data = fields.Bytes("input"),
            AccessList = fields.AccessList(),
            MaxFeePerBlobGas = fields.IntegerIfAny("maxFeePerBlobGas"),
            BlobVersionedHashes = fields.BlobVersionedHashes(),
            AuthorizationList = fields.AuthorizationList(),
            Signature = fields.Signature(fields.Parity()),
        };
        TransactionShape.Check(transaction);
        return transaction;
    }

    /// <summary>EIP-155: v is 27 or 28, or 35 or 36 and twice the chain id.</summary>
    private static (ulong? ChainId, int YParity) SplitV(BigInteger v)
    {
        if (v == 27 || v == 28)
        {
            return (null, (int)v - 27);
        }

        var chainId = (v - 35) / 2;
        return v > 36 && chainId <= ulong.MaxValue
            ? ((ulong)chainId, (int)((v - 35) % 2))
            : throw new TransactionException("v", "neither 27, 28, nor 35 or 36 and twice a chain id (EIP-155)");
    }
}
