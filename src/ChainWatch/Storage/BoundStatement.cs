using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Ethereum;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChainWatch.Storage;

/// <summary>
/// One statement for many rows: prepared once, its values bound as they are. Dapper and ADO.NET make a parameter object for
/// each value and a box for most, which costs several times what SQLite itself takes for a row; that matters where a whole
/// history is written, and nowhere else. It knows SQLite, so it stands here; values stand in columns as
/// <see cref="ValueMapping"/> says.
/// </summary>
/// <remarks>
/// Places are those of the statement's <c>?1</c>, <c>?2</c> … and each takes one type. What is bound stays bound until it is
/// bound anew; what rows have in common, and so is bound already, costs nothing more.
/// </remarks>
internal sealed class BoundStatement : IDisposable
{
    private const int MostUInt128Digits = 39;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    // By place; what nothing was bound to is null, for SQLite as for us.
    private readonly long?[] _numbers;
    private readonly string?[] _texts;
    private readonly Address?[] _addresses;

    /// <summary>Prepares a statement.</summary>
    /// <param name="connection">What <see cref="Ledger.Write"/> gives; the statement belongs to its transaction.</param>
    /// <param name="sql">One statement.</param>
    public BoundStatement(DbConnection connection, string sql)
    {
        _database = ((SqliteConnection)connection).Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
        var places = raw.sqlite3_bind_parameter_count(_statement) + 1;
        (_numbers, _texts, _addresses) = (new long?[places], new string?[places], new Address?[places]);
    }

    public void Bind(int place, long value) => Bind(place, (long?)value);

    public void Bind(int place, long? value)
    {
        if (_numbers[place] != value)
        {
            Check(value is { } given ? raw.sqlite3_bind_int64(_statement, place, given) : raw.sqlite3_bind_null(_statement, place));
            _numbers[place] = value;
        }
    }

    public void Bind(int place, string? value)
    {
        if (!ReferenceEquals(_texts[place], value))
        {
            Check(value is null ? raw.sqlite3_bind_null(_statement, place) : raw.sqlite3_bind_text(_statement, place, value));
            _texts[place] = value;
        }
    }

    public void Bind(int place, in Hash32 value) => Check(raw.sqlite3_bind_blob(_statement, place, value.Bytes));

    public void Bind(int place, in Address value)
    {
        if (_addresses[place] != value)
        {
            Check(raw.sqlite3_bind_blob(_statement, place, value.Bytes));
            _addresses[place] = value;
        }
    }

    public void Bind(int place, DateTimeOffset value) => Bind(place, value.ToUnixTimeSeconds());

    public void Bind(int place, BigInteger value)
    {
        if (value.Sign < 0 || value.GetBitLength() > 128)
        {
            Check(raw.sqlite3_bind_text(_statement, place, value.ToString(CultureInfo.InvariantCulture)));
            return;
        }

        // Nearly every amount: its digits need no string.
        Span<byte> digits = stackalloc byte[MostUInt128Digits];
        ((UInt128)value).TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture);
        Check(raw.sqlite3_bind_text(_statement, place, digits[..length]));
    }

    /// <summary>Runs it with what is bound.</summary>
    /// <returns>How many rows it changed.</returns>
    /// <exception cref="SqliteException">As ADO.NET throws it.</exception>
    public int Run()
    {
        Check(raw.sqlite3_step(_statement));
        Check(raw.sqlite3_reset(_statement));
        return raw.sqlite3_changes(_database);
    }

    /// <summary>Runs it with what is bound, if no row that it adds is there already; else it changes nothing, and false.</summary>
    /// <exception cref="SqliteException">As ADO.NET throws it.</exception>
    public bool TryRun()
    {
        var code = raw.sqlite3_step(_statement);
        if (code != raw.SQLITE_DONE && raw.sqlite3_extended_errcode(_database) == raw.SQLITE_CONSTRAINT_UNIQUE)
        {
            // Says again what the step said.
            _ = raw.sqlite3_reset(_statement);
            return false;
        }

        Check(code);
        Check(raw.sqlite3_reset(_statement));
        return true;
    }

    public void Dispose() => _statement.Dispose();

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
