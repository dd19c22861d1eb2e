using System.Buffers.Text;
using System.Data.Common;
using System.Globalization;
using System.Numerics;
using System.Text;
using ChainWatch.Ethereum;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace ChainWatch.Storage;

/// <summary>
/// Many rows read: what <see cref="BoundStatement"/> is for writing, and as rare. Dapper compiles a method for each shape of
/// row and boxes most values, which a command that lists a year waits for; everything else is read by Dapper.
/// </summary>
/// <remarks>Columns are counted from 0. A column of short texts that repeat, such as names, gives the same string again.</remarks>
internal sealed class BoundQuery : IDisposable
{
    private const int MostLongDigits = 18;

    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;
    private readonly RepeatedTexts _texts = new();

    /// <summary>Prepares a query.</summary>
    /// <param name="connection">What <see cref="Ledger.Read"/> gives; the query belongs to its snapshot.</param>
    /// <param name="sql">One statement.</param>
    public BoundQuery(DbConnection connection, string sql)
    {
        _database = ((SqliteConnection)connection).Handle ?? throw new InvalidOperationException("The connection is not open.");
        Check(raw.sqlite3_prepare_v2(_database, sql, out _statement));
    }

    /// <summary>Gives a value to a parameter such as <c>@From</c>, where the query has it.</summary>
    public void Bind(string name, long? value)
    {
        if (PlaceOf(name) is var place and > 0)
        {
            Check(value is { } given ? raw.sqlite3_bind_int64(_statement, place, given) : raw.sqlite3_bind_null(_statement, place));
        }
    }

    /// <inheritdoc cref="Bind(string, long?)"/>
    public void Bind(string name, DateTimeOffset? value) => Bind(name, value?.ToUnixTimeSeconds());

    /// <inheritdoc cref="Bind(string, long?)"/>
    public void Bind(string name, string? value)
    {
        if (PlaceOf(name) is var place and > 0)
        {
            Check(value is null ? raw.sqlite3_bind_null(_statement, place) : raw.sqlite3_bind_text(_statement, place, value));
        }
    }

    /// <summary>Goes on to the next row; false where there is none.</summary>
    /// <exception cref="SqliteException">As ADO.NET throws it.</exception>
    public bool Next()
    {
        var code = raw.sqlite3_step(_statement);
        if (code is raw.SQLITE_ROW or raw.SQLITE_DONE)
        {
            return code == raw.SQLITE_ROW;
        }

        Check(code);
        return false;
    }

    public bool IsNull(int column) => raw.sqlite3_column_type(_statement, column) == raw.SQLITE_NULL;

    public long Long(int column) => raw.sqlite3_column_int64(_statement, column);

    public int Int(int column) => checked((int)Long(column));

    public ulong Natural(int column) => checked((ulong)Long(column));

    public bool Bool(int column) => Long(column) != 0;

    public DateTimeOffset Time(int column) => DateTimeOffset.FromUnixTimeSeconds(Long(column));

    public DateTimeOffset? TimeOrNull(int column) => IsNull(column) ? null : Time(column);

    public Hash32 Hash(int column) => new(Bytes(column));

    public Address Address(int column) => new(Bytes(column));

    public string Text(int column) => _texts.Of(Bytes(column));

    public string? TextOrNull(int column) => Bytes(column) is { Length: > 0 } bytes ? _texts.Of(bytes) : IsNull(column) ? null : "";

    /// <summary>The bytes of a text or blob; valid until the next row.</summary>
    public ReadOnlySpan<byte> Bytes(int column) => raw.sqlite3_column_blob(_statement, column);

    /// <summary>An amount, which stands as decimal text.</summary>
    public BigInteger Amount(int column)
    {
        var digits = Bytes(column);
        return digits.Length <= MostLongDigits && Utf8Parser.TryParse(digits, out long amount, out var length) && length == digits.Length
            ? amount
            : BigInteger.Parse(Encoding.UTF8.GetString(digits), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
    }

    public BigInteger? AmountOrNull(int column) => IsNull(column) ? null : Amount(column);

    public void Dispose() => _statement.Dispose();

    private int PlaceOf(string name) => raw.sqlite3_bind_parameter_index(_statement, name);

    private void Check(int code) => SqliteException.ThrowExceptionForRC(code, _database);
}
