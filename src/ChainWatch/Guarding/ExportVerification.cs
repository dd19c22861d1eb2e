using System.Data.Common;
using ChainWatch.Reporting;
using Dapper;

namespace ChainWatch.Guarding;

/// <summary>Can everything that was exported be taken back?</summary>
internal static class ExportVerification
{
    /// <summary>A line of which what it said is not there, so that nothing could take it back; null where there is none.</summary>
    public static string? FindLost(DbConnection connection) => connection
        .Query<Line>(
            """
            SELECT id, subject, (SELECT max(first_row) FROM export_pack WHERE first_row <= r.id) AS pack
            FROM export_row r WHERE fingerprint <> '' AND reversal IS NULL ORDER BY id
            """)
        .GroupBy(line => line.Pack)
        .Select(lines => FindLost(connection, lines.Key, lines))
        .FirstOrDefault(lost => lost is not null);

    private static string? FindLost(DbConnection connection, long? pack, IEnumerable<Line> lines)
    {
        try
        {
            var kept = pack is null ? [] : EntryPack.Read(connection.QuerySingle<byte[]>("SELECT entries FROM export_pack WHERE first_row = @pack", new { pack }))
                .Select(entry => entry.Key).ToHashSet();
            return lines.FirstOrDefault(line => !kept.Contains(line.Subject)) is { } lost ? $"line {lost.Id}: what it said of {lost.Subject} is not there" : null;
        }
        catch (InvalidDataException damaged)
        {
            return $"pack {pack} cannot be read: {damaged.Message}";
        }
    }

    private sealed class Line
    {
        public long Id { get; init; }

        public string Subject { get; init; } = "";

        public long? Pack { get; init; }
    }
}
