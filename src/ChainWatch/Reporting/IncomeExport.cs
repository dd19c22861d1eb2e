using System.Data.Common;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>What is to be written for another program.</summary>
/// <param name="Format">csv, json, rotki or koinly.</param>
/// <param name="File">The file, which must not be there yet.</param>
/// <param name="From">Not before this time.</param>
/// <param name="Before">Before this time.</param>
/// <param name="Source">Only this source; transfers are of none.</param>
/// <param name="All">Whether everything is written, and nothing noted as exported.</param>
public sealed record ExportRequest(string Format, string File, DateTimeOffset? From = null, DateTimeOffset? Before = null, string? Source = null, bool All = false);

/// <summary>Rows that are not in a file, and why.</summary>
public sealed record ExportLeftOut(string Reason, int Rows);

/// <summary>What was written.</summary>
/// <param name="File">Full path.</param>
/// <param name="Format">Its format.</param>
/// <param name="Rows">Lines in it.</param>
/// <param name="Corrections">Those of them that take back what an earlier export said.</param>
/// <param name="LeftOut">What of the ledger is not exported.</param>
public sealed record ExportReport(string File, string Format, int Rows, int Corrections, IReadOnlyList<ExportLeftOut> LeftOut);

/// <summary>What does another program need to be told of the owner's income?</summary>
public static class IncomeExport
{
    /// <summary>The formats' names.</summary>
    public static IReadOnlyCollection<string> Formats { get; } = [.. ExportFormat.All.Select(format => format.Name)];

    /// <summary>
    /// Writes a file, wholly or not at all, and notes in the same transaction what is in it. A file that is there already is
    /// never replaced.
    /// </summary>
    /// <param name="ledger">Opened to write, unless everything is asked for.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="now">When.</param>
    /// <exception cref="ChainWatchException">The file is there or cannot be written, or there is no such source.</exception>
    public static ExportReport Write(Ledger ledger, ExportRequest request, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(request);
        var file = new ExportFile(request.File);
        ExportReport? report = null;
        if (request.All)
        {
            return ledger.Read(connection => Write(connection, request, file, now));
        }

        try
        {
            ledger.Write(connection => report = Write(connection, request, file, now));
            return report!;
        }
        catch when (report is not null)
        {
            // It is in place and not noted: left there, its rows would be exported once more.
            file.TakeBack();
            throw;
        }
    }

    private static ExportReport Write(DbConnection connection, ExportRequest request, ExportFile file, DateTimeOffset now)
    {
        RefuseUnknown(connection, request.Source);
        var format = ExportFormat.All.Single(format => format.Name == request.Format);
        var leftOut = new SortedDictionary<string, int>(StringComparer.Ordinal);
        var entries = InOrder(ExportedIncome.Read(connection, LeaveOut), [.. ExportedTransfers.Read(connection).OrderBy(entry => entry.OccurredAt)]);
        var lines = request.All ? ExportPlan.Everything(format, entries, IsWanted) : ExportPlan.Changes(connection, format, entries, IsWanted);
        var (rows, corrections) = (0, 0);
        using var book = request.All ? null : new ExportBook(connection, format.Name, file.Path, now);
        file.Write(stream =>
        {
            var text = format.Begin(stream);
            foreach (var some in lines)
            {
                text.Add(some.Lines);
                book?.Enter(some);
                rows += some.Lines.Count;
                corrections += some.Lines.Count(line => line.IsCorrection);
            }

            text.End();
            book?.End(rows);
        });
        return new ExportReport(file.Path, format.Name, rows, corrections, [.. leftOut.Select(left => new ExportLeftOut(left.Key, left.Value))]);

        void LeaveOut(string source, DateTimeOffset time, string reason)
        {
            if (IsWanted(source, time))
            {
                leftOut[reason] = leftOut.GetValueOrDefault(reason) + 1;
            }
        }

        bool IsWanted(string source, DateTimeOffset time) =>
            (request.Source is null || source == request.Source) && (request.From is not { } from || time >= from) && (request.Before is not { } before || time < before);
    }

    // Both are in the order of their times; of the same time, income comes first.
    private static IEnumerable<ExportEntry> InOrder(IEnumerable<ExportEntry> income, IReadOnlyList<ExportEntry> transfers)
    {
        var next = 0;
        foreach (var entry in income)
        {
            for (; next < transfers.Count && transfers[next].OccurredAt < entry.OccurredAt; next++)
            {
                yield return transfers[next];
            }

            yield return entry;
        }

        foreach (var transfer in transfers.Skip(next))
        {
            yield return transfer;
        }
    }

    private static void RefuseUnknown(DbConnection connection, string? source)
    {
        if (source is not null && connection.ExecuteScalar<long>("SELECT count(*) FROM source WHERE name = @source", new { source }) == 0)
        {
            throw new ChainWatchException(
                Refusal.Refused, "no-source", $"There is no source '{source}' in the ledger; nothing was written.", "See their names with: chainwatch sources list");
        }
    }
}
