using System.Numerics;
using ChainWatch.Ethereum;

namespace ChainWatch.Support.Localnet;

/// <summary>A payment to the owner: who paid what, and where it stands. Two are equal when all of it is.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="Payer">Who paid.</param>
/// <param name="Token">What in; <see cref="Address.Zero"/> for the chain's own coin.</param>
/// <param name="Amount">Base units.</param>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Hash of its block.</param>
/// <param name="LogIndex">The log that proves it.</param>
/// <param name="TransactionHash">The transaction that made it.</param>
public sealed record Paid(
    string Source, Address Payer, Address Token, BigInteger Amount, ulong BlockNumber, Hash32 BlockHash, int LogIndex, Hash32 TransactionHash);

/// <summary>The owner's capital going into a vault or out of it.</summary>
/// <param name="Source">Name of the source.</param>
/// <param name="IsDeposit">In, or out.</param>
/// <param name="Assets">Base units of the asset.</param>
/// <param name="Shares">Base units of shares.</param>
/// <param name="BlockNumber">Height of its block.</param>
/// <param name="BlockHash">Hash of its block.</param>
/// <param name="LogIndex">The log that proves it.</param>
/// <param name="TransactionHash">The transaction that made it.</param>
public sealed record Moved(
    string Source, bool IsDeposit, BigInteger Assets, BigInteger Shares, ulong BlockNumber, Hash32 BlockHash, int LogIndex, Hash32 TransactionHash);

/// <summary>A block by height and hash.</summary>
public readonly record struct Place(ulong Number, Hash32 Hash);
