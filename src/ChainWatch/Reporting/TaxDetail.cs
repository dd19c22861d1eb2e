using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using ChainWatch.Taxing;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>The tax of one payment, as <c>income show</c> recites it.</summary>
/// <param name="Jurisdiction">Code; null while it is not assessed, like all that follows from the assessment.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="RuleVersion">Its version.</param>
/// <param name="BasisPoints">Rate of the whole payment.</param>
/// <param name="Basis">What was taxed.</param>
/// <param name="Assessed">What the assessment says is owed.</param>
/// <param name="Owner">The rest of the payment, which is the owner's.</param>
/// <param name="Due">What the books say is owed now: nothing while the payment is orphaned.</param>
/// <param name="Escrowed">In escrow for it.</param>
/// <param name="Outstanding">Owed and not in escrow.</param>
/// <param name="Credit">In escrow and not owed.</param>
/// <param name="AssessedAt">When it was assessed.</param>
/// <param name="Steps">The calculation, in words.</param>
/// <param name="Unassessed">Why it has no assessment; null where it has one.</param>
public sealed record TaxDetail(
    string? Jurisdiction,
    string? RuleId,
    string? RuleVersion,
    int? BasisPoints,
    FiatAmount? Basis,
    Amount? Assessed,
    Amount? Owner,
    Amount? Due,
    Amount? Escrowed,
    Amount? Outstanding,
    Amount? Credit,
    DateTimeOffset? AssessedAt,
    IReadOnlyList<string> Steps,
    string? Unassessed)
{
    /// <summary>The tax of a payment that is there.</summary>
    public static TaxDetail Read(Ledger ledger, long incomeId) => ledger.Read(connection =>
    {
        var row = connection.QueryFirstOrDefault<Row>(
            """
            SELECT a.jurisdiction, a.rule_id, a.rule_version, r.text AS rule, a.explanation, a.assessed_at, i.token, t.symbol, t.decimals
            FROM assessment a
            JOIN tax_rule r ON r.version = a.rule_version
            JOIN income i ON i.id = a.income_id
            JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
            WHERE a.income_id = @incomeId
            """,
            new { incomeId });
        if (row is null)
        {
            var reason = connection.QueryFirstOrDefault<string>("SELECT reason FROM assessment_obstacle WHERE income_id = @incomeId", new { incomeId });
            return new TaxDetail(null, null, null, null, null, null, null, null, null, null, null, null, [], reason ?? "not assessed yet");
        }

        return row.ToDetail(DueLedger.ReadBalances(connection).FirstOrDefault(balance => balance.IncomeId == incomeId) ?? new DueBalance());
    });

    private sealed class Row
    {
        public string Jurisdiction { get; init; } = "";

        public string RuleId { get; init; } = "";

        public string RuleVersion { get; init; } = "";

        public string Rule { get; init; } = "";

        public string Explanation { get; init; } = "";

        public DateTimeOffset AssessedAt { get; init; }

        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public TaxDetail ToDetail(DueBalance balance)
        {
            var working = Working.Parse(Explanation);
            var split = Split.Of(working.Amount, working.Due);
            return new TaxDetail(
                Jurisdiction,
                RuleId,
                RuleVersion,
                working.EffectiveRate.Value,
                working.Basis is { } basis ? new FiatAmount(working.Currency!, basis) : null,
                Of(split.Escrow),
                Of(split.Owner),
                Of(balance.Due),
                Of(balance.Escrowed),
                Of(balance.Outstanding),
                Of(balance.Credit),
                AssessedAt,
                Recital.Of(TaxRule.Parse(Rule), working, Of),
                null);
        }

        private Amount Of(BigInteger baseUnits) => Amount.Of(Token, Symbol, Decimals, baseUnits);
    }
}
