using System.Data.Common;
using System.Security.Cryptography;
using ChainWatch.Ethereum;

namespace ChainWatch.Reporting;

/// <summary>Which lines a file needs so that a program that has read all files before it knows what the ledger says now.</summary>
internal static class ExportPlan
{
    /// <summary>Everything, as if nothing had been exported before.</summary>
    public static IReadOnlyList<ExportLine> Everything(ExportFormat format, IEnumerable<ExportEntry> entries, Func<string, DateTimeOffset, bool> isWanted)
    {
        var buffer = new LineBuffer();
        return [.. entries.Where(entry => isWanted(entry.Source, entry.OccurredAt)).Select(entry => LineOf(entry, format.LineOf(entry, buffer)))];
    }

    /// <summary>
    /// What is new since; and where the ledger no longer says what was exported, first the line that takes that back. In the
    /// order of their times.
    /// </summary>
    public static IReadOnlyList<ExportLine> Changes(
        DbConnection connection, ExportFormat format, IEnumerable<ExportEntry> entries, Func<string, DateTimeOffset, bool> isWanted)
    {
        var standing = StandingLines.Read(connection, format.Name);
        var lines = new List<ExportLine>();
        var buffer = new LineBuffer();
        foreach (var entry in entries)
        {
            var before = standing.Take(entry);
            if (!isWanted(entry.Source, entry.OccurredAt))
            {
                continue;
            }

            var text = format.LineOf(entry, buffer);
            var fingerprint = FingerprintOf(text);
            if (before is not null && before.Fingerprint == fingerprint)
            {
                continue;
            }

            if (before is not null)
            {
                lines.Add(ExportBook.ReadReversal(connection, before.Id));
            }

            lines.Add(LineOf(entry, text) with { Fingerprint = fingerprint, Reversal = format.LineOf(entry.Reversed(), buffer).ToArray() });
        }

        lines.AddRange(standing.Rest.Select(gone => ExportBook.ReadReversal(connection, gone.Id)).Where(line => isWanted(line.Source, line.OccurredAt)));
        return [.. lines.OrderBy(line => line.OccurredAt)];
    }

    /// <summary>What says whether a line is the one that was exported: its SHA-256.</summary>
    internal static Hash32 FingerprintOf(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return new Hash32(hash);
    }

    private static ExportLine LineOf(ExportEntry entry, ReadOnlySpan<byte> text) => new(entry.Key, entry.IncomeId, entry.Source, entry.OccurredAt, text.ToArray());
}
