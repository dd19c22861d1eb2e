using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.Tests.Transactions;

/// <summary>A key, and one transaction of each type.</summary>
internal static class Some
{
    public static PrivateKey Key { get; } = new(Enumerable.Repeat((byte)3, 32).ToArray());

    public static Transaction Transaction(TransactionType type)
    {
        var hasGasPrice = type <= TransactionType.AccessList;
        return new Transaction
        {
            Type = type,
            ChainId = 1,
            Nonce = 7,
            GasPrice = hasGasPrice ? 30 : null,
            MaxFeePerGas = hasGasPrice ? null : 50,
            MaxPriorityFeePerGas = hasGasPrice ? null : 2,
            GasLimit = 100_000,
            To = new Address([.. Enumerable.Repeat((byte)5, 20)]),
            Value = 123,
            MaxFeePerBlobGas = type == TransactionType.Blob ? 1 : null,
            BlobVersionedHashes = type == TransactionType.Blob ? [new Hash32([1, .. new byte[31]])] : [],
            AuthorizationList = type == TransactionType.SetCode ? [new Authorization(1, Address.Zero, 2, 1, 3, 4)] : [],
        };
    }
}
