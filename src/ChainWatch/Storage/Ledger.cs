using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Storage;

/// <summary>
/// The ledger: one SQLite file in WAL mode, which one process writes and any number read. It is synchronous because
/// SQLite is. Whatever must hold together is one <see cref="Write"/>; nothing waits for the network inside.
/// </summary>
public sealed class Ledger
{
    // KiB. A batch of rows that does not fit is written to the WAL, and read back, before its transaction ends. How to undo a
    // statement of many rows, which SQLite notes before each, is small and need not go through a file.
    private const string RoomForABatch = "PRAGMA cache_size = -8000; PRAGMA temp_store = MEMORY";

    private readonly string _connectionString;
    private readonly string _file;

    private readonly TimeSpan _patience;

    private Ledger(LedgerSettings settings, SqliteOpenMode mode)
    {
        ValueMapping.Register();
        _file = settings.File;
        _patience = settings.BusyTimeout;
        _connectionString = ConnectionString(settings, mode);
    }

    /// <summary>Opens the ledger to write in it; makes it, and brings its schema up to date, where needed.</summary>
    /// <exception cref="ChainWatchException">It cannot be written, is damaged, or is of a newer schema.</exception>
    public static Ledger OpenToWrite(LedgerSettings settings, TimeProvider clock)
    {
        LedgerFiles.MakeFolderOf(settings.File);
        var ledger = new Ledger(settings, SqliteOpenMode.ReadWriteCreate);
        ledger.Use(Durability.Lasting, connection =>
        {
            RefuseForeign(settings.File, connection);
            RefuseNewer(settings.File, Migrator.VersionOf(connection));
            connection.Execute("PRAGMA journal_mode = WAL");
            Migrator.Migrate(connection, clock);
        });
        return ledger;
    }

    /// <summary>Opens the ledger to look at it; changes nothing.</summary>
    /// <exception cref="ChainWatchException">There is none yet, it is damaged, or it is of another schema.</exception>
    public static Ledger OpenToRead(LedgerSettings settings)
    {
        if (!File.Exists(settings.File))
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "no-ledger",
                $"Ledger: ConnectionString: there is no ledger at {settings.File} yet.",
                "Start chainwatch-worker with the same configuration: it makes one.");
        }

        return VersionOf(settings) == Migrator.Newest
            ? new Ledger(settings, SqliteOpenMode.ReadOnly)
            : throw new ChainWatchException(
                Refusal.Ledger,
                "older-schema",
                $"Ledger: {settings.File} has schema version {VersionOf(settings)}; this program reads version {Migrator.Newest}.",
                "Start chainwatch-worker of this version once: it brings the ledger up to date.");
    }

    /// <summary>The schema of a ledger that is there.</summary>
    /// <exception cref="ChainWatchException">It is damaged, another program's, or of a newer schema.</exception>
    internal static int VersionOf(LedgerSettings settings)
    {
        var version = new Ledger(settings, SqliteOpenMode.ReadOnly).Read(connection =>
        {
            RefuseForeign(settings.File, connection);
            return Migrator.VersionOf(connection);
        });
        RefuseNewer(settings.File, version);
        return version;
    }

    /// <summary>Closes what this process keeps open of a ledger that nobody in it uses any more.</summary>
    internal static void LetGo(LedgerSettings settings)
    {
        foreach (var mode in new[] { SqliteOpenMode.ReadOnly, SqliteOpenMode.ReadWriteCreate })
        {
            using var connection = new SqliteConnection(ConnectionString(settings, mode));
            SqliteConnection.ClearPool(connection);
        }
    }

    /// <summary>Reads one consistent state of the ledger.</summary>
    public T Read<T>(Func<DbConnection, T> query)
    {
        T result = default!;
        Use(Durability.Lasting, connection =>
        {
            using var snapshot = connection.BeginTransaction(deferred: true);
            result = query(connection);
        });
        return result;
    }

    /// <summary>Makes one change, wholly or not at all.</summary>
    /// <param name="change">The change.</param>
    /// <param name="durability">Whether a power cut may take it. Nothing may, unless somebody has made sure that it is repeated.</param>
    public void Write(Action<DbConnection> change, Durability durability = Durability.Lasting) => Use(durability, connection =>
    {
        using var transaction = connection.BeginTransaction();
        change(connection);
        transaction.Commit();
    });

    private static void RefuseForeign(string file, DbConnection connection)
    {
        if (Migrator.IsForeign(connection))
        {
            throw new ChainWatchException(
                Refusal.Ledger,
                "no-ledger-file",
                $"Ledger: {file} is a database of another program.",
                "Name another file in Ledger: ConnectionString; nothing was changed in this one.");
        }
    }

    private static void RefuseNewer(string file, int version)
    {
        if (version > Migrator.Newest)
        {
            throw new ChainWatchException(
                Refusal.Ledger,
                "newer-schema",
                $"Ledger: {file} has schema version {version}; this program knows {Migrator.Newest} at most.",
                "Use the ChainWatch that wrote it, or a newer one.");
        }
    }

    private static string ConnectionString(LedgerSettings settings, SqliteOpenMode mode) => new SqliteConnectionStringBuilder
    {
        DataSource = settings.File,
        Mode = mode,
        ForeignKeys = true,
        DefaultTimeout = (int)settings.BusyTimeout.TotalSeconds,
    }.ToString();

    private void Use(Durability durability, Action<SqliteConnection> work)
    {
        try
        {
            using var connection = new SqliteConnection(_connectionString);
            connection.Open();
            connection.Execute(durability == Durability.Repeatable ? $"PRAGMA synchronous = NORMAL; {RoomForABatch}" : "PRAGMA synchronous = FULL; PRAGMA temp_store = DEFAULT");
            work(connection);
        }
        catch (SqliteException failed)
        {
            throw LedgerFailure.From(failed, _file, _patience);
        }
    }
}
