using System.Numerics;

namespace ChainWatch.Taxing;

/// <summary>The three roundings of the tax; docs/taxes.md says where each is used.</summary>
internal static class Rounding
{
    /// <summary>Towards positive infinity, for numbers that are not negative.</summary>
    public static BigInteger Up(BigInteger dividend, BigInteger divisor) => (dividend + divisor - 1) / divisor;

    /// <summary>Towards zero.</summary>
    public static BigInteger Down(BigInteger dividend, BigInteger divisor) => dividend / divisor;

    /// <summary>To the nearest, halves away from zero; the divisor is positive.</summary>
    public static BigInteger HalfUp(BigInteger dividend, BigInteger divisor) =>
        dividend.Sign * ((2 * BigInteger.Abs(dividend) + divisor) / (2 * divisor));
}
