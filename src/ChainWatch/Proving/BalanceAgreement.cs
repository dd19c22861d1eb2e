using System.Globalization;
using System.Numerics;
using ChainWatch.Recognizing;

namespace ChainWatch.Proving;

/// <summary>
/// Holds what events claim to have paid an account in one token in one block against the token's Transfers in that block, and
/// those against the account's balance before and after it. Whatever does not add up is quarantined: nothing is guessed.
/// </summary>
/// <param name="claims">Every payment that is claimed; one that several sources tell of is one.</param>
/// <param name="moves">What the token's Transfers in the block moved to and from the account.</param>
/// <param name="change">How the balance changed.</param>
internal sealed class BalanceAgreement(IReadOnlyList<Payment> claims, IReadOnlyList<Moved> moves, BalanceChange change)
{
    private readonly IReadOnlyList<Payment> _claims = Distinct(claims);

    private BigInteger Untold => Sum(_claims.Where(claim => claim.IsUntold));

    /// <summary>A claim with what the balance says of it.</summary>
    public Payment Judge(Payment claim) => claim.IsUntold ? JudgeUntold(claim) : JudgeTold(claim);

    // What comes with no event may leave with none: less than what is claimed proves nothing. As much did come.
    private Payment JudgeUntold(Payment claim) => claim with
    {
        Balance = change.Delta - Sum(moves) >= Untold ? BalanceCheck.Agreed : BalanceCheck.Unchecked,
    };

    private Payment JudgeTold(Payment claim)
    {
        var beside = _claims.Where(other => !other.IsUntold && other.At.TransactionHash == claim.At.TransactionHash).ToList();
        var carried = Sum(moves.Where(move => move.Transaction == claim.At.TransactionHash && move.Amount.Sign > 0));
        return (claimed: Sum(beside), told: Sum(moves) + Untold) switch
        {
            var (claimed, _) when claimed > carried => Disagreed(
                claim,
                $"its transaction claims {Show(claimed)} base units for the beneficiary, and its Transfers of the token carry {Show(carried)}",
                beside.Count == 1 ? carried : null),
            _ when change.IsForgotten => claim with { Balance = BalanceCheck.Unchecked },
            _ when change.Delta is null => Disagreed(claim, "the token does not tell the beneficiary's balance", null),
            var (claimed, told) when change.Delta != told => Disagreed(
                claim,
                $"{Show(claimed)} base units are claimed, but the beneficiary's balance changed by {Show(change.Delta.Value)} in the block, where its events say {Show(told)}",
                _claims.Count == 1 && moves.Count == 1 ? change.Delta : null),
            _ => claim with { Balance = BalanceCheck.Agreed },
        };
    }

    /// <summary>The claims, those that several sources tell of once.</summary>
    public static IReadOnlyList<Payment> Distinct(IEnumerable<Payment> claims) => [.. claims.DistinctBy(claim => (claim.At.LogIndex, claim.At.Part))];

    /// <summary>What they say that arrived.</summary>
    public static BigInteger Sum(IEnumerable<Payment> payments) => payments.Aggregate(BigInteger.Zero, (sum, payment) => sum + payment.Arriving);

    /// <summary>A figure in a reason.</summary>
    public static string Show(BigInteger amount) => amount.ToString(CultureInfo.InvariantCulture);

    /// <summary>A claim that must not be taken at its word.</summary>
    /// <param name="claim">The claim.</param>
    /// <param name="reason">Why, with all figures.</param>
    /// <param name="arrived">Base units that came with it; null where it cannot be told from others.</param>
    public static Payment Disagreed(Payment claim, string reason, BigInteger? arrived) => claim with
    {
        Balance = BalanceCheck.Disagreed,
        Quarantine = claim.Quarantine is { } doubt ? $"{doubt}; {reason}" : reason,
        Arrived = arrived is { } came && came >= 0 && came < claim.Arriving ? claim.Amount - (claim.Arriving - came) : null,
    };

    private static BigInteger Sum(IEnumerable<Moved> moved) => moved.Aggregate(BigInteger.Zero, (sum, move) => sum + move.Amount);
}
