using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>What one log means for the owner.</summary>
/// <param name="At">Where it happened, which is its identity.</param>
public abstract record Finding(LogPosition At);

/// <summary>Income: something was paid to the owner, or a gain was realized.</summary>
/// <param name="At">Where it happened.</param>
/// <param name="Payer">Who paid: the contract that divided the money, or the account that sent it.</param>
/// <param name="Token">What it was paid in.</param>
/// <param name="Amount">Base units; negative for a loss that was realized, never zero.</param>
public sealed record Payment(LogPosition At, Address Payer, Token Token, BigInteger Amount) : Finding(At)
{
    /// <summary>Why the payment must not be taken at its word until a person has looked; null where it may be.</summary>
    public string? Quarantine { get; init; }
}

/// <summary>Direction of a <see cref="Movement"/>, as seen from the source.</summary>
public enum Direction
{
    /// <summary>The owner put assets in.</summary>
    Deposit,

    /// <summary>The owner took assets out.</summary>
    Withdrawal,
}

/// <summary>The owner's own capital moving in or out of a source: not income, but what gains are measured by.</summary>
/// <param name="At">Where it happened.</param>
/// <param name="Direction">In or out.</param>
/// <param name="Token">The asset that moved.</param>
/// <param name="Assets">Base units of the asset.</param>
/// <param name="Shares">Base units of the shares that were issued or burned for it.</param>
public sealed record Movement(LogPosition At, Direction Direction, Token Token, BigInteger Assets, BigInteger Shares) : Finding(At);
