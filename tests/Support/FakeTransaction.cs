using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Support;

/// <summary>A transaction for a <see cref="FakeChain"/>, really signed.</summary>
/// <param name="Sender">Number of the key that sends it.</param>
/// <param name="To">Whom it pays; null where it creates a contract.</param>
/// <param name="Value">Wei.</param>
public sealed record FakeTransaction(int Sender, Address? To, BigInteger Value)
{
    /// <summary>Wei that every one costs its sender.</summary>
    public const ulong Fee = 400_000;

    /// <summary>Whether it succeeds.</summary>
    public bool Succeeds { get; init; } = true;

    /// <summary>What it logs.</summary>
    public IReadOnlyList<Log> Logs { get; init; } = [];

    /// <summary>What calls inside of it move: from whom, to whom, how much.</summary>
    public IReadOnlyList<(Address From, Address To, BigInteger Value)> Calls { get; init; } = [];

    /// <summary>The account of a key.</summary>
    public static Address AccountOf(int sender)
    {
        using var key = KeyOf(sender);
        return key.Address;
    }

    internal byte[] Sign(ulong nonce)
    {
        using var key = KeyOf(Sender);
        return new Transaction
        {
            Type = TransactionType.DynamicFee, ChainId = 31337, Nonce = nonce, MaxFeePerGas = 10, MaxPriorityFeePerGas = 1, GasLimit = 100_000, To = To, Value = Value,
        }.SignedBy(key).Encode();
    }

    private static PrivateKey KeyOf(int sender) => new(Some.Seeded($"key {sender}").Bytes);
}
