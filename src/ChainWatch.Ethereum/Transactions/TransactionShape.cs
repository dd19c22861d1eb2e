using System.Numerics;

namespace ChainWatch.Ethereum.Transactions;

/// <summary>Whether a transaction has the fields of its type and no others, each in the range that its encoding has room for.</summary>
internal static class TransactionShape
{
    /// <exception cref="TransactionException">It has not.</exception>
    public static void Check(Transaction transaction)
    {
        var type = transaction.Type;
        if (!Enum.IsDefined(type))
        {
            throw new TransactionException("type", $"{(int)type} is not known");
        }

        var isLegacy = type == TransactionType.Legacy;
        var hasGasPrice = type is TransactionType.Legacy or TransactionType.AccessList;
        Require("chainId", isLegacy || transaction.ChainId is not null, type);

        // A signature for chain 0 would have to be told apart from one for no chain: EIP-155 has no such chain.
        Require("chainId", !isLegacy || transaction.ChainId is null or > 0, type);
        CheckFee("gasPrice", transaction.GasPrice, hasGasPrice, type);
        CheckFee("maxFeePerGas", transaction.MaxFeePerGas, !hasGasPrice, type);
        CheckFee("maxPriorityFeePerGas", transaction.MaxPriorityFeePerGas, !hasGasPrice, type);
        CheckFee("maxFeePerBlobGas", transaction.MaxFeePerBlobGas, type == TransactionType.Blob, type);
        CheckFee("value", transaction.Value, isThere: true, type);
        Require("to", transaction.To is not null || type is not (TransactionType.Blob or TransactionType.SetCode), type);
        Require("accessList", transaction.AccessList.Count == 0 || !isLegacy, type);
        Require("blobVersionedHashes", transaction.BlobVersionedHashes.Count == 0 || type == TransactionType.Blob, type);
        Require("authorizationList", transaction.AuthorizationList.Count == 0 || type == TransactionType.SetCode, type);
        foreach (var authorization in transaction.AuthorizationList)
        {
            var isInRange = Fits(authorization.ChainId) && Fits(authorization.R) && Fits(authorization.S);
            Require("authorizationList", isInRange, type);
        }
    }

    /// <summary>Whether the number is in 0 to 2^256 - 1.</summary>
    public static bool Fits(BigInteger value) => value.Sign >= 0 && value.GetBitLength() <= 256;

    private static void CheckFee(string field, BigInteger? value, bool isThere, TransactionType type) =>
        Require(field, value is not null == isThere && (value is not { } number || Fits(number)), type);

    private static void Require(string field, bool holds, TransactionType type)
    {
        if (!holds)
        {
            throw new TransactionException(field, $"missing, out of range, or out of place in a transaction of type {type}");
        }
    }
}
