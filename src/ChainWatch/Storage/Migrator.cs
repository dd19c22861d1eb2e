using System.Data.Common;
using System.Globalization;
using System.Reflection;
using Dapper;

namespace ChainWatch.Storage;

/// <summary>
/// Brings a ledger to the schema that this program knows: the embedded <c>migrations/NNN.Name.sql</c> that it has not
/// had yet, in order, forward only, each in a transaction of its own.
/// </summary>
internal static class Migrator
{
    private const string Folder = "migrations/";

    private static readonly IReadOnlyList<(int Number, string Name)> Migrations =
    [
        .. Assembly.GetExecutingAssembly().GetManifestResourceNames()
            .Where(name => name.StartsWith(Folder, StringComparison.Ordinal))
            .Order(StringComparer.Ordinal)
            .Select(name => (int.Parse(name.AsSpan(Folder.Length, 3), CultureInfo.InvariantCulture), name)),
    ];

    /// <summary>Number of the newest migration that this program has.</summary>
    public static int Newest => Migrations[^1].Number;

    /// <summary>Number of the newest migration that the ledger has had; 0 for an empty file.</summary>
    public static int VersionOf(DbConnection connection) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master WHERE name = 'migration'") == 0
            ? 0
            : connection.ExecuteScalar<int>("SELECT coalesce(max(number), 0) FROM migration");

    /// <summary>Whether the file holds tables, but none of a ledger: it is another program's.</summary>
    public static bool IsForeign(DbConnection connection) =>
        connection.ExecuteScalar<long>("SELECT count(*) FROM sqlite_master") > 0
        && connection.ExecuteScalar<long>("SELECT count(*) FROM pragma_table_info('migration') WHERE name = 'number'") == 0;

    /// <summary>Applies what is missing.</summary>
    public static void Migrate(DbConnection connection, TimeProvider clock)
    {
        ExactSum.Register(connection);
        connection.Execute("CREATE TABLE IF NOT EXISTS migration (number INTEGER NOT NULL PRIMARY KEY, name TEXT NOT NULL, applied_at INTEGER NOT NULL)");

        // A table that is made anew is away for a moment, and what refers to it would be looked through for each of its rows:
        // https://sqlite.org/lang_altertable.html#otheralter. It cannot be switched within a transaction.
        connection.Execute("PRAGMA foreign_keys = OFF");
        try
        {
            foreach (var (number, name) in Migrations)
            {
                using var transaction = connection.BeginTransaction();
                if (connection.ExecuteScalar<long>("SELECT count(*) FROM migration WHERE number = @number", new { number }) == 0)
                {
                    Apply(connection, number, name, clock.GetUtcNow());
                    transaction.Commit();
                }
            }
        }
        finally
        {
            connection.Execute("PRAGMA foreign_keys = ON");
        }
    }

    private static void Apply(DbConnection connection, int number, string name, DateTimeOffset now)
    {
        connection.Execute(ReadSql(name));
        connection.Execute("INSERT INTO migration VALUES (@number, @name, @now)", new { number, name = name[Folder.Length..], now });
        if (connection.QueryFirstOrDefault<string>("SELECT \"table\" || ' row ' || rowid FROM pragma_foreign_key_check") is { } stray)
        {
            throw LedgerFailure.Damaged(connection.DataSource, $"after {name[Folder.Length..]}, {stray} refers to what is not there");
        }
    }

    private static string ReadSql(string name)
    {
        using var reader = new StreamReader(Assembly.GetExecutingAssembly().GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
