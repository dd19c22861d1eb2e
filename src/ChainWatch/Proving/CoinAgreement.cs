using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;

namespace ChainWatch.Proving;

/// <summary>
/// Holds what was claimed to have come of the chain's own coin to an account in one block against how its balance changed. No event
/// tells of coins; where the change alone does not say the same, what the block tells of the account does (<see cref="CoinFlows"/>).
/// </summary>
/// <remarks>
/// Only what is explained to the last wei is called wrong: a chain may charge in ways that are not known here, and then nobody can tell.
/// </remarks>
/// <param name="claims">Every payment that is claimed; one that several sources tell of is one.</param>
/// <param name="change">How the balance changed.</param>
internal sealed class CoinAgreement(IReadOnlyList<Payment> claims, BalanceChange change)
{
    private readonly IReadOnlyList<Payment> _claims = BalanceAgreement.Distinct(claims);

    /// <summary>Whether the balances alone decide: they are not known, or changed by what is claimed.</summary>
    public bool IsPlain => change.Delta is null || change.Delta == BalanceAgreement.Sum(_claims);

    /// <summary>Whether the balance changed by what transactions are known to have done, and by the claims that came inside of some.</summary>
    public bool IsExplainedBy(CoinFlows flows) => change.Delta == flows.Total + Untold(flows);

    /// <summary>A claim with what the balance says of it.</summary>
    /// <param name="claim">One of the claims.</param>
    /// <param name="flows">What the block tells; null where the balances alone decide.</param>
    public Payment Judge(Payment claim, CoinFlows? flows) =>
        change.Delta is not { } delta ? claim with { Balance = BalanceCheck.Unchecked }
        : flows is null || IsBorneOut(claim, flows, delta) ? claim with { Balance = BalanceCheck.Agreed }
        : flows is { Inside: not null, Obstacle: null } && delta == flows.Total ? Disagreed(claim, flows, delta)
        : Unchecked(claim, flows, delta);

    // More than is explained may have come besides. Less never bears a claim out.
    private bool IsBorneOut(Payment claim, CoinFlows flows, BigInteger delta) =>
        flows.Inside is null ? delta >= flows.Total + Untold(flows) : delta >= flows.Total && IsCarried(claim, flows);

    private Payment Disagreed(Payment claim, CoinFlows flows, BigInteger delta)
    {
        var carried = flows.CameWith(claim.At.TransactionHash);
        var beside = Beside(claim.At.TransactionHash).ToList();
        return BalanceAgreement.Disagreed(
            claim,
            $"its transaction claims {BalanceAgreement.Show(BalanceAgreement.Sum(beside))} base units for the beneficiary, and carries {BalanceAgreement.Show(carried)} to it; "
            + $"the balance changed by {BalanceAgreement.Show(delta)} in the block, all of which is accounted for",
            beside.Count == 1 ? carried : null);
    }

    private static Payment Unchecked(Payment claim, CoinFlows flows, BigInteger delta) => claim with
    {
        Balance = BalanceCheck.Unchecked,
        Note = claim.Note ?? $"the beneficiary's balance changed by {BalanceAgreement.Show(delta)} base units in the block, and all that is known of it comes to {BalanceAgreement.Show(flows.Total)}"
            + (flows.Obstacle is { } obstacle ? $": {obstacle}" : ""),
    };

    private bool IsCarried(Payment claim, CoinFlows flows) =>
        BalanceAgreement.Sum(Beside(claim.At.TransactionHash)) <= flows.CameWith(claim.At.TransactionHash);

    private IEnumerable<Payment> Beside(Hash32 transaction) => _claims.Where(claim => claim.At.TransactionHash == transaction);

    // What is claimed of a transaction beyond what is known to have come with it must have come by calls inside of it.
    private BigInteger Untold(CoinFlows flows) => _claims.GroupBy(claim => claim.At.TransactionHash, (transaction, own) => BalanceAgreement.Sum(own) - flows.CameWith(transaction))
        .Where(beyond => beyond.Sign > 0).Aggregate(BigInteger.Zero, (sum, beyond) => sum + beyond);
}
