using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>
/// What was paid in one token on one chain, orphaned and quarantined payments left out. What was only credited is left out
/// too: it is counted when it is received, so that the same money is not counted twice.
/// </summary>
/// <param name="Chain">The chain's name.</param>
/// <param name="Payments">How many payments.</param>
/// <param name="Amount">Their sum.</param>
public sealed record IncomeTotal(string Chain, long Payments, Amount Amount);

/// <summary>What came in one year (UTC) at one stage; no total adds one stage to another.</summary>
/// <param name="Year">For example 2026.</param>
/// <param name="Stage">For example <c>received</c>.</param>
/// <param name="Chain">The chain's name.</param>
/// <param name="Payments">How many payments.</param>
/// <param name="Amount">Their sum.</param>
public sealed record YearTotal(int Year, string Stage, string Chain, long Payments, Amount Amount);

/// <summary>How much came in, token by token? Sums are kept beside the payments, so that the length of history does not matter.</summary>
public static class IncomeTotals
{
    /// <summary>Totals of all sources, or of one.</summary>
    public static IReadOnlyList<IncomeTotal> Read(Ledger ledger, string? source = null) =>
    [
        .. ReadRows(ledger, source)
            .Where(row => !SourceKinds.Credits.Contains($"{row.Kind} {row.Stage}"))
            .GroupBy(row => (row.Chain, row.Token))
            .Select(rows => new IncomeTotal(rows.Key.Chain, rows.Sum(row => row.Payments), Sum([.. rows])))
            .OrderBy(total => total.Chain, StringComparer.Ordinal).ThenBy(total => total.Amount.Symbol, StringComparer.Ordinal),
    ];

    /// <summary>Totals of each year, oldest first, of all sources or of one.</summary>
    public static IReadOnlyList<YearTotal> ReadYears(Ledger ledger, string? source = null) =>
    [
        .. ReadRows(ledger, source)
            .GroupBy(row => (row.Year, row.Stage, row.Chain, row.Token))
            .Select(rows => new YearTotal(rows.Key.Year, rows.Key.Stage, rows.Key.Chain, rows.Sum(row => row.Payments), Sum([.. rows])))
            .OrderBy(total => total.Year).ThenBy(total => total.Stage, StringComparer.Ordinal).ThenBy(total => total.Chain, StringComparer.Ordinal).ThenBy(total => total.Amount.Symbol, StringComparer.Ordinal),
    ];

    private static List<Row> ReadRows(Ledger ledger, string? source) => ledger.Read(connection => connection.Query<Row>(
        """
        SELECT c.name AS chain, n.token, t.symbol, t.decimals, n.kind, n.stage, n.year, n.payments, n.amount
        FROM income_total n
        JOIN source s ON s.id = n.source_id
        JOIN chain c ON c.chain_id = n.chain_id
        JOIN token t ON t.chain_id = n.chain_id AND t.address = n.token
        WHERE @source IS NULL OR s.name = @source
        """,
        new { source }).ToList());

    // Amounts are text, wider than any number that SQL adds: they are summed here.
    private static Amount Sum(IReadOnlyList<Row> rows) => Amount.Of(
        rows[0].Token, rows[0].Symbol, rows[0].Decimals, rows.Aggregate(BigInteger.Zero, (sum, row) => sum + row.Amount));

    private sealed class Row
    {
        public string Chain { get; init; } = "";

        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public string Kind { get; init; } = "";

        public string Stage { get; init; } = "";

        public int Year { get; init; }

        public long Payments { get; init; }

        public BigInteger Amount { get; init; }
    }
}
