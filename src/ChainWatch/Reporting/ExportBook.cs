using System.Data.Common;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>A line of an export, and what it is entered as in the ledger.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="IncomeId">The income; null for a transfer.</param>
/// <param name="Source">Its source; empty for a transfer.</param>
/// <param name="OccurredAt">Its time.</param>
/// <param name="Text">The line.</param>
/// <param name="Fingerprint">SHA-256 of the line; empty where it takes an earlier one back.</param>
/// <param name="Reversal">The line that would take it back; null where it takes one back itself.</param>
internal sealed record ExportLine(string Subject, long? IncomeId, string Source, DateTimeOffset OccurredAt, string Text, string Fingerprint, string? Reversal);

/// <summary>What was exported, as the ledger remembers it. Every method works within the caller's transaction.</summary>
internal static class ExportBook
{
    /// <summary>The newest line of each subject of a format that stands: its fingerprint and the id of its row.</summary>
    public static Dictionary<string, (string Fingerprint, long Id)> ReadStanding(DbConnection connection, string format) =>
        connection.Query<(string Subject, string Fingerprint, long Id)>(
            "SELECT subject, fingerprint, id FROM export_row WHERE id IN (SELECT max(id) FROM export_row WHERE format = @format GROUP BY subject) AND fingerprint <> ''",
            new { format })
            .ToDictionary(row => row.Subject, row => (row.Fingerprint, row.Id));

    /// <summary>The line that takes an exported one back.</summary>
    public static ExportLine ReadReversal(DbConnection connection, long id)
    {
        var row = connection.QuerySingle<Row>("SELECT subject, income_id, source, occurred_at, reversal FROM export_row WHERE id = @id", new { id });
        return new ExportLine(row.Subject, row.IncomeId, row.Source, row.OccurredAt, row.Reversal, "", null);
    }

    /// <summary>Enters an export with its lines.</summary>
    public static void Enter(DbConnection connection, string format, string file, IReadOnlyList<ExportLine> lines, DateTimeOffset now)
    {
        var id = connection.ExecuteScalar<long>(
            "INSERT INTO export (format, file, exported_at, rows) VALUES (@format, @file, @now, @rows) RETURNING id", new { format, file, now, rows = lines.Count });
        connection.Execute(
            """
            INSERT INTO export_row (export_id, format, subject, income_id, source, occurred_at, fingerprint, reversal)
            VALUES (@id, @format, @Subject, @IncomeId, @Source, @OccurredAt, @Fingerprint, @Reversal)
            """,
            lines.Select(line => new { id, format, line.Subject, line.IncomeId, line.Source, line.OccurredAt, line.Fingerprint, line.Reversal }));
    }

    private sealed class Row
    {
        public string Subject { get; init; } = "";

        public long? IncomeId { get; init; }

        public string Source { get; init; } = "";

        public DateTimeOffset OccurredAt { get; init; }

        public string Reversal { get; init; } = "";
    }
}
