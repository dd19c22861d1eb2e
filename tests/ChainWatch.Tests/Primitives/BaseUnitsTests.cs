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
    [InlineData("115792089237316195423570985008687907853269984665640564039457584007913129639935", 77, "1.15792089237316195423570985008687907853269984665640564039457584007913129639935")]
    public void Base_units_are_shown_in_whole_tokens_to_the_last_digit(string baseUnits, int decimals, string shown) =>
        Assert.Equal(shown, BaseUnits.Display(BigInteger.Parse(baseUnits, CultureInfo.InvariantCulture), decimals));
}
