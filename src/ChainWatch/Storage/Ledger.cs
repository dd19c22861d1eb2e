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
    private readonly string _connectionString;
    private readonly string _file;

    private Ledger(string file, SqliteOpenMode mode)
    {
        ValueMapping.Register();
        _file = file;
        _connectionString = new SqliteConnectionStringBuilder { DataSource = file, Mode = mode, ForeignKeys = true, DefaultTimeout = 30 }.ToString();
    }

    /// <summary>Opens the ledger to write in it; makes it, and brings its schema up to date, where needed.</summary>
    /// <exception cref="ChainWatchException">It cannot be written, is damaged, or is of a newer schema.</exception>
    public static Ledger OpenToWrite(LedgerSettings settings, TimeProvider clock)
    {
        MakeFolder(settings.File);
        var ledger = new Ledger(settings.File, SqliteOpenMode.ReadWriteCreate);
        ledger.Use(connection =>
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

        var ledger = new Ledger(settings.File, SqliteOpenMode.ReadOnly);
        var version = ledger.Read(connection =>
        {
            RefuseForeign(settings.File, connection);
            return Migrator.VersionOf(connection);
        });
        RefuseNewer(settings.File, version);
        return version == Migrator.Newest
            ? ledger
            : throw new ChainWatchException(
                Refusal.Ledger,
                "older-schema",
                $"Ledger: {settings.File} has schema version {version}; this program reads version {Migrator.Newest}.",
                "Start chainwatch-worker of this version once: it brings the ledger up to date.");
    }

    /// <summary>Reads one consistent state of the ledger.</summary>
    public T Read<T>(Func<DbConnection, T> query)
    {
        T result = default!;
        Use(connection =>
        {
            using var snapshot = connection.BeginTransaction(deferred: true);
            result = query(connection);
        });
        return result;
    }

    /// <summary>Makes one change, wholly or not at all.</summary>
    public void Write(Action<DbConnection> change) => Use(connection =>
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

    private static void MakeFolder(string file)
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

    private void Use(Action<SqliteConnection> work)
    {
        try
        {
            using var connection = new SqliteConnection(_connectionString);
            connection.Open();
            connection.Execute("PRAGMA synchronous = NORMAL");
            work(connection);
        }
        catch (SqliteException failed)
        {
            throw LedgerFailure.From(failed, _file);
        }
    }
}
