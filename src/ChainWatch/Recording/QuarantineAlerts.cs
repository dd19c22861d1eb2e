using System.Data.Common;
using System.Globalization;
using ChainWatch.Alerts;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>
/// Alerts about payments that are quarantined, one for each source that has any: raised, brought up to date and closed in the
/// transaction that writes such a payment or lets it stand.
/// </summary>
public static class QuarantineAlerts
{
    /// <summary>Says so of every source that has such payments, whenever they came: a ledger may hold some of before there were these alerts.</summary>
    public static void TellAll(Ledger ledger, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ledger.Write(connection =>
        {
            foreach (var source in connection.Query<(long ChainId, long Id)>("SELECT DISTINCT chain_id, source_id FROM income WHERE quarantine IS NOT NULL AND orphaned_at IS NULL").AsList())
            {
                Tell(connection, (ulong)source.ChainId, [source.Id], now);
            }
        });
    }

    /// <summary>Says how many payments of each of these sources are quarantined now, or that none is any more.</summary>
    /// <param name="connection">The transaction that changed them.</param>
    /// <param name="chainId">Their chain.</param>
    /// <param name="sources">Ids of the sources whose quarantined payments are others than before.</param>
    /// <param name="now">When.</param>
    internal static void Tell(DbConnection connection, ulong chainId, IEnumerable<long> sources, DateTimeOffset now)
    {
        foreach (var source in sources)
        {
            var name = connection.ExecuteScalar<string>("SELECT name FROM source WHERE id = @source", new { source })!;
            var key = string.Create(CultureInfo.InvariantCulture, $"quarantined:{chainId}:{name}");
            if (Find(connection, chainId, source) is { } standing)
            {
                AlertBook.Raise(connection, Of(key, name, standing), now);
            }
            else
            {
                AlertBook.Close(connection, key, now);
            }
        }
    }

    private static Alert Of(string key, string source, Standing standing) => new(
        key,
        Severity.Warning,
        source,
        string.Create(
            CultureInfo.InvariantCulture,
            $"Sources: {source}: {(standing.Payments == 1 ? "1 payment is" : $"{standing.Payments} payments are")} quarantined, and neither valued nor taxed. The newest is income {standing.Newest}: {standing.Reason}."),
        string.Create(
            CultureInfo.InvariantCulture,
            $"See them with: chainwatch income list --source {source}. To let one pass, type: chainwatch income release {standing.Newest} --note \"why\""));

    private static Standing? Find(DbConnection connection, ulong chainId, long source) => connection.QueryFirstOrDefault<Standing>(
        """
        SELECT id AS newest, quarantine AS reason, count(*) OVER () AS payments FROM income
        WHERE source_id = @source AND chain_id = @chainId AND quarantine IS NOT NULL AND orphaned_at IS NULL
        ORDER BY block_number DESC, log_index DESC, part DESC, id DESC LIMIT 1
        """,
        new { source, chainId });

    private sealed class Standing
    {
        public long Newest { get; init; }

        public string Reason { get; init; } = "";

        public long Payments { get; init; }
    }
}
