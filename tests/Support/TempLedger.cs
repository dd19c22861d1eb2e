using System.Data.Common;
using System.Numerics;
using ChainWatch.Storage;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Support;

/// <summary>A real ledger in a folder of its own, which goes with it.</summary>
public sealed class TempLedger : IDisposable
{
    private Ledger? _ledger;

    /// <summary>The folder, which exists.</summary>
    public string Folder { get; } = Directory.CreateTempSubdirectory("chainwatch-test-").FullName;

    /// <summary>Where the ledger is; there is none until <see cref="Ledger"/> is first asked for.</summary>
    public LedgerSettings Settings => new(Path.Combine(Folder, "ledger.db"));

    /// <summary>The ledger, opened to write.</summary>
    public Ledger Ledger => _ledger ??= Ledger.OpenToWrite(Settings, new FakeClock());

    /// <summary>Rows of a query.</summary>
    public IReadOnlyList<T> Query<T>(string sql, object? parameters = null) => Ledger.Read(connection => connection.Query<T>(sql, parameters).ToList());

    /// <summary>One value.</summary>
    public T? Value<T>(string sql, object? parameters = null) => Ledger.Read(connection => connection.ExecuteScalar<T>(sql, parameters));

    /// <summary>Changes the ledger behind the product's back; totals follow, as they do where the product changes it.</summary>
    public void Execute(string sql, object? parameters = null) => Ledger.Write(connection =>
    {
        connection.Execute(sql, parameters);
        CountTotals(connection);
    });

    /// <summary>Changes the ledger behind the product's back, and lets totals be as they are.</summary>
    public void ExecuteAlone(string sql, object? parameters = null) => Ledger.Write(connection => connection.Execute(sql, parameters));

    /// <summary>Everything that the ledger holds, as text: two ledgers that say the same are equal here.</summary>
    public string Dump(params ReadOnlySpan<string> tables) => Dump(Ledger, tables);

    /// <summary>Everything that another ledger holds.</summary>
    public static string Dump(Ledger ledger, params ReadOnlySpan<string> tables)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        var lines = new List<string>();
        foreach (var table in tables)
        {
            lines.AddRange(ledger.Read(connection => Rows(connection, table)));
        }

        return string.Join('\n', lines);
    }

    /// <summary>Closes every connection that is kept open, and only its own: those of other tests are in use.</summary>
    public void LetGo()
    {
        using var own = new SqliteConnection(new SqliteConnectionStringBuilder
        {
            DataSource = Settings.File,
            Mode = SqliteOpenMode.ReadWriteCreate,
            ForeignKeys = true,
            DefaultTimeout = 30,
        }.ToString());
        SqliteConnection.ClearPool(own);
    }

    public void Dispose()
    {
        Directory.Delete(Folder, recursive: true);
        LetGo();
    }

    // What is no number counts as nothing: tests write such amounts too.
    private static void CountTotals(DbConnection connection)
    {
        ((SqliteConnection)connection).CreateAggregate(
            "test_sum", BigInteger.Zero, (BigInteger sum, string amount) => sum + (BigInteger.TryParse(amount, out var units) ? units : 0), sum => $"{sum}");
        connection.Execute(
            """
            DELETE FROM income_total;
            INSERT INTO income_total (source_id, chain_id, token, kind, stage, year, payments, amount)
            SELECT source_id, chain_id, token, kind, stage, CAST(strftime('%Y', occurred_at, 'unixepoch') AS INTEGER), count(*), test_sum(amount)
            FROM income WHERE orphaned_at IS NULL AND quarantine IS NULL GROUP BY 1, 2, 3, 4, 5, 6;
            """);
    }

    private static List<string> Rows(DbConnection connection, string table) =>
    [
        .. connection.Query($"SELECT * FROM {table}").Cast<IDictionary<string, object?>>()
            .Select(row => table + " " + string.Join(' ', row.Select(cell => $"{cell.Key}={(cell.Value is byte[] bytes ? Convert.ToHexString(bytes) : cell.Value)}"))),
    ];
}
