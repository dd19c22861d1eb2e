using System.Globalization;
using System.Numerics;

namespace ChainWatch.Primitives;

/// <summary>Base units as people read them. Money is never a floating-point number: this is integer arithmetic on digits.</summary>
public static class BaseUnits
{
    // Of 256 bits, as amounts of tokens have at most.
    private const int MostDigits = 78;

    /// <summary>
    /// <paramref name="amount"/> base units of a token with <paramref name="decimals"/> decimals, with a point and
    /// without grouping or trailing zeros: 1250000 of 6 decimals is <c>1.25</c>.
    /// </summary>
    public static string Display(BigInteger amount, int decimals)
    {
        Span<char> digits = stackalloc char[MostDigits];
        return BigInteger.Abs(amount).TryFormat(digits, out var length, provider: CultureInfo.InvariantCulture)
            ? Display(amount.Sign < 0, digits[..length], decimals)
            : Display(amount.Sign < 0, BigInteger.Abs(amount).ToString(CultureInfo.InvariantCulture), decimals);
    }

    private static string Display(bool isNegative, ReadOnlySpan<char> digits, int decimals)
    {
        var sign = isNegative ? "-" : "";
        var whole = digits.Length > decimals ? digits[..^decimals] : "0";
        var fraction = digits[^Math.Min(digits.Length, decimals)..].TrimEnd('0');
        var zeros = new string('0', Math.Max(decimals - digits.Length, 0));
        return fraction.Length == 0 ? $"{sign}{whole}" : $"{sign}{whole}.{zeros}{fraction}";
    }

    /// <summary>The base units that digits such as <c>1.25</c> mean; false where it is no such number or has too many decimals.</summary>
    public static bool TryParse(string text, int decimals, out BigInteger amount)
    {
        ArgumentNullException.ThrowIfNull(text);
        amount = default;
        var (whole, fraction) = text.Split('.') switch
        {
            [var digits] => (digits, ""),
            [var digits, { Length: > 0 } rest] => (digits, rest),
            _ => ("", ""),
        };
        return whole.Length > 0 && fraction.Length <= decimals
            && BigInteger.TryParse(whole + fraction.PadRight(decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture, out amount);
    }
}
