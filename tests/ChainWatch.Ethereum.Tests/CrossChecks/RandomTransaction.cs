using System.Numerics;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.Tests.CrossChecks;

/// <summary>Unsigned transactions of every type, with a liking for zero and for what is absent.</summary>
internal sealed class RandomTransaction(Random random)
{
    public Transaction Make(TransactionType type)
    {
        var hasGasPrice = type <= TransactionType.AccessList;
        var maxFee = Number(96);
        return new Transaction
        {
            Type = type,
            ChainId = type == TransactionType.Legacy && random.Next(3) == 0 ? null : (ulong)random.NextInt64(1, 1L << 50),
            Nonce = (ulong)random.NextInt64(0, random.Next(2) == 0 ? 200 : 1L << 53),
            GasPrice = hasGasPrice ? maxFee : null,
            MaxFeePerGas = hasGasPrice ? null : maxFee,
            MaxPriorityFeePerGas = hasGasPrice ? null : maxFee / random.Next(1, 10),
            GasLimit = (ulong)random.NextInt64(0, 1L << 40),
            To = random.Next(4) == 0 && type < TransactionType.Blob ? null : new Address(Bytes(20)),
            Value = Number(256),
            Data = Bytes(random.Next(3) == 0 ? 0 : random.Next(200)),
            AccessList = type == TransactionType.Legacy ? [] : AccessList(),
            MaxFeePerBlobGas = type == TransactionType.Blob ? Number(64) + 1 : null,
            BlobVersionedHashes = type == TransactionType.Blob ? [new Hash32([1, .. Bytes(31)]), new Hash32([1, .. Bytes(31)])] : [],
            AuthorizationList = type == TransactionType.SetCode ? [Authorization(), Authorization()] : [],
        };
    }

    private AccessListEntry[] AccessList() =>
    [
        .. Enumerable.Range(0, random.Next(3)).Select(_ => new AccessListEntry(
            new Address(Bytes(20)), [.. Enumerable.Range(0, random.Next(3)).Select(_ => new Hash32(Bytes(32)))])),
    ];

    private Authorization Authorization() => new(
        random.Next(0, 1000), new Address(Bytes(20)), (ulong)random.Next(0, 1000), (byte)random.Next(2), Number(248) + 1, Number(248) + 1);

    private BigInteger Number(int bits) => random.Next(5) == 0 ? BigInteger.Zero : new BigInteger(Bytes(bits / 8), isUnsigned: true);

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
