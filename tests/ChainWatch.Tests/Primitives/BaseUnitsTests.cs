using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Tests.Primitives;

public sealed class BaseUnitsTests
{
    [Theory]
    [InlineData("1250000", 6, "1.25")]
    [InlineData("1", 18, "0.000000000000000001")]
    [InlineData("0", 6, "0")]
    [InlineData("-1", 6, "-0.000001")]
    [InlineData("-1500000", 6, "-1.5")]
    [InlineData("1000000", 6, "1")]
    [InlineData("7", 0, "7")]
    [InlineData("-7", 0, "-7")]
    [InlineData("100", 0, "100")]
    [InlineData("-12345678901234567890123456789012345678901234567890123456789012345678901234567890", 79, "-1.234567890123456789012345678901234567890123456789012345678901234567890123456789")]
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935", 77, "1.15792089237316195423570985008687907853269984665640564039457584007913129639935")]
    public void Base_units_are_shown_in_whole_tokens_to_the_last_digit(string baseUnits, int decimals, string shown) =>
        Assert.Equal(shown, BaseUnits.Display(BigInteger.Parse(baseUnits, CultureInfo.InvariantCulture), decimals));

    [Theory]
    [InlineData("1.25", 6, "1250000")]
    [InlineData("0.000000000000000001", 18, "1")]
    [InlineData("30", 9, "30000000000")]
    [InlineData("0", 0, "0")]
    [InlineData("1.0", 1, "10")]
    public void Whole_tokens_are_read_to_the_last_digit(string text, int decimals, string baseUnits) => Assert.Equal(
        (true, BigInteger.Parse(baseUnits, CultureInfo.InvariantCulture)), (BaseUnits.TryParse(text, decimals, out var amount), amount));

    [Theory]
    [InlineData("", 6)]
    [InlineData("1.", 6)]
    [InlineData(".5", 6)]
    [InlineData("1.0000001", 6)]
    [InlineData("1.5", 0)]
    [InlineData("-1", 6)]
    [InlineData("1,5", 6)]
    [InlineData("1.2.3", 6)]
    [InlineData(" 1", 6)]
    [InlineData("1e3", 6)]
    public void What_is_no_such_number_is_not_read(string text, int decimals) => Assert.False(BaseUnits.TryParse(text, decimals, out _));
}
