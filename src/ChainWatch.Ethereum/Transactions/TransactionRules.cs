using System.Numerics;

namespace ChainWatch.Ethereum.Transactions;

/// <summary>Whether a chain would take a transaction, as far as the transaction alone can tell: nothing is said of nonce and balance.</summary>
public static class TransactionRules
{
    /// <summary>The largest initialization code (EIP-3860): twice the largest code.</summary>
    public const int MaxInitializationCode = 49_152;

    private static readonly BigInteger Max256 = (BigInteger.One << 256) - 1;

    /// <summary>Returns the sender of a signed transaction that the chain <paramref name="chainId"/> would take under <paramref name="fork"/>.</summary>
    /// <exception cref="TransactionException">It would not; the message says why.</exception>
    public static Address Check(Transaction transaction, Fork fork, ulong chainId)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        CheckType(transaction, fork);
        CheckChain(transaction, fork, chainId);
        var sender = transaction.RecoverSender(allowHighS: fork < Fork.Homestead);
        CheckNumbers(transaction);
        CheckGas(transaction, fork);
        CheckBlobs(transaction);
        Require("authorizationList", transaction.Type != TransactionType.SetCode || transaction.AuthorizationList.Count > 0, "empty (EIP-7702)");
        return sender;
    }

    private static void CheckType(Transaction transaction, Fork fork)
    {
        var since = transaction.Type switch
        {
            TransactionType.Legacy => Fork.Frontier,
            TransactionType.AccessList => Fork.Berlin,
            TransactionType.DynamicFee => Fork.London,
            TransactionType.Blob => Fork.Cancun,
            _ => Fork.Prague,
        };
        Require("type", fork >= since, $"{transaction.Type} is not known before {since}");
    }

    private static void CheckChain(Transaction transaction, Fork fork, ulong chainId)
    {
        Require("v", transaction.ChainId is null || fork >= Fork.SpuriousDragon, "names a chain id, which is not known before EIP-155");
        Require("chainId", transaction.ChainId is null || transaction.ChainId == chainId, $"{transaction.ChainId} is not {chainId}");
    }

    private static void CheckNumbers(Transaction transaction)
    {
        var price = transaction.GasPrice ?? transaction.MaxFeePerGas ?? BigInteger.Zero;
        Require("nonce", transaction.Nonce < ulong.MaxValue, "2^64 - 1, after which there is no other (EIP-2681)");
        Require("gasPrice", price * transaction.GasLimit <= Max256, "together with the gas limit more than 256 bits");
        Require(
            "maxPriorityFeePerGas", transaction.MaxPriorityFeePerGas is not { } priority || priority <= transaction.MaxFeePerGas, "more than maxFeePerGas");
    }

    private static void CheckGas(Transaction transaction, Fork fork)
    {
        var isTooLong = fork >= Fork.Shanghai && transaction.To is null && transaction.Data.Length > MaxInitializationCode;
        Require("input", !isTooLong, $"more than {MaxInitializationCode} bytes of initialization code (EIP-3860)");
        var least = Math.Max(IntrinsicGas.Of(transaction, fork), IntrinsicGas.FloorOf(transaction, fork));
        Require("gas", transaction.GasLimit >= least, $"{transaction.GasLimit} is less than the {least} that it costs at least");
    }

    private static void CheckBlobs(Transaction transaction)
    {
        Require("blobVersionedHashes", transaction.Type != TransactionType.Blob || transaction.BlobVersionedHashes.Count > 0, "empty (EIP-4844)");
        Require("blobVersionedHashes", transaction.BlobVersionedHashes.All(hash => hash.Bytes[0] == 1), "a hash of another version than 1 (EIP-4844)");
    }

    private static void Require(string field, bool holds, string reason)
    {
        if (!holds)
        {
            throw new TransactionException(field, reason);
        }
    }
}
