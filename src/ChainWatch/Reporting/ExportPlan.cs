using System.Data.Common;
using System.Security.Cryptography;
using System.Text;

namespace ChainWatch.Reporting;

/// <summary>Which lines a file needs so that a program that has read all files before it knows what the ledger says now.</summary>
internal static class ExportPlan
{
    /// <summary>Everything, as if nothing had been exported before.</summary>
    public static IReadOnlyList<ExportLine> Everything(ExportFormat format, IEnumerable<ExportEntry> entries, Func<string, DateTimeOffset, bool> isWanted) =>
        [.. entries.Where(entry => isWanted(entry.Source, entry.OccurredAt)).Select(entry => LineOf(entry, format.Line(entry)))];

    /// <summary>
    /// What is new since; and where the ledger no longer says what was exported, first the line that takes that back. In the
    /// order of their times.
    /// </summary>
    public static IReadOnlyList<ExportLine> Changes(
        DbConnection connection, ExportFormat format, IEnumerable<ExportEntry> entries, Func<string, DateTimeOffset, bool> isWanted)
    {
        var standing = ExportBook.ReadStanding(connection, format.Name);
        var lines = new List<ExportLine>();
        foreach (var entry in entries)
        {
            var exported = standing.Remove(entry.Key, out var before);
            if (!isWanted(entry.Source, entry.OccurredAt))
            {
                continue;
            }

            var line = LineOf(entry, format.Line(entry));
            if (exported && before.Fingerprint == line.Fingerprint)
            {
                continue;
            }

            if (exported)
            {
                lines.Add(ExportBook.ReadReversal(connection, before.Id));
            }

            lines.Add(line with { Reversal = format.Line(entry.Reversed()) });
        }

        lines.AddRange(standing.Values.Select(gone => ExportBook.ReadReversal(connection, gone.Id)).Where(line => isWanted(line.Source, line.OccurredAt)));
        return [.. lines.OrderBy(line => line.OccurredAt)];
    }

    private static ExportLine LineOf(ExportEntry entry, string text) =>
        new(entry.Key, entry.IncomeId, entry.Source, entry.OccurredAt, text, Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text))));
}
