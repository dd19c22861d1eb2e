using System.Globalization;
using System.Numerics;
using System.Text;
using ChainWatch.Storage;
using ChainWatch.Support;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Tests.Storage;

public sealed class BoundQueryTests : IDisposable
{
    private readonly TempLedger _temp = new();

    public void Dispose() => _temp.Dispose();

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("999999999999999999")]
    [InlineData("1000000000000000000")]
    [InlineData("-99999999999999999999")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935")]
    public void Amounts_of_any_width_are_read_to_the_last_digit(string digits) =>
        Assert.Equal(BigInteger.Parse(digits, CultureInfo.InvariantCulture), Read($"SELECT '{digits}', NULL", query => query.Amount(0)));

    [Theory]
    [InlineData("")]
    [InlineData("1x")]
    [InlineData("1.5")]
    [InlineData(" 1")]
    public void What_is_no_amount_is_never_taken_for_one(string text) => Assert.Throws<FormatException>(() => Read($"SELECT '{text}'", query => query.Amount(0)));

    [Fact]
    public void Values_are_read_as_they_stand_in_columns()
    {
        Read("SELECT x'" + new string('a', 40) + "', x'" + new string('b', 64) + "', 1767225600, 7, 'é', '', NULL", query =>
        {
            Assert.Equal("0x" + new string('a', 40), query.Address(0).ToString(), ignoreCase: true);
            Assert.Equal("0x" + new string('b', 64), query.Hash(1).ToString());
            Assert.Equal(DateTimeOffset.Parse("2026-01-01T00:00:00Z", CultureInfo.InvariantCulture), query.Time(2));
            Assert.Equal((7L, 7, 7UL, true), (query.Long(3), query.Int(3), query.Natural(3), query.Bool(3)));
            Assert.Equal(("é", "", null), (query.Text(4), query.TextOrNull(5), query.TextOrNull(6)));
            Assert.Equal((null, null, true), (query.AmountOrNull(6), query.TimeOrNull(6), query.IsNull(6)));
            return true;
        });
    }

    [Fact]
    public void Parameters_that_a_query_has_are_bound_and_others_left_alone()
    {
        var rows = _temp.Ledger.Read(connection =>
        {
            using var query = new BoundQuery(connection, "SELECT @Text WHERE @From > 5 AND @Missing IS NULL");
            query.Bind("@From", 6);
            query.Bind("@Text", "a");
            query.Bind("@Missing", (long?)null);
            query.Bind("@Other", "b");
            return (query.Next(), query.Text(0), query.Next());
        });

        Assert.Equal((true, "a", false), rows);
    }

    [Fact]
    public void A_query_that_cannot_be_run_throws_as_ADO_NET_does() =>
        Assert.Throws<SqliteException>(() => _temp.Ledger.Read(connection => new BoundQuery(connection, "SELECT nothing FROM nowhere")));

    [Fact]
    public void A_text_that_was_just_met_is_not_made_anew_and_none_is_mistaken_for_another()
    {
        var texts = new RepeatedTexts();
        string[] all = [.. Enumerable.Range(0, 5000).Select(n => $"source-{n}"), "", new string('x', 100), "é", "e"];

        Assert.All(all, text => Assert.Equal(text, texts.Of(Encoding.UTF8.GetBytes(text))));
        Assert.Same(texts.Of("again"u8), texts.Of("again"u8));
    }

    private T Read<T>(string sql, Func<BoundQuery, T> read) => _temp.Ledger.Read(connection =>
    {
        using var query = new BoundQuery(connection, sql);
        Assert.True(query.Next());
        return read(query);
    });
}
