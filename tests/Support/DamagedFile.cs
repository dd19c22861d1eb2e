using ChainWatch.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Support;

/// <summary>A ledger whose bytes were overwritten, as a failing disk does it.</summary>
public static class DamagedFile
{
    private const int Page = 4096;

    /// <summary>Overwrites the last quarter of its pages; the first ones, which hold the schema, stay.</summary>
    public static void Overwrite(LedgerSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        using (var ledger = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = settings.File, Pooling = false }.ToString()))
        {
            ledger.Open();
            ledger.Execute("PRAGMA wal_checkpoint(TRUNCATE)");
        }

        var noise = new byte[Page / 2];
        new Random(1).NextBytes(noise);
        using var file = new FileStream(settings.File, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        for (var at = file.Length / Page * 3 / 4 * Page; at + Page <= file.Length; at += Page)
        {
            file.Position = at;
            file.Write(noise);
        }
    }
}
