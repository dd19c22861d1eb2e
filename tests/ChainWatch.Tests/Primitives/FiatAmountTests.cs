using System.Numerics;
using System.Text.Json;
using ChainWatch.Primitives;

namespace ChainWatch.Tests.Primitives;

public sealed class FiatAmountTests
{
    [Theory]
    [InlineData("0", "0.00")]
    [InlineData("1", "1.00")]
    [InlineData("1.5", "1.50")]
    [InlineData("1.25", "1.25")]
    [InlineData("1.250", "1.25")]
    [InlineData("0.00000001", "0.00000001")]
    [InlineData("-0.1", "-0.10")]
    [InlineData("123456789012345678901234567890.12345678", "123456789012345678901234567890.12345678")]
    public void An_amount_is_shown_with_two_digits_or_as_many_as_say_something(string text, string shown) =>
        Assert.Equal(shown, FiatAmount.Parse("USD", text).Display);

    [Theory]
    [InlineData("")]
    [InlineData(".5")]
    [InlineData("5.")]
    [InlineData("1,5")]
    [InlineData("1e3")]
    [InlineData(" 1")]
    [InlineData("+1")]
    [InlineData("--1")]
    [InlineData("1.2.3")]
    [InlineData("0.000000001")]
    [InlineData("١")]
    public void What_is_no_amount_is_refused(string text) => Assert.Throws<FormatException>(() => FiatAmount.Parse("USD", text));

    [Fact]
    public void It_is_JSON_with_currency_and_amount()
    {
        var amount = new FiatAmount("USD", 125_000_000);

        Assert.Equal("""{"currency":"USD","amount":"1.25"}""", JsonSerializer.Serialize(amount));
        Assert.Equal(amount, JsonSerializer.Deserialize<FiatAmount>("""{"currency":"USD","amount":"1.25"}"""));
    }

    [Fact]
    public void Two_currencies_are_never_added_or_compared()
    {
        var (dollar, euro) = (new FiatAmount("USD", BigInteger.One), new FiatAmount("EUR", BigInteger.One));

        Assert.Throws<InvalidOperationException>(() => dollar + euro);
        Assert.Throws<InvalidOperationException>(() => dollar < euro);
        Assert.Equal(new FiatAmount("USD", 2), dollar + dollar);
    }
}
