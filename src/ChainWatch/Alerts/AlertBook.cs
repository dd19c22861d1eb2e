using System.Data.Common;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Alerts;

/// <summary>
/// The alerts in the ledger. A step raises one in the transaction that finds the trouble and closes it in the one that
/// finds it gone, as often as it likes: what is open already is not opened again.
/// </summary>
public static class AlertBook
{
    /// <summary>Opens an alert. One that is open with the same key stays as it is, but says what is the matter now.</summary>
    public static void Raise(DbConnection connection, Alert alert, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(alert);
        connection.Execute(
            """
            INSERT INTO alert (key, severity, subject, message, hint, opened_at)
            VALUES (@Key, @severity, @Subject, @Message, @Hint, @now)
            ON CONFLICT (key) WHERE closed_at IS NULL DO UPDATE
                SET severity = excluded.severity, subject = excluded.subject, message = excluded.message, hint = excluded.hint
            """,
            new { alert.Key, severity = Word(alert.Severity), alert.Subject, alert.Message, alert.Hint, now });
    }

    /// <inheritdoc cref="Raise(DbConnection, Alert, DateTimeOffset)"/>
    public static void Raise(Ledger ledger, Alert alert, DateTimeOffset now) => ledger.Write(connection => Raise(connection, alert, now));

    /// <summary>Closes the open alert with this key; nothing where there is none.</summary>
    public static void Close(DbConnection connection, string key, DateTimeOffset now) =>
        connection.Execute("UPDATE alert SET closed_at = @now WHERE key = @key AND closed_at IS NULL", new { key, now });

    /// <inheritdoc cref="Close(DbConnection, string, DateTimeOffset)"/>
    public static void Close(Ledger ledger, string key, DateTimeOffset now) => ledger.Write(connection => Close(connection, key, now));

    /// <summary>Keys of the open alerts that begin with <paramref name="prefix"/>.</summary>
    public static IReadOnlyList<string> OpenKeys(DbConnection connection, string prefix) => connection
        .Query<string>("SELECT key FROM alert WHERE closed_at IS NULL ORDER BY id")
        .Where(key => key.StartsWith(prefix, StringComparison.Ordinal)).ToList();

    /// <summary>Notes that a person has seen the alert; the first time counts.</summary>
    /// <exception cref="ChainWatchException">There is no open alert with this id.</exception>
    public static void Acknowledge(Ledger ledger, long id, DateTimeOffset now) => ledger.Write(connection =>
    {
        var seen = connection.Execute(
            "UPDATE alert SET acknowledged_at = coalesce(acknowledged_at, @now) WHERE id = @id AND closed_at IS NULL", new { id, now });
        if (seen == 0)
        {
            throw new ChainWatchException(
                Refusal.Refused, "no-alert", $"There is no open alert with the id {id}.", "See the open ones with: chainwatch alerts");
        }
    });

    private static string Word(Severity severity) => severity.ToString().ToLowerInvariant();
}
