using System.Globalization;
using ChainWatch.Alerts;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>An alert as it stands.</summary>
/// <param name="Id">Its id, for <c>alerts ack</c>.</param>
/// <param name="Key">What the trouble is; unique among open alerts.</param>
/// <param name="Severity">How soon a person should look.</param>
/// <param name="Subject">What it is about.</param>
/// <param name="Message">What is the matter.</param>
/// <param name="Hint">What to do or type next.</param>
/// <param name="OpenedAt">When it was raised.</param>
/// <param name="AcknowledgedAt">When a person said that they have seen it.</param>
/// <param name="ClosedAt">When the trouble was gone.</param>
public sealed record AlertItem(
    string Id,
    string Key,
    Severity Severity,
    string Subject,
    string Message,
    string Hint,
    DateTimeOffset OpenedAt,
    DateTimeOffset? AcknowledgedAt,
    DateTimeOffset? ClosedAt);

/// <summary>What should a person look at?</summary>
public static class AlertList
{
    /// <summary>The open alerts, or all of them, the most severe first, then the oldest.</summary>
    public static IReadOnlyList<AlertItem> Read(Ledger ledger, bool includeClosed = false) => ledger.Read(connection =>
        connection.Query<Row>("SELECT * FROM alert WHERE closed_at IS NULL OR @includeClosed", new { includeClosed })
            .OrderBy(row => row.ClosedAt is not null).ThenByDescending(row => row.Severity).ThenBy(row => row.Id)
            .Select(row => row.ToItem()).ToList());

    private sealed class Row
    {
        public long Id { get; init; }

        public string Key { get; init; } = "";

        public Severity Severity { get; init; }

        public string Subject { get; init; } = "";

        public string Message { get; init; } = "";

        public string Hint { get; init; } = "";

        public DateTimeOffset OpenedAt { get; init; }

        public DateTimeOffset? AcknowledgedAt { get; init; }

        public DateTimeOffset? ClosedAt { get; init; }

        public AlertItem ToItem() =>
            new(Id.ToString(CultureInfo.InvariantCulture), Key, Severity, Subject, Message, Hint, OpenedAt, AcknowledgedAt, ClosedAt);
    }
}
