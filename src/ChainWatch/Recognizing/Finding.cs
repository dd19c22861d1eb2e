using System.Numerics;
using ChainWatch.Alerts;
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

    /// <summary>
    /// Base units that the event says came into the beneficiary's hands with it, where the stage is one at which it has them
    /// (<see cref="ClaimsArrival"/>): the amount, unless the kind says another. Zero where the money went to somebody else.
    /// </summary>
    public BigInteger Arriving { get; init; } = Amount;

    /// <summary>Whether it arrives with no Transfer event of its token, as the chain's own coin does, so that nothing but the balance tells of it.</summary>
    public bool IsUntold { get; init; } = Token.IsNative;

    /// <summary>Whether the beneficiary's balance must tell of it.</summary>
    public bool ClaimsArrival => (Stage is Stage.Received or Stage.InKind or Stage.ReturnOfCapital) && Arriving.Sign > 0;

    /// <summary>What the beneficiary's balance says of it.</summary>
    public BalanceCheck Balance { get; init; }

    /// <summary>What the amount would be by what arrived, where that is less and it can be told; else null.</summary>
    public BigInteger? Arrived { get; init; }

    /// <summary>How far the money has come.</summary>
    public Stage Stage { get; init; } = Stage.Received;

    /// <summary>What there is to say about the payment beside its amount, such as the invoice that it pays, or why no balance confirms it; else null.</summary>
    public string? Note { get; init; }

    /// <summary>
    /// Whether other sources of the kind may recognize the same payment, because what pays has one purse for all of them.
    /// It is then booked for one of them.
    /// </summary>
    public bool IsShared { get; init; }
}

/// <summary>Direction of a <see cref="Movement"/>, as seen from the source.</summary>
public enum Direction
{
    /// <summary>The owner put assets in.</summary>
    Deposit,

    /// <summary>The owner took assets out.</summary>
    Withdrawal,

    /// <summary>The owner handed assets over and waits for shares.</summary>
    DepositRequest,

    /// <summary>Shares for a request are priced and can be claimed.</summary>
    DepositClaimable,

    /// <summary>The owner handed shares over and waits for assets.</summary>
    RedeemRequest,

    /// <summary>Assets for a request are priced and can be claimed.</summary>
    RedeemClaimable,

    /// <summary>The owner paid from one of its wallets to another.</summary>
    OwnTransfer,

    /// <summary>What was set aside came back to a wallet of the owner.</summary>
    EscrowMove,
}

/// <summary>The owner's own capital moving: not income, but, where a source holds it, what gains are measured by.</summary>
/// <param name="At">Where it happened.</param>
/// <param name="Direction">In or out.</param>
/// <param name="Token">The asset that moved.</param>
/// <param name="Assets">Base units of the asset.</param>
/// <param name="Shares">Base units of the shares that were issued or burned for it.</param>
public sealed record Movement(LogPosition At, Direction Direction, Token Token, BigInteger Assets, BigInteger Shares) : Finding(At);

/// <summary>Something that moves no money, and that a person must be told of.</summary>
/// <param name="At">Where it happened.</param>
/// <param name="Topic">What it is about, in one word: of each source, the newest alarm of a topic is open and no other.</param>
/// <param name="Message">What is the matter, in a sentence; null where it is over.</param>
/// <param name="Hint">What to do next.</param>
public sealed record Alarm(LogPosition At, string Topic, string? Message, string Hint) : Finding(At)
{
    /// <summary>How soon a person should look.</summary>
    public Severity Severity { get; init; } = Severity.Warning;
}
