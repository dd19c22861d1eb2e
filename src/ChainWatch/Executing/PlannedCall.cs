using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;

namespace ChainWatch.Executing;

/// <summary>What is to be sent, before it has an account's nonce, fees and a signature.</summary>
/// <param name="Purpose">What for.</param>
/// <param name="To">Who is called.</param>
/// <param name="Value">Wei that go along.</param>
/// <param name="Data">Calldata.</param>
public sealed record PlannedCall(SendingPurpose Purpose, Address To, BigInteger Value, ReadOnlyMemory<byte> Data)
{
    /// <summary>The proposal that it carries out; null for a release.</summary>
    public long? ProposalId { get; init; }

    /// <summary>What a release divides; null for everything else.</summary>
    public Token? Token { get; init; }

    internal CallRequest From(Address sender) => new() { From = sender, To = To, Value = Value, Data = Data };
}
