using System.Data.Common;
using System.Numerics;
using Dapper;

namespace ChainWatch.Taxing;

/// <summary>The years as the ledger has them: assessments of payments that stand.</summary>
internal static class YearBook
{
    public static Years Open(DbConnection connection) => new((jurisdiction, year) => Load(connection, jurisdiction, year));

    private static YearTotals Load(DbConnection connection, string jurisdiction, int year)
    {
        var totals = new YearTotals();
        foreach (var row in connection.Query<Row>(
            """
            SELECT a.rule_category, a.basis, a.allowance, a.currency FROM assessment a
            JOIN income i ON i.id = a.income_id
            WHERE a.jurisdiction = @jurisdiction AND a.tax_year = @year AND a.basis IS NOT NULL
                AND i.orphaned_at IS NULL AND i.quarantine IS NULL
            ORDER BY a.assessed_at, a.income_id
            """,
            new { jurisdiction, year }))
        {
            totals.Add(row.RuleCategory, row.Basis, row.Allowance, row.Currency);
        }

        return totals;
    }

    private sealed class Row
    {
        public string RuleCategory { get; init; } = "";

        public BigInteger? Basis { get; init; }

        public BigInteger Allowance { get; init; }

        public string? Currency { get; init; }
    }
}
