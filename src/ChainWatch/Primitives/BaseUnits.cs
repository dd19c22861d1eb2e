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
