using System.Data.Common;
using System.Security.Cryptography;
using ChainWatch.Ethereum;

namespace ChainWatch.Reporting;

/// <summary>Which lines a file needs so that a program that has read all files before it knows what the ledger says now.</summary>
internal static class ExportPlan
{
    /// <summary>Everything, as if nothing had been exported before.</summary>
    public static IEnumerable<ExportLines> Everything(ExportFormat format, IEnumerable<ExportEntry> entries, Func<string, DateTimeOffset, bool> isWanted) =>
        WorkedAhead.Of(entries.Where(entry => isWanted(entry.Source, entry.OccurredAt)), some => LinesOf(format, some));

    /// <summary>
    /// What is new since; and where the ledger no longer says what was exported, first the line that takes that back. In the
    /// order of the entries; what is gone altogether is taken back at the end.
    /// </summary>
    public static IEnumerable<ExportLines> Changes(
        DbConnection connection, ExportFormat format, IEnumerable<ExportEntry> entries, Func<string, DateTimeOffset, bool> isWanted)
    {
        var (standing, reversals) = (StandingLines.Read(connection, format.Name), new ExportReversals(connection, format));
        var candidates = entries.Select(entry => new Candidate(entry, standing.Take(entry))).Where(one => isWanted(one.Entry.Source, one.Entry.OccurredAt));
        foreach (var told in WorkedAhead.Of(candidates, some => ChangesOf(format, some)))
        {
            yield return new ExportLines([.. told.Changes.SelectMany(WithReversal)], told.Pack);
        }

        yield return new ExportLines([.. standing.Rest.Select(gone => reversals.Read(gone.Id)).Where(line => isWanted(line.Source, line.OccurredAt)).OrderBy(line => line.OccurredAt)]);

        IEnumerable<ExportLine> WithReversal(Change change) => change.Before is { } before ? [reversals.Read(before.Id), change.Line] : [change.Line];
    }

    // What says whether a line is the one that was exported.
    private static Hash32 FingerprintOf(ReadOnlySpan<byte> line)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(line, hash);
        return new Hash32(hash);
    }

    private static ExportLines LinesOf(ExportFormat format, ExportEntry[] entries)
    {
        var buffer = new LineBuffer();
        return new ExportLines(Array.ConvertAll(entries, entry => LineOf(entry, format.LineOf(entry, buffer))));
    }

    private static Told ChangesOf(ExportFormat format, Candidate[] candidates)
    {
        var changes = new List<Change>();
        var buffer = new LineBuffer();
        using var pack = new EntryPack();
        foreach (var (entry, before) in candidates)
        {
            var text = format.LineOf(entry, buffer);
            var fingerprint = FingerprintOf(text);
            if (before?.Fingerprint != fingerprint)
            {
                changes.Add(new Change(LineOf(entry, text) with { Fingerprint = fingerprint }, before));
                pack.Add(entry);
            }
        }

        return new Told(changes, pack.Close());
    }

    private static ExportLine LineOf(ExportEntry entry, ReadOnlySpan<byte> text) => new(entry.Key, entry.IncomeId, entry.Source, entry.OccurredAt, text.ToArray());

    /// <summary>What the ledger says of something, and the line that another program has of it.</summary>
    private sealed record Candidate(ExportEntry Entry, StandingLine? Before);

    /// <summary>A line that must be told, and the one that must be taken back before.</summary>
    private sealed record Change(ExportLine Line, StandingLine? Before);

    /// <summary>What must be told of some of the ledger, and the entries that say so: an <see cref="EntryPack"/>, if any.</summary>
    private sealed record Told(IReadOnlyList<Change> Changes, byte[]? Pack);
}
