using System.Globalization;
using System.Numerics;

namespace ChainWatch.Primitives;

/// <summary>An amount of a currency of people, in fixed point.</summary>
/// <param name="Currency">Three letters, for example <c>USD</c>.</param>
/// <param name="Units">Units of 10^-8 of the currency.</param>
public readonly record struct FiatAmount(string Currency, BigInteger Units)
{
    /// <summary>Decimals that <see cref="Units"/> have.</summary>
    public const int Decimals = 8;

    /// <summary>For people and scripts: at least two decimals, no trailing zeros beyond.</summary>
    public string Display
    {
        get
        {
            var text = BaseUnits.Display(Units, Decimals);
            var point = text.IndexOf('.', StringComparison.Ordinal);
            return point < 0 ? text + ".00" : text.PadRight(point + 3, '0');
        }
    }

    /// <summary>The amount and its currency.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Display} {Currency}");
}
