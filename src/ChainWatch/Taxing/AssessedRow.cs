using System.Data.Common;
using System.Numerics;
using ChainWatch.Primitives;
using Dapper;

namespace ChainWatch.Taxing;

/// <summary>An assessment as it stands, with the rule that it was made by and the value that its payment has now.</summary>
internal sealed class AssessedRow
{
    private const string Columns = """
        SELECT a.income_id, a.jurisdiction, a.tax_year, a.rule_category, a.due, a.explanation, r.text AS rule_text,
            i.orphaned_at IS NULL AND i.quarantine IS NULL AS stands,
            v.price_source IS NOT NULL AND v.price_source = 'manual' AND v.amount IS NOT NULL AS is_corrected, v.currency AS value_currency, v.amount AS worth
        FROM assessment a
        JOIN tax_rule r ON r.version = a.rule_version
        JOIN income i ON i.id = a.income_id
        LEFT JOIN valuation v ON v.income_id = i.id AND v.base_units = i.amount
        """;

    private Working? _working;

    public long IncomeId { get; init; }

    public string Jurisdiction { get; init; } = "";

    public int TaxYear { get; init; }

    public string RuleCategory { get; init; } = "";

    public BigInteger Due { get; init; }

    public string Explanation { get; init; } = "";

    public string RuleText { get; init; } = "";

    public bool Stands { get; init; }

    /// <summary>Whether a person said what the payment was worth.</summary>
    public bool IsCorrected { get; init; }

    public string? ValueCurrency { get; init; }

    public BigInteger? Worth { get; init; }

    public Working Working => _working ??= Working.Parse(Explanation);

    public FiatAmount Value => new(ValueCurrency!, Worth!.Value);

    public static AssessedRow? Find(DbConnection connection, long incomeId) =>
        connection.QuerySingleOrDefault<AssessedRow>($"{Columns} WHERE a.income_id = @incomeId", new { incomeId });

    /// <summary>A year's assessments of payments that stand, in the order in which they were made.</summary>
    public static IReadOnlyList<AssessedRow> ReadYear(DbConnection connection, string jurisdiction, int year) => connection.Query<AssessedRow>(
        $"""
        {Columns}
        WHERE a.jurisdiction = @jurisdiction AND a.tax_year = @year AND i.orphaned_at IS NULL AND i.quarantine IS NULL
        ORDER BY a.assessed_at, i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part, i.id
        """,
        new { jurisdiction, year }).AsList();

    /// <summary>The same rule on the same payment, on top of what the year has below it; with the value that it has now, or that it was assessed by.</summary>
    public Working Again(YearTotals below, bool withNewValue)
    {
        var value = withNewValue ? Value : Working.Value is { } units ? new FiatAmount(Working.Currency!, units) : (FiatAmount?)null;
        return Working.Of(TaxRule.Parse(RuleText), new TaxableIncome(Working.Amount, Working.Stage, Working.WithheldRate, value), below.SoFar(RuleCategory));
    }
}
