using Dapper;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Storage;

/// <summary>
/// A ledger as files: the database and, in WAL mode, what stands beside it. A database without its <c>-wal</c> lacks its
/// newest transactions, and beside another's it is destroyed, so the two are never parted by anything but this.
/// </summary>
internal static class LedgerFiles
{
    private const int Busy = 5;

    private static readonly string[] Beside = ["-wal", "-shm", "-journal"];

    /// <summary>Makes the folder that a ledger is to be in.</summary>
    public static void MakeFolderOf(string file)
    {
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw LedgerFailure.CannotWrite(file, denied.Message, denied);
        }
    }

    /// <summary>
    /// Copies what a ledger says now into a new file, which needs none beside it. Whoever writes goes on writing meanwhile.
    /// </summary>
    /// <exception cref="ChainWatchException">It is damaged, or there is no room for the copy.</exception>
    public static void Copy(LedgerSettings ledger, string copy)
    {
        try
        {
            using var from = Open(ledger, SqliteOpenMode.ReadOnly);
            using var to = Open(ledger with { File = copy }, SqliteOpenMode.ReadWriteCreate);
            KeepPrivate(ledger.File, copy);
            from.BackupDatabase(to);
        }
        catch (SqliteException failed)
        {
            throw LedgerFailure.From(failed, failed.SqliteErrorCode is LedgerFailure.Full or LedgerFailure.CannotOpen ? copy : ledger.File, ledger.BusyTimeout);
        }

        MakeWhole(ledger with { File = copy });
    }

    /// <summary>
    /// Moves everything into the one file: it leaves WAL mode, which asks for it to be nobody else's at that moment. The
    /// worker brings it back into WAL mode when it next opens it.
    /// </summary>
    /// <exception cref="ChainWatchException">It is damaged, or somebody is using it.</exception>
    public static void MakeWhole(LedgerSettings ledger)
    {
        try
        {
            using var connection = Open(ledger, SqliteOpenMode.ReadWrite);
            connection.Execute("PRAGMA journal_mode = DELETE");
        }
        catch (SqliteException busy) when (busy.SqliteErrorCode == Busy)
        {
            throw LedgerFailure.InUse(ledger.File, busy);
        }
        catch (SqliteException failed)
        {
            throw LedgerFailure.From(failed, ledger.File);
        }
    }

    /// <summary>Names what stands beside one file so that it stands beside another.</summary>
    public static void MoveBeside(string from, string to)
    {
        foreach (var end in Beside.Where(end => File.Exists(from + end)))
        {
            File.Move(from + end, to + end);
        }
    }

    /// <summary>Removes a file and what stands beside it.</summary>
    public static void Remove(string file)
    {
        foreach (var each in Beside.Select(end => file + end).Append(file))
        {
            File.Delete(each);
        }
    }

    /// <summary>Closes a file to everybody to whom another one is closed.</summary>
    public static void KeepPrivate(string like, string file)
    {
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(file, File.GetUnixFileMode(like));
        }
    }

    private static SqliteConnection Open(LedgerSettings ledger, SqliteOpenMode mode)
    {
        var connection = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = ledger.File,
            Mode = mode,
            Pooling = false,
            DefaultTimeout = (int)ledger.BusyTimeout.TotalSeconds,
        }.ToString());
        connection.Open();
        return connection;
    }
}
