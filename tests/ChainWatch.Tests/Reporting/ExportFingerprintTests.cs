using ChainWatch.Guarding;
using ChainWatch.Primitives;
using ChainWatch.Reporting;
using ChainWatch.Support;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Reporting;

/// <summary>
/// What is written of a payment decides whether it counts as exported: a line that comes to be written otherwise would take
/// back everything that was ever exported and tell it again.
/// </summary>
public sealed class ExportFingerprintTests : IDisposable
{
    private readonly Books _books = new();

    public void Dispose() => _books.Dispose();

    [Theory]
    [InlineData("csv", "0b29c5c763820e09 ca6f360312676fcd")]
    [InlineData("json", "b6328d1ea4d07338 d745ed4bffcdc192")]
    [InlineData("rotki", "c6af439c35857ae5 00c13cdfc3836170")]
    [InlineData("koinly", "22b99396f027648c fb82c9848d63bd1d")]
    public void What_was_exported_by_an_earlier_version_is_not_exported_again(string format, string fingerprints)
    {
        _books.Temp.Execute("UPDATE source SET name = 'é, \"quoted\" <&>'; UPDATE token SET symbol = '=FORMULA' WHERE symbol = 'ETH'");
        _books.Pay(1_250_000, "2026-01-31T23:59:59Z", value: "1.3");
        _books.Pay(-1_000_000_000_000_000_001, "2026-02-01", "a,b", "-2500", Token.Native);

        Export(format, "file");

        Assert.Equal(fingerprints, _books.Temp.Value<string>("SELECT group_concat(substr(fingerprint, 1, 16), ' ') FROM (SELECT fingerprint FROM export_row ORDER BY id)"));
    }

    [Theory]
    [InlineData("csv", "correction,income:1,income,2026-01-31T23:59:59Z,album-royalties,Royalty,payment-splitter,received,localnet,TX,1,PAYER,OWNER,COIN,USDC,-1.25,-1.30,USD,pinned\r\n")]
    [InlineData("rotki", "Loss,external,eip155:31337/erc20:COIN,1.25,,,\"correction of album-royalties: Royalty, income:1, tx TX\",1769903999000\r\n")]
    public void What_takes_a_line_back_says_what_was_said_whatever_the_ledger_says_now(string format, string reversal)
    {
        var id = _books.Pay(1_250_000, "2026-01-31T23:59:59Z", value: "1.3");
        Export(format, "first");
        _books.Temp.Execute("UPDATE source SET name = 'renamed'; UPDATE token SET symbol = 'OTHER'; UPDATE income SET category = 'Rent'");
        _books.Orphan(id);

        Assert.Equal(Filled(reversal), Export(format, "second").Split("\r\n", 2)[1]);
    }

    [Fact]
    public void What_many_exports_told_in_turns_is_taken_back_line_by_line()
    {
        const int exports = 20;
        var ids = Enumerable.Range(0, 3 * exports).Select(n => _books.Pay(1_000_000 + n, $"2026-01-01T00:00:{n:00}Z")).ToList();
        for (var export = 0; export < exports; export++)
        {
            var others = string.Join(',', ids.Where((_, n) => n % exports != export));
            _books.Temp.Execute($"UPDATE income SET quarantine = 'later' WHERE id IN ({others}) AND NOT EXISTS (SELECT 1 FROM export_row r WHERE r.income_id = income.id)");
            Export("csv", $"file-{export}");
            _books.Temp.Execute("UPDATE income SET quarantine = NULL");
        }

        _books.Temp.Execute("UPDATE income SET category = 'Rent'");
        var lines = Export("csv", "corrected").Split("\r\n", StringSplitOptions.RemoveEmptyEntries)[1..];

        Assert.Equal(
            ids.Select((_, n) => $"1.{n:000000}".TrimEnd('0').TrimEnd('.')).SelectMany(amount => new[] { $"correction,-{amount}", $"new,{amount}" }),
            lines.Select(line => line.Split(',')).Select(cells => $"{cells[0]},{cells[15]}"));
    }

    [Fact]
    public void What_an_earlier_version_exported_is_taken_back_by_the_line_that_it_kept()
    {
        var id = _books.Pay(1_250_000);
        Export("csv", "first");
        _books.Temp.Execute("DELETE FROM export_pack; UPDATE export_row SET reversal = 'as it was'");
        _books.Orphan(id);

        Assert.EndsWith("\r\nas it was", Export("csv", "second"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("DELETE FROM export_pack")]
    [InlineData("UPDATE export_pack SET entries = x'00'")]
    [InlineData("UPDATE export_pack SET entries = substr(entries, 1, length(entries) - 40)")]
    public void What_was_exported_and_is_lost_is_named_and_nothing_is_written(string loss)
    {
        var id = _books.Pay(1_250_000);
        Export("csv", "first");
        _books.Temp.Execute(loss);
        _books.Orphan(id);

        var refused = Assert.Throws<ChainWatchException>(() => Export("csv", "second"));

        Assert.Equal("damaged-ledger", refused.Code);
        Assert.Contains("what was exported of income:1 cannot be read", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Combine(_books.Temp.Folder, "second")));
    }

    [Fact]
    public void What_was_exported_and_is_not_kept_breaks_an_invariant()
    {
        _books.Pay(1_250_000);
        Export("csv", "first");
        Assert.Null(LedgerVerification.Run(_books.Ledger)[^1].Broken);
        _books.Temp.Execute("DELETE FROM export_pack");

        Assert.Equal("export 1: 1 lines told something, 0 are kept", LedgerVerification.Run(_books.Ledger)[^1].Broken);
    }

    private static string Filled(string line) => line
        .Replace("TX", $"{Some.Hash(1)}", StringComparison.Ordinal).Replace("PAYER", $"{Some.Payer}", StringComparison.Ordinal)
        .Replace("OWNER", $"{Some.Owner}", StringComparison.Ordinal).Replace("COIN", $"{Some.Coin}", StringComparison.Ordinal);

    private string Export(string format, string file)
    {
        var path = Path.Combine(_books.Temp.Folder, file);
        IncomeExport.Write(_books.Ledger, new ExportRequest(format, path), _books.Clock.GetUtcNow());
        return File.ReadAllText(path);
    }
}
