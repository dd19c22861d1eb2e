using System.Data.Common;
using ChainWatch.Ethereum;
using ChainWatch.Storage;

namespace ChainWatch.Reporting;

/// <summary>A line that another program has.</summary>
/// <param name="Fingerprint">Of the line.</param>
/// <param name="Id">Of its row in the book of exports.</param>
internal sealed record StandingLine(Hash32 Fingerprint, long Id);

/// <summary>The lines of a format that stand: of each subject the newest, unless that one takes back what an earlier one said.</summary>
internal sealed class StandingLines
{
    // By number, not by name, as nearly all are of income, and there may be many.
    private readonly Dictionary<long, StandingLine> _ofIncome = [];
    private readonly Dictionary<string, StandingLine> _ofOthers = [];

    private StandingLines()
    {
    }

    /// <summary>Those that were not taken, the first that was entered first.</summary>
    public IEnumerable<StandingLine> Rest => _ofIncome.Values.Concat(_ofOthers.Values).OrderBy(line => line.Id);

    /// <summary>Reads them.</summary>
    public static StandingLines Read(DbConnection connection, string format)
    {
        var lines = new StandingLines();
        using var query = new BoundQuery(connection, "SELECT id, income_id, subject, fingerprint FROM export_row WHERE format = @format ORDER BY id");
        query.Bind("@format", format);
        while (query.Next())
        {
            var fingerprint = query.Bytes(3);
            var line = fingerprint.IsEmpty ? null : new StandingLine(ReadFingerprint(fingerprint), query.Long(0));
            if (query.IsNull(1))
            {
                Set(lines._ofOthers, query.Text(2), line);
            }
            else
            {
                Set(lines._ofIncome, query.Long(1), line);
            }
        }

        return lines;
    }

    /// <summary>Takes out the line of an entry; null where none stands.</summary>
    public StandingLine? Take(ExportEntry entry)
    {
        StandingLine? line;
        _ = entry.IncomeId is { } id ? _ofIncome.Remove(id, out line) : _ofOthers.Remove(entry.Key, out line);
        return line;
    }

    // A later line of a subject stands in place of an earlier one, or takes it back.
    private static void Set<TSubject>(Dictionary<TSubject, StandingLine> lines, TSubject subject, StandingLine? line)
        where TSubject : notnull
    {
        if (line is null)
        {
            lines.Remove(subject);
        }
        else
        {
            lines[subject] = line;
        }
    }

    private static Hash32 ReadFingerprint(ReadOnlySpan<byte> hex)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        return hex.Length == 2 * Hash32.Size && Convert.FromHexString(hex, bytes, out _, out _) == System.Buffers.OperationStatus.Done
            ? new Hash32(bytes)
            : default;
    }
}
