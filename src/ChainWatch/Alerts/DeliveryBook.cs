using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Alerts;

/// <summary>What each channel has been told, in the ledger: a restart goes on from there.</summary>
internal static class DeliveryBook
{
    private const string Events =
        """
        SELECT id, 'opened' AS event, 1 AS step FROM alert
        UNION ALL SELECT id, 'acknowledged', 2 FROM alert WHERE acknowledged_at IS NOT NULL
        UNION ALL SELECT id, 'closed', 3 FROM alert WHERE closed_at IS NOT NULL
        """;

    /// <summary>Enters a channel. What was closed before it was there is not told to it.</summary>
    public static void Enter(Ledger ledger, string channel, DateTimeOffset now)
    {
        const string isThere = "SELECT count(*) FROM alert_channel WHERE name = @channel";
        if (ledger.Read(connection => connection.ExecuteScalar<long>(isThere, new { channel })) > 0)
        {
            return;
        }

        ledger.Write(connection => connection.Execute(
            $"""
            INSERT INTO alert_channel (name, entered_at) VALUES (@channel, @now) ON CONFLICT DO NOTHING;
            INSERT INTO alert_delivery (channel, alert_id, event)
            SELECT @channel, e.id, e.event FROM ({Events}) e JOIN alert a ON a.id = e.id WHERE a.closed_at IS NOT NULL
            ON CONFLICT DO NOTHING;
            """,
            new { channel, now }));
    }

    /// <summary>What a channel has not been told yet: alert by alert, and of each what happened first.</summary>
    public static IReadOnlyList<AlertNotice> Pending(Ledger ledger, string channel) => ledger.Read(connection => connection.Query<AlertNotice>(
        $"""
        SELECT a.*, e.event FROM alert a JOIN ({Events}) e ON e.id = a.id
        WHERE NOT EXISTS (SELECT 1 FROM alert_delivery d WHERE d.channel = @channel AND d.alert_id = e.id AND d.event = e.event)
        ORDER BY a.id, e.step
        """,
        new { channel }).ToList());

    /// <summary>Notes that a channel knows of an event.</summary>
    public static void Note(Ledger ledger, string channel, AlertNotice notice, DateTimeOffset now) => ledger.Write(connection => connection.Execute(
        "INSERT INTO alert_delivery (channel, alert_id, event, delivered_at) VALUES (@channel, @Id, @Event, @now)",
        new { channel, notice.Id, notice.Event, now }));
}
