using System.Data.Common;
using System.Security.Cryptography;
using ChainWatch.Ethereum;

namespace ChainWatch.Reporting;

/// <summary>Which lines a file needs so that a program that has read all files before it knows what the ledger says now.</summary>
internal static class ExportPlan
{
    /// <summary>Everything, as if nothing had been exported before.</summary>
    public static IReadOnlyList<ExportLine> Everything(ExportFormat format, IEnumerable<ExportEntry> entries, Func<string, DateTimeOffset, bool> isWanted) =>
        [.. WorkedAhead.Of(entries.Where(entry => isWanted(entry.Source, entry.OccurredAt)), some => LinesOf(format, some))];

    /// <summary>
    /// What is new since; and where the ledger no longer says what was exported, first the line that takes that back. In the
    /// order of their times.
    /// </summary>
    public static IReadOnlyList<ExportLine> Changes(
        DbConnection connection, ExportFormat format, IEnumerable<ExportEntry> entries, Func<string, DateTimeOffset, bool> isWanted)
    {
        var standing = StandingLines.Read(connection, format.Name);
        var candidates = entries.Select(entry => new Candidate(entry, standing.Take(entry))).Where(one => isWanted(one.Entry.Source, one.Entry.OccurredAt));
        var lines = new List<ExportLine>();
        foreach (var change in WorkedAhead.Of(candidates, some => ChangesOf(format, some)))
        {
            if (change?.Before is { } before)
            {
                lines.Add(ExportBook.ReadReversal(connection, before.Id));
            }

            if (change is not null)
            {
                lines.Add(change.Line);
            }
        }

        lines.AddRange(standing.Rest.Select(gone => ExportBook.ReadReversal(connection, gone.Id)).Where(line => isWanted(line.Source, line.OccurredAt)));
        return [.. lines.OrderBy(line => line.OccurredAt)];
    }

    // What says whether a line is the one that was exported.
    private static Hash32 FingerprintOf(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return new Hash32(hash);
    }

    private static ExportLine[] LinesOf(ExportFormat format, ExportEntry[] entries)
    {
        var buffer = new LineBuffer();
        return Array.ConvertAll(entries, entry => LineOf(entry, format.LineOf(entry, buffer)));
    }

    private static Change?[] ChangesOf(ExportFormat format, Candidate[] candidates)
    {
        var buffer = new LineBuffer();
        return Array.ConvertAll(candidates, one => ChangeOf(format, one, buffer));
    }

    private static Change? ChangeOf(ExportFormat format, Candidate candidate, LineBuffer buffer)
    {
        var (entry, before) = candidate;
        var text = format.LineOf(entry, buffer);
        var fingerprint = FingerprintOf(text);
        if (before?.Fingerprint == fingerprint)
        {
            return null;
        }

        var line = LineOf(entry, text);
        return new Change(line with { Fingerprint = fingerprint, Reversal = format.LineOf(entry.Reversed(), buffer).ToArray() }, before);
    }

    private static ExportLine LineOf(ExportEntry entry, ReadOnlySpan<byte> text) => new(entry.Key, entry.IncomeId, entry.Source, entry.OccurredAt, text.ToArray());

    /// <summary>What the ledger says of something, and the line that another program has of it.</summary>
    private sealed record Candidate(ExportEntry Entry, StandingLine? Before);

    /// <summary>A line that must be told, and the one that must be taken back before.</summary>
    private sealed record Change(ExportLine Line, StandingLine? Before);
}
