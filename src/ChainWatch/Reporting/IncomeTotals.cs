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
public sealed record IncomeTotal(string Chain, int Payments, Amount Amount);

/// <summary>How much came in all, token by token?</summary>
public static class IncomeTotals
{
    /// <summary>Totals of all sources, or of one.</summary>
    public static IReadOnlyList<IncomeTotal> Read(Ledger ledger, string? source = null) => ledger.Read(connection =>
        connection.Query<Row>(
            """
            SELECT c.name AS chain, i.token, t.symbol, t.decimals, i.amount
            FROM income i
            JOIN source s ON s.id = i.source_id
            JOIN chain c ON c.chain_id = i.chain_id
            JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
            WHERE i.orphaned_at IS NULL AND i.quarantine IS NULL AND i.kind || ' ' || i.stage NOT IN @Credits AND (@source IS NULL OR s.name = @source)
            """,
            new { source, SourceKinds.Credits })
            .GroupBy(row => (row.Chain, row.Token))
            .Select(rows => Total([.. rows]))
            .OrderBy(total => total.Chain, StringComparer.Ordinal).ThenBy(total => total.Amount.Symbol, StringComparer.Ordinal).ToList());

    // Amounts are text, wider than any number that SQL adds: they are summed here.
    private static IncomeTotal Total(IReadOnlyList<Row> rows) => new(
        rows[0].Chain,
        rows.Count,
        Amount.Of(rows[0].Token, rows[0].Symbol, rows[0].Decimals, rows.Aggregate(BigInteger.Zero, (sum, row) => sum + row.Amount)));

    private sealed class Row
    {
        public string Chain { get; init; } = "";

        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public BigInteger Amount { get; init; }
    }
}
