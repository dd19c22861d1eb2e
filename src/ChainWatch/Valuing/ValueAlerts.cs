using System.Data.Common;
using System.Globalization;
using ChainWatch.Alerts;
using Dapper;

namespace ChainWatch.Valuing;

/// <summary>
/// One alert for each token of which payments stand without a value. It says what is the matter with the newest of them,
/// and is closed when every one has a value.
/// </summary>
internal static class ValueAlerts
{
    /// <summary>Whether the alerts of a chain say what is the matter now.</summary>
    public static bool AreTrue(DbConnection connection, ulong chainId) =>
        Missing(connection, chainId).Select(row => row.Key(chainId)).ToHashSet().SetEquals(AlertBook.OpenKeys(connection, Prefix(chainId)));

    /// <summary>Raises what is the matter and closes what is not any more.</summary>
    public static void Settle(DbConnection connection, ulong chainId, DateTimeOffset now)
    {
        var missing = Missing(connection, chainId);
        foreach (var row in missing)
        {
            AlertBook.Raise(connection, row.ToAlert(chainId), now);
        }

        foreach (var key in AlertBook.OpenKeys(connection, Prefix(chainId)).Except(missing.Select(row => row.Key(chainId))))
        {
            AlertBook.Close(connection, key, now);
        }
    }

    private static string Prefix(ulong chainId) => $"no-value:{chainId}:";

    private static List<Row> Missing(DbConnection connection, ulong chainId) => connection.Query<Row>(
        """
        SELECT m.token, t.symbol, c.name AS chain, m.payments, m.newest, v.reason
        FROM (
            SELECT i.chain_id, i.token, count(*) AS payments, max(i.id) AS newest
            FROM valuation v JOIN income i ON i.id = v.income_id
            WHERE v.amount IS NULL AND i.chain_id = @chainId AND i.orphaned_at IS NULL AND i.quarantine IS NULL
            GROUP BY i.chain_id, i.token
        ) m
        JOIN valuation v ON v.income_id = m.newest
        JOIN chain c ON c.chain_id = m.chain_id
        JOIN token t ON t.chain_id = m.chain_id AND t.address = m.token
        ORDER BY m.newest
        """,
        new { chainId }).ToList();

    private sealed class Row
    {
        public Primitives.Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public string Chain { get; init; } = "";

        public long Payments { get; init; }

        public long Newest { get; init; }

        public string Reason { get; init; } = "";

        public string Key(ulong chainId) => Prefix(chainId) + Token;

        public Alert ToAlert(ulong chainId) => new(
            Key(chainId),
            Severity.Warning,
            $"value of {Symbol} on {Chain}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"{Payments} {(Payments == 1 ? "payment has" : "payments have")} no value; the newest is {Newest}: {Reason}."),
            string.Create(
                CultureInfo.InvariantCulture,
                $"Correct Pricing and restart chainwatch-worker, or type: chainwatch income value {Newest} --price PRICE --note \"why\""));
    }
}
