using System.Data.Common;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>
/// The endpoints as the ledger knows them. What an endpoint is accused of is an alert: it survives a restart, and a person
/// who acknowledges it lets the endpoint be asked again.
/// </summary>
public static class EndpointBook
{
    private const string RefusedKind = "refused";

    private static readonly string[] Kinds = [Accusation.OtherBranch, Accusation.Forged, Accusation.Withheld];

    /// <summary>Accuses the endpoints of a chain of what stands open against them, and forgives what a person has acknowledged.</summary>
    public static void Recall(Ledger ledger, Chain chain, DateTimeOffset now)
    {
        var open = ledger.Read(connection => connection.Query<(string Key, string Message, long? AcknowledgedAt)>(
            "SELECT key, message, acknowledged_at FROM alert WHERE closed_at IS NULL").ToList());
        foreach (var endpoint in chain.Endpoints)
        {
            foreach (var (kind, alert) in Kinds.SelectMany(kind => open.Where(alert => alert.Key == KeyOf(kind, chain.Settings.ChainId, endpoint.Name)).Select(alert => (kind, alert))))
            {
                if (alert.AcknowledgedAt is not null)
                {
                    AlertBook.Close(ledger, alert.Key, now);
                    chain.Forgive(endpoint.Name, kind);
                }
                else if (endpoint.Accusations.All(made => made.Kind != kind))
                {
                    chain.Accuse(endpoint.Name, new Accusation(kind, alert.Message, kind == Accusation.OtherBranch ? ContestedBlock(ledger, chain.Settings.ChainId, endpoint.Name) : null));
                }
            }
        }
    }

    /// <summary>Notes how the endpoints of a chain stand.</summary>
    public static void Note(DbConnection connection, ulong chainId, IReadOnlyList<EndpointStatus> endpoints, DateTimeOffset now)
    {
        connection.Execute(
            """
            INSERT INTO endpoint (chain_id, name, state, latency_ms, head_block, reason, contested_block, seen_at)
            VALUES (@chainId, @Name, @state, @LatencyMs, @Head, @Reason, @contested, @now)
            ON CONFLICT (chain_id, name) DO UPDATE SET state = excluded.state, latency_ms = excluded.latency_ms, head_block = excluded.head_block,
                reason = excluded.reason, contested_block = excluded.contested_block, seen_at = excluded.seen_at
            """,
            endpoints.DistinctBy(endpoint => endpoint.Name).Select(endpoint => new
            {
                chainId,
                endpoint.Name,
                state = Word(endpoint.State),
                endpoint.LatencyMs,
                endpoint.Head,
                endpoint.Reason,
                contested = endpoint.Accusations.Select(made => made.Block).FirstOrDefault(block => block is not null),
                now,
            }));
        connection.Execute(
            "DELETE FROM endpoint WHERE chain_id = @chainId AND name NOT IN @names", new { chainId, names = endpoints.Select(endpoint => endpoint.Name) });
        RaiseAlerts(connection, chainId, endpoints, now);
    }

    /// <summary>Raises what the endpoints are accused of, and closes what they have answered for.</summary>
    public static void RaiseAlerts(DbConnection connection, ulong chainId, IReadOnlyList<EndpointStatus> endpoints, DateTimeOffset now)
    {
        foreach (var endpoint in endpoints)
        {
            foreach (var accusation in endpoint.Accusations)
            {
                AlertBook.Raise(connection, AlertOf(chainId, endpoint, accusation), now);
            }

            if (endpoint.Accusations.All(made => made.Kind != Accusation.OtherBranch))
            {
                AlertBook.Close(connection, KeyOf(Accusation.OtherBranch, chainId, endpoint.Name), now);
            }

            NoteRefusal(connection, chainId, endpoint, now);
        }
    }

    private static void NoteRefusal(DbConnection connection, ulong chainId, EndpointStatus endpoint, DateTimeOffset now)
    {
        var key = KeyOf(RefusedKind, chainId, endpoint.Name);
        if (endpoint.State == EndpointState.Refused)
        {
            AlertBook.Raise(
                connection,
                new Alert(key, Severity.Warning, $"endpoint {endpoint.Name}", $"{endpoint.Reason}; it is asked nothing.", "Correct ChainId or Endpoints and type: chainwatch check"),
                now);
        }
        else
        {
            AlertBook.Close(connection, key, now);
        }
    }

    private static Alert AlertOf(ulong chainId, EndpointStatus endpoint, Accusation accusation) => new(
        KeyOf(accusation.Kind, chainId, endpoint.Name),
        Severity.Critical,
        $"endpoint {endpoint.Name}",
        accusation.Message,
        accusation.Kind == Accusation.OtherBranch
            ? "It is not asked for logs until it agrees again, or until you acknowledge this: chainwatch alerts ack ID"
            : "Replace it in Endpoints. If it was a mistake, acknowledge this and it is asked again: chainwatch alerts ack ID");

    private static ulong? ContestedBlock(Ledger ledger, ulong chainId, string name) => ledger.Read(connection =>
        connection.ExecuteScalar<ulong?>("SELECT contested_block FROM endpoint WHERE chain_id = @chainId AND name = @name", new { chainId, name }));

    private static string KeyOf(string kind, ulong chainId, string endpoint) => $"{kind}:{chainId}:{endpoint}";

    private static string Word(EndpointState state) => state.ToString().ToLowerInvariant();
}
