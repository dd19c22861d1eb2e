using System.Globalization;
using System.Numerics;

namespace ChainWatch.Primitives;

/// <summary>Base units as people read them. Money is never a floating-point number: this is integer arithmetic on digits.</summary>
public static class BaseUnits
{
    /// <summary>
    /// <paramref name="amount"/> base units of a token with <paramref name="decimals"/> decimals, with a point and
    /// without grouping or trailing zeros: 1250000 of 6 decimals is <c>1.25</c>.
    /// </summary>
    public static string Display(BigInteger amount, int decimals)
    {
        var digits = BigInteger.Abs(amount).ToString(CultureInfo.InvariantCulture).PadLeft(decimals + 1, '0');
        var whole = digits[..^decimals];
        var fraction = digits[^decimals..].TrimEnd('0');
        return (amount.Sign < 0 ? "-" : "") + (fraction.Length == 0 ? whole : $"{whole}.{fraction}");
    }

    /// <summary>The base units of an amount of whole tokens as people write it: digits, with a point where there is a fraction.</summary>
    /// <returns>False where it is no such text, or has more digits after the point than the token.</returns>
    public static bool TryParse(string? text, int decimals, out BigInteger amount)
    {
        amount = 0;
        var parts = (text ?? "").Split('.');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0 || !part.All(char.IsAsciiDigit)) || parts.ElementAtOrDefault(1)?.Length > decimals)
        {
            return false;
        }

        amount = BigInteger.Parse(parts[0] + (parts.ElementAtOrDefault(1) ?? "").PadRight(decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
        return true;
    }
}
