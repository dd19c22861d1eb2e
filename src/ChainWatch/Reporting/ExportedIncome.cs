using System.Data.Common;
using System.Globalization;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>Which income goes into a file for other programs, and what is left out?</summary>
internal static class ExportedIncome
{
    private static readonly string Received = Stage.Received.Word();
    private static readonly string Accrued = Stage.Accrued.Word();
    private static readonly string Distributed = Stage.Distributed.Word();
    private static readonly string Withheld = Stage.Withheld.Word();
    private static readonly string Returned = Stage.ReturnOfCapital.Word();

    /// <summary>
    /// What is final and not quarantined, oldest first. The same money may stand in two stages: what was credited waits until
    /// it is received, and what accrued gives way to what the same source has paid in the same token.
    /// </summary>
    /// <param name="connection">Whose transaction this is read in; each entry is read when it is its turn.</param>
    /// <param name="leaveOut">Told of each other row: its source, its time, and why it is left out.</param>
    public static IEnumerable<ExportEntry> Read(DbConnection connection, Action<string, DateTimeOffset, string> leaveOut)
    {
        using var query = new BoundQuery(
            connection,
            """
            SELECT i.id, i.source_id, s.name, i.category, i.kind, i.stage, c.name, i.chain_id, i.transaction_hash, i.log_index,
                i.occurred_at, i.payer, i.beneficiary, i.token, i.amount, t.symbol, t.decimals, i.quarantine IS NOT NULL,
                i.orphaned_at IS NOT NULL, i.block_number <= coalesce(c.final_block, -1),
                v.currency, v.amount, v.price_source
            FROM income i
            JOIN source s ON s.id = i.source_id
            JOIN chain c ON c.chain_id = i.chain_id
            JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
            LEFT JOIN valuation v ON v.income_id = i.id AND v.base_units = i.amount
            ORDER BY i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part, i.id
            """);
        var addresses = new AddressTexts();
        var paid = new PaidTokens(connection);
        while (query.Next())
        {
            if ((Unfit(query) ?? Elsewhere(query, paid)) is { } reason)
            {
                leaveOut(query.Text(2), query.Time(10), reason);
            }
            else
            {
                yield return ReadEntry(query, addresses);
            }
        }
    }

    // Below, columns are counted in the query's order.
    private static string? Unfit(BoundQuery row) => row.Bool(18) ? "orphaned: a reorg took it back"
        : row.Bool(17) ? "quarantined: a person must look at it"
        : row.Bool(19) ? null
        : "pending: not final yet";

    private static string? Elsewhere(BoundQuery row, PaidTokens paid)
    {
        var stage = row.Text(5);
        return stage == Distributed ? "distributed: it counts when it is received"
            : stage == Withheld ? "withheld: it never came to a wallet"
            : stage == Accrued && paid.Contains(row.Long(1), row.Address(13)) ? "accrued: the source's received income counts"
            : null;
    }

    private static ExportEntry ReadEntry(BoundQuery row, AddressTexts addresses)
    {
        var (id, stage, transaction) = (row.Long(0), row.Text(5), row.Hash(8));
        return new ExportEntry(
            string.Create(CultureInfo.InvariantCulture, $"income:{id}"),
            stage == Returned ? ExportSubject.Capital : ExportSubject.Income,
            row.Time(10),
            row.Text(6),
            row.Natural(7),
            transaction == default ? "" : transaction.ToString(),
            addresses.Of(new Token(row.Address(13))),
            row.Text(15),
            row.Int(16),
            row.Amount(14))
        {
            IncomeId = id,
            Source = row.Text(2),
            Category = row.Text(3),
            Kind = row.Text(4),
            Stage = stage,
            LogIndex = row.Int(9),
            Payer = addresses.Of(row.Address(11)),
            Beneficiary = addresses.Of(row.Address(12)),
            Value = row.AmountOrNull(21) is { } units ? new FiatAmount(row.Text(20), units) : null,
            PriceSource = row.TextOrNull(22),
        };
    }

    // Which tokens a source has paid, as far as that is exported: asked for where something accrued, which is rare.
    private sealed class PaidTokens(DbConnection connection)
    {
        private readonly Dictionary<string, bool> _known = [];

        public bool Contains(long source, Address token)
        {
            var key = string.Create(CultureInfo.InvariantCulture, $"{source} {token}");
            if (!_known.TryGetValue(key, out var paid))
            {
                paid = _known[key] = connection.ExecuteScalar<long>(
                    """
                    SELECT EXISTS (
                        SELECT 1 FROM income i JOIN chain c ON c.chain_id = i.chain_id
                        WHERE i.source_id = @source AND i.token = @token AND i.stage = @Received
                            AND i.orphaned_at IS NULL AND i.quarantine IS NULL AND i.block_number <= coalesce(c.final_block, -1))
                    """,
                    new { source, token, Received }) != 0;
            }

            return paid;
        }
    }
}
