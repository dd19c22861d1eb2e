using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

public sealed class PriceFileTests
{
    private readonly List<string> _problems = [];

    [Fact]
    public void The_newest_row_that_is_not_after_the_day_counts_for_seven_days()
    {
        var file = Parse("2026-01-10,native@localnet,3", "2026-01-01,native@localnet,1", "2026-01-05,native@localnet,2");

        Assert.Empty(_problems);
        Assert.Equal(2, file.Find("native@localnet", new DateOnly(2026, 1, 5))?.Line - 2);
        Assert.Equal("2", file.Find("native@localnet", new DateOnly(2026, 1, 9))?.Price.ToString());
        Assert.Equal("3", file.Find("native@localnet", new DateOnly(2026, 1, 17))?.Price.ToString());
        Assert.Null(file.Find("native@localnet", new DateOnly(2026, 1, 18)));
        Assert.Null(file.Find("native@localnet", new DateOnly(2025, 12, 31)));
        Assert.Null(file.Find("ETH", new DateOnly(2026, 1, 5)));
    }

    [Fact]
    public void An_address_is_known_in_whatever_case_it_is_written()
    {
        var file = Parse($"2026-01-01,{Some.Coin.ToString().ToLowerInvariant()}@localnet,1");

        Assert.True(file.Knows($"{Some.Coin}@localnet"));
    }

    [Theory]
    [InlineData("2026-1-1,ETH,1", "line 2: '2026-1-1' is not a day")]
    [InlineData("2026-02-30,ETH,1", "line 2: '2026-02-30' is not a day")]
    [InlineData("2026-01-01,ETH", "line 2: 2 columns")]
    [InlineData("2026-01-01,ETH,1,5", "line 2: 4 columns")]
    [InlineData("2026-01-01,ETH,0", "line 2: '0' is not a price")]
    [InlineData("2026-01-01,ETH,-1", "line 2: '-1' is not a price")]
    [InlineData("2026-01-01,,1", "line 2: '' is not a token")]
    [InlineData("2026-01-01,native@localnot,1", "line 2: 'localnot' is not in Chains: use localnet")]
    [InlineData("2026-01-01,0x12@localnet,1", "line 2: '0x12' is not an address")]
    public void A_bad_row_is_named_by_its_line(string row, string problem)
    {
        Parse(row);

        Assert.Contains(problem, Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Two_prices_of_one_day_are_refused()
    {
        Parse("2026-01-01,ETH,1", "", "2026-01-01,ETH,2");

        Assert.Contains("line 4: line 2 has a price of the same day already", Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public void The_first_line_names_the_columns()
    {
        PriceFile.Parse("prices.csv", "2026-01-01,ETH,1", ["localnet"], _problems.Add);

        Assert.Contains("line 1: the first line must be date,token,price", Assert.Single(_problems), StringComparison.Ordinal);
    }

    [Fact]
    public void Windows_line_ends_and_a_byte_order_mark_are_no_trouble()
    {
        var file = PriceFile.Parse("prices.csv", "\uFEFFDate, Token, Price\r\n2026-01-01,ETH,1\r\n", ["localnet"], _problems.Add);

        Assert.Empty(_problems);
        Assert.True(file.Knows("ETH"));
    }

    private PriceFile Parse(params IEnumerable<string> rows) =>
        PriceFile.Parse("prices.csv", string.Join('\n', ["date,token,price", .. rows]), ["localnet"], _problems.Add);
}
