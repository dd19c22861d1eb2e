using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Reporting;

/// <summary>A yield a year, or why there is none.</summary>
/// <param name="Percent">Percent a year with two digits after the point, without compounding; null where there is none.</param>
/// <param name="Held">Over how long it was measured.</param>
/// <param name="Reason">Why there is none.</param>
internal sealed record Yielded(string? Percent, TimeSpan Held, string? Reason)
{
    private const int SecondsInYear = 365 * 24 * 60 * 60;
    private const int Decimals = 2;

    /// <summary>What is shorter says nothing about a year.</summary>
    public static TimeSpan Shortest { get; } = TimeSpan.FromDays(1);

    /// <summary>None.</summary>
    public static Yielded None(string reason) => new(null, TimeSpan.Zero, reason);

    /// <summary>A gain over capital times seconds, of a year; rounded half away from zero to a hundredth of a percent.</summary>
    public static Yielded Of(BigInteger gain, BigInteger capitalSeconds, TimeSpan held)
    {
        var hundredths = gain * SecondsInYear * BasisPoints.Whole;
        var rounded = ((2 * BigInteger.Abs(hundredths)) + capitalSeconds) / (2 * capitalSeconds) * hundredths.Sign;
        return new Yielded(Display(rounded), held, null);
    }

    /// <summary>Whole seconds: the ledger knows no smaller ones.</summary>
    public static BigInteger Seconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerSecond;

    private static string Display(BigInteger hundredths)
    {
        var digits = BigInteger.Abs(hundredths).ToString(System.Globalization.CultureInfo.InvariantCulture).PadLeft(Decimals + 1, '0');
        return $"{(hundredths.Sign < 0 ? "-" : "")}{digits[..^Decimals]}.{digits[^Decimals..]}";
    }
}
