using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using ChainWatch.Taxing;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>An assessment that was made anew, as <c>income show</c> recites it.</summary>
/// <param name="Basis">What was taxed.</param>
/// <param name="Assessed">What it said is owed.</param>
/// <param name="Steps">The calculation, in words.</param>
/// <param name="ReplacedAt">Until when it stood.</param>
/// <param name="CorrectedId">The payment whose value was corrected; another than the one assessed where that lies above it in the year.</param>
/// <param name="Note">Why.</param>
public sealed record EarlierTax(FiatAmount? Basis, Amount Assessed, IReadOnlyList<string> Steps, DateTimeOffset ReplacedAt, string CorrectedId, string Note);

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
/// <param name="History">What was assessed before, the newest first.</param>
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
    IReadOnlyList<EarlierTax> History,
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
            return new TaxDetail(null, null, null, null, null, null, null, null, null, null, null, null, [], [], reason ?? "not assessed yet");
        }

        return row.ToDetail(
            DueLedger.ReadBalances(connection).FirstOrDefault(balance => balance.IncomeId == incomeId) ?? new DueBalance(), ReadHistory(connection, incomeId));
    });

    private static IReadOnlyList<EarlierTax> ReadHistory(DbConnection connection, long incomeId) =>
    [
        .. connection.Query<EarlierRow>(
            """
            SELECT r.text AS rule, h.explanation, h.replaced_at, h.corrected_id, h.note, i.token, t.symbol, t.decimals
            FROM assessment_history h
            JOIN tax_rule r ON r.version = h.rule_version
            JOIN income i ON i.id = h.income_id
            JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
            WHERE h.income_id = @incomeId
            ORDER BY h.id DESC
            """,
            new { incomeId }).Select(row => row.ToEarlier()),
    ];

    // A rule, what followed from it, and the token that both are of.
    private abstract class RecitedRow
    {
        public string Rule { get; init; } = "";

        public string Explanation { get; init; } = "";

        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        protected Working Working => Working.Parse(Explanation);

        protected IReadOnlyList<string> Steps => Recital.Of(TaxRule.Parse(Rule), Working, Of);

        protected FiatAmount? Basis => Working is { Basis: { } basis, Currency: { } currency } ? new FiatAmount(currency, basis) : null;

        protected Amount Of(BigInteger baseUnits) => Amount.Of(Token, Symbol, Decimals, baseUnits);
    }

    private sealed class EarlierRow : RecitedRow
    {
        public DateTimeOffset ReplacedAt { get; init; }

        public long CorrectedId { get; init; }

        public string Note { get; init; } = "";

        public EarlierTax ToEarlier() => new(Basis, Of(Working.Due), Steps, ReplacedAt, CorrectedId.ToString(CultureInfo.InvariantCulture), Note);
    }

    private sealed class Row : RecitedRow
    {
        public string Jurisdiction { get; init; } = "";

        public string RuleId { get; init; } = "";

        public string RuleVersion { get; init; } = "";

        public DateTimeOffset AssessedAt { get; init; }

        public TaxDetail ToDetail(DueBalance balance, IReadOnlyList<EarlierTax> history)
        {
            var working = Working;
            var split = Split.Of(working.Amount, working.Due);
            return new TaxDetail(
                Jurisdiction,
                RuleId,
                RuleVersion,
                working.EffectiveRate.Value,
                Basis,
                Of(split.Escrow),
                Of(split.Owner),
                Of(balance.Due),
                Of(balance.Escrowed),
                Of(balance.Outstanding),
                Of(balance.Credit),
                AssessedAt,
                Steps,
                history,
                null);
        }
    }
}
