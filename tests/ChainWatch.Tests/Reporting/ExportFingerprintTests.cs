using ChainWatch.Primitives;
using ChainWatch.Reporting;
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

        IncomeExport.Write(_books.Ledger, new ExportRequest(format, Path.Combine(_books.Temp.Folder, "file")), _books.Clock.GetUtcNow());

        Assert.Equal(fingerprints, _books.Temp.Value<string>("SELECT group_concat(substr(fingerprint, 1, 16), ' ') FROM (SELECT fingerprint FROM export_row ORDER BY id)"));
    }

    [Theory]
    [InlineData("csv", "correction,income:1,income,2026-01-31T23:59:59Z,album-royalties,Royalty,payment-splitter,received,localnet,TX,1,PAYER,OWNER,COIN,USDC,-1.25,-1.30,USD,pinned\r\n")]
    [InlineData("rotki", "Loss,external,eip155:31337/erc20:COIN,1.25,,,\"correction of album-royalties: Royalty, income:1, tx TX\",1769903999000\r\n")]
    public void The_line_that_would_take_another_back_is_kept_with_it(string format, string reversal)
    {
        _books.Pay(1_250_000, "2026-01-31T23:59:59Z", value: "1.3");

        IncomeExport.Write(_books.Ledger, new ExportRequest(format, Path.Combine(_books.Temp.Folder, "file")), _books.Clock.GetUtcNow());

        var expected = reversal.Replace("TX", $"{Support.Some.Hash(1)}", StringComparison.Ordinal).Replace("PAYER", $"{Support.Some.Payer}", StringComparison.Ordinal)
            .Replace("OWNER", $"{Support.Some.Owner}", StringComparison.Ordinal).Replace("COIN", $"{Support.Some.Coin}", StringComparison.Ordinal);
        Assert.Equal(expected, _books.Temp.Value<string>("SELECT reversal FROM export_row"));
    }
}
