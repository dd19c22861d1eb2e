using System.Data.Common;
using System.Text;
using ChainWatch.Ethereum;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>A line of an export, and what it is entered as in the ledger.</summary>
/// <param name="Subject">What it is about.</param>
/// <param name="IncomeId">The income; null for a transfer.</param>
/// <param name="Source">Its source; empty for a transfer.</param>
/// <param name="OccurredAt">Its time.</param>
/// <param name="Text">The line, in UTF-8.</param>
internal sealed record ExportLine(string Subject, long? IncomeId, string Source, DateTimeOffset OccurredAt, byte[] Text)
{
    /// <summary>SHA-256 of the line; null where it takes an earlier one back, or nothing is entered.</summary>
    public Hash32? Fingerprint { get; init; }

    /// <summary>The line that would take it back, in UTF-8; null where it takes one back itself, or nothing is entered.</summary>
    public byte[]? Reversal { get; init; }

    /// <summary>Whether it takes an earlier line back.</summary>
    public bool IsCorrection { get; init; }
}

/// <summary>What was exported, as the ledger remembers it. Every method works within the caller's transaction.</summary>
internal static class ExportBook
{
    /// <summary>The line that takes an exported one back.</summary>
    public static ExportLine ReadReversal(DbConnection connection, long id)
    {
        var row = connection.QuerySingle<Row>("SELECT subject, income_id, source, occurred_at, reversal FROM export_row WHERE id = @id", new { id });
        return new ExportLine(row.Subject, row.IncomeId, row.Source, row.OccurredAt, Encoding.UTF8.GetBytes(row.Reversal)) { IsCorrection = true };
    }

    /// <summary>Enters an export with its lines.</summary>
    public static void Enter(DbConnection connection, string format, string file, IReadOnlyList<ExportLine> lines, DateTimeOffset now)
    {
        var id = connection.ExecuteScalar<long>(
            "INSERT INTO export (format, file, exported_at, rows) VALUES (@format, @file, @now, @rows) RETURNING id", new { format, file, now, rows = lines.Count });
        using var insert = new BoundStatement(
            connection,
            """
            INSERT INTO export_row (export_id, format, subject, income_id, source, occurred_at, fingerprint, reversal)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
            """);
        insert.Bind(1, id);
        insert.Bind(2, format);
        foreach (var line in lines)
        {
            insert.Bind(3, line.Subject);
            insert.Bind(4, line.IncomeId);
            insert.Bind(5, line.Source);
            insert.Bind(6, line.OccurredAt);
            insert.Bind(7, line.Fingerprint is { } fingerprint ? Convert.ToHexStringLower(fingerprint.Bytes) : "");
            insert.BindText(8, line.Reversal);
            insert.Run();
        }
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
