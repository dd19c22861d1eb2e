using System.Data.Common;
using System.Text;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>The lines that take back what was exported, within the caller's transaction.</summary>
internal sealed class ExportReversals(DbConnection connection, ExportFormat format)
{
    // Where many are taken back, they are about in the order in which they were told, by one export or by some.
    private const int MostUnpacked = 16;

    private readonly Dictionary<long, Dictionary<string, ExportEntry>> _unpacked = [];

    /// <summary>The line that takes a row of the book of exports back.</summary>
    /// <exception cref="ChainWatchException">What was exported is not there: the ledger is damaged.</exception>
    public ExportLine Read(long id)
    {
        var row = connection.QuerySingle<Row>(
            """
            SELECT subject, income_id, source, occurred_at, reversal, (SELECT max(first_row) FROM export_pack WHERE first_row <= r.id) AS pack
            FROM export_row r WHERE id = @id
            """,
            new { id });
        var text = row.Reversal is { } kept ? Encoding.UTF8.GetBytes(kept) : format.LineOf(EntryOf(row).Reversed(), new LineBuffer()).ToArray();
        return new ExportLine(row.Subject, row.IncomeId, row.Source, row.OccurredAt, text) { IsCorrection = true };
    }

    private ExportEntry EntryOf(Row row)
    {
        try
        {
            return row.Pack is { } pack && Unpacked(pack).TryGetValue(row.Subject, out var entry) ? entry : throw new InvalidDataException("it is not there");
        }
        catch (InvalidDataException lost)
        {
            throw LedgerFailure.Damaged(connection.DataSource, $"what was exported of {row.Subject} cannot be read: {lost.Message}", lost);
        }
    }

    private Dictionary<string, ExportEntry> Unpacked(long pack)
    {
        if (!_unpacked.TryGetValue(pack, out var entries))
        {
            if (_unpacked.Count == MostUnpacked)
            {
                _unpacked.Clear();
            }

            entries = _unpacked[pack] = EntryPack.Read(connection.QuerySingle<byte[]>("SELECT entries FROM export_pack WHERE first_row = @pack", new { pack }))
                .ToDictionary(entry => entry.Key);
        }

        return entries;
    }

    private sealed class Row
    {
        public string Subject { get; init; } = "";

        public long? IncomeId { get; init; }

        public string Source { get; init; } = "";

        public DateTimeOffset OccurredAt { get; init; }

        public string? Reversal { get; init; }

        public long? Pack { get; init; }
    }
}
