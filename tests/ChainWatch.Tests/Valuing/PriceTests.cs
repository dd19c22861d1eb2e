using System.Numerics;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

public sealed class PriceTests
{
    private static readonly Price OneDollar = Of("1");

    [Theory]
    [InlineData("1250000", 6, "1", "1.25")]
    [InlineData("1000000000000000000", 18, "2500.12345678", "2500.12345678")]
    [InlineData("1", 18, "2500", "0.00")] // far below half a unit
    [InlineData("1", 0, "0.5", "0.50")]
    [InlineData("5", 9, "1", "0.00000001")] // exactly half a unit goes up
    [InlineData("4", 9, "1", "0.00")]
    [InlineData("15", 9, "1", "0.00000002")]
    [InlineData("14", 9, "1", "0.00000001")]
    [InlineData("-5", 9, "1", "-0.00000001")] // a loss is worth as much as a gain of that size
    [InlineData("-4", 9, "1", "0.00")]
    [InlineData("7", 0, "3", "21.00")]
    public void A_value_is_rounded_half_up_to_the_hundred_millionth(string baseUnits, int decimals, string price, string value) =>
        Assert.Equal(value, Of(price).ValueOf(BigInteger.Parse(baseUnits), decimals, "USD").Display);

    [Fact]
    public void Chained_prices_are_multiplied_unrounded()
    {
        // 0.000000000000000333 ETH for one token and 3000.00000003 USD for one ETH: rounding either first would lose the value.
        var tokenInCoin = new Price(333, 18);
        var coin = new Price(300_000_000_003, 8);

        Assert.Equal(new Price(333 * (BigInteger)300_000_000_003, 26), tokenInCoin.Times(coin));
        Assert.Equal("999.00000001", tokenInCoin.Times(coin).ValueOf(BigInteger.Pow(10, 33), 18, "USD").Display);
    }

    [Fact]
    public void The_largest_amount_at_the_largest_answer_does_not_overflow()
    {
        var most = BigInteger.Pow(2, 255) - 1;

        Assert.Equal(most * most, new Price(most, 0).ValueOf(most, 8, "USD").Units);
    }

    [Theory]
    [InlineData("1")]
    [InlineData("1.00")]
    [InlineData("0.000000000000000001")]
    public void A_price_is_positive_digits(string text)
    {
        Assert.True(Price.TryParse(text, out var price));
        Assert.True(price.Numerator > 0);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("0")]
    [InlineData("0.000")]
    [InlineData("-1")]
    [InlineData("+1")]
    [InlineData("1e3")]
    [InlineData("1,000")]
    [InlineData(" 1")]
    [InlineData(".5")]
    [InlineData("1.")]
    [InlineData("NaN")]
    [InlineData("0x10")]
    public void Anything_else_is_no_price(string? text) => Assert.False(Price.TryParse(text, out _));

    [Fact]
    public void Nothing_is_worth_nothing() => Assert.Equal(BigInteger.Zero, OneDollar.ValueOf(0, 18, "USD").Units);

    private static Price Of(string text) => Price.TryParse(text, out var price) ? price : throw new FormatException(text);
}
