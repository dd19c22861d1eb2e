using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Valuing;

/// <summary>
/// What one whole token is worth, exactly: <paramref name="Numerator"/> / 10^<paramref name="Decimals"/> of the currency.
/// Prices are multiplied without rounding; only a value is rounded, once.
/// </summary>
/// <param name="Numerator">The price without its point.</param>
/// <param name="Decimals">Digits after the point.</param>
public readonly record struct Price(BigInteger Numerator, int Decimals)
{
    private const int MostDigits = 80;

    /// <summary>Reads a positive price in plain digits, such as <c>1.25</c>; false for anything else.</summary>
    public static bool TryParse(string? text, out Price price)
    {
        price = default;
        var parts = (text ?? "").Split('.');
        if (parts.Length > 2 || parts.Any(part => part.Length is 0 or > MostDigits || !part.All(char.IsAsciiDigit)))
        {
            return false;
        }

        price = new Price(BigInteger.Parse(string.Concat(parts), NumberStyles.None, CultureInfo.InvariantCulture), parts.ElementAtOrDefault(1)?.Length ?? 0);
        return price.Numerator.Sign > 0;
    }

    /// <summary>The price of something that costs this much of what <paramref name="other"/> is the price of.</summary>
    public Price Times(Price other) => new(Numerator * other.Numerator, Decimals + other.Decimals);

    /// <summary>
    /// What <paramref name="baseUnits"/> of a token are worth, rounded half up to 10^-8 of the currency. A loss is worth
    /// as much as a gain of that size, with a minus.
    /// </summary>
    public FiatAmount ValueOf(BigInteger baseUnits, int tokenDecimals, string currency)
    {
        var worth = BigInteger.Abs(baseUnits) * Numerator * BigInteger.Pow(10, FiatAmount.Decimals);
        var unit = BigInteger.Pow(10, tokenDecimals + Decimals);
        return new FiatAmount(currency, baseUnits.Sign * (((2 * worth) + unit) / (2 * unit)));
    }

    /// <summary>Plain digits, without zeros that say nothing.</summary>
    public override string ToString() => BaseUnits.Display(Numerator, Decimals);
}
