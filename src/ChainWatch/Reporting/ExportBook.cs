using System.Data.Common;
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

    /// <summary>Whether it takes an earlier line back.</summary>
    public bool IsCorrection { get; init; }
}

/// <summary>Lines that follow each other.</summary>
/// <param name="Lines">The lines.</param>
/// <param name="Entries">What they say, apart from those that take others back: an <see cref="EntryPack"/>; null where that is nothing, or nothing is entered.</param>
internal sealed record ExportLines(IReadOnlyList<ExportLine> Lines, byte[]? Entries = null);

/// <summary>An export as it is being entered in the ledger, within the caller's transaction.</summary>
internal sealed class ExportBook : IDisposable
{
    private readonly DbConnection _connection;
    private readonly long _export;
    private readonly BoundStatement _insert;

    /// <summary>Enters an export, which has no lines yet.</summary>
    public ExportBook(DbConnection connection, string format, string file, DateTimeOffset now)
    {
        _connection = connection;
        _export = connection.ExecuteScalar<long>(
            "INSERT INTO export (format, file, exported_at, rows) VALUES (@format, @file, @now, 0) RETURNING id", new { format, file, now });
        _insert = new BoundStatement(
            connection,
            """
            INSERT INTO export_row (export_id, format, subject, income_id, source, occurred_at, fingerprint)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
            """);
        _insert.Bind(1, _export);
        _insert.Bind(2, format);
    }

    /// <summary>Enters lines.</summary>
    public void Enter(ExportLines entered)
    {
        var first = default(long?);
        foreach (var line in entered.Lines)
        {
            _insert.Bind(3, line.Subject);
            _insert.Bind(4, line.IncomeId);
            _insert.Bind(5, line.Source);
            _insert.Bind(6, line.OccurredAt);
            _insert.Bind(7, line.Fingerprint is { } fingerprint ? Convert.ToHexStringLower(fingerprint.Bytes) : "");
            _insert.Run();
            first ??= _connection.ExecuteScalar<long>("SELECT last_insert_rowid()");
        }

        if (entered.Entries is { } entries)
        {
            var kept = entered.Lines.Count(line => !line.IsCorrection);
            _connection.Execute("INSERT INTO export_pack (first_row, kept, entries) VALUES (@first, @kept, @entries)", new { first, kept, entries });
        }
    }

    /// <summary>Enters how many lines it has.</summary>
    public void End(int rows) => _connection.Execute("UPDATE export SET rows = @rows WHERE id = @_export", new { rows, _export });

    public void Dispose() => _insert.Dispose();
}
