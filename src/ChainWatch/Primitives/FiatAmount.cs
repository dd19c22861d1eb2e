using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;

namespace ChainWatch.Primitives;

/// <summary>
/// An amount of a currency such as USD, in whole hundred-millionths of it: fixed point, never a floating-point number.
/// </summary>
/// <param name="Currency">ISO 4217 code.</param>
/// <param name="Units">The amount in 10^-8 of the currency; negative for a loss.</param>
[JsonConverter(typeof(FiatAmountJson))]
public readonly record struct FiatAmount(string Currency, BigInteger Units) : IComparable<FiatAmount>
{
    /// <summary>Digits after the point.</summary>
    public const int Decimals = 8;

    private const int FewestShown = 2;

    /// <summary>Nothing, in a currency.</summary>
    public static FiatAmount Zero(string currency) => new(currency, BigInteger.Zero);

    /// <summary>Reads digits with an optional sign and point, such as <c>1.25</c>: nothing is rounded, so more than eight digits after the point are refused.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static FiatAmount Parse(string currency, string text) => TryParse(currency, text, out var amount)
        ? amount
        : throw new FormatException($"'{text}' is not an amount of {currency}: write digits with at most {Decimals} after the point, such as 1.25.");

    /// <summary>Reads an amount as <see cref="Parse"/> does; false where that would throw.</summary>
    public static bool TryParse(string currency, string? text, out FiatAmount amount)
    {
        amount = Zero(currency);
        var isNegative = text?.StartsWith('-') ?? false;
        var parts = (isNegative ? text![1..] : text ?? "").Split('.');
        if (parts.Length > 2 || parts.Any(part => part.Length == 0 || !part.All(char.IsAsciiDigit)) || parts.ElementAtOrDefault(1)?.Length > Decimals)
        {
            return false;
        }

        var digits = BigInteger.Parse(parts[0] + (parts.ElementAtOrDefault(1) ?? "").PadRight(Decimals, '0'), NumberStyles.None, CultureInfo.InvariantCulture);
        amount = new FiatAmount(currency, isNegative ? -digits : digits);
        return true;
    }

    /// <summary>The sum of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">They are of two currencies.</exception>
    public static FiatAmount operator +(FiatAmount left, FiatAmount right) => new(left.SameCurrency(right), left.Units + right.Units);

    /// <summary>The difference of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">They are of two currencies.</exception>
    public static FiatAmount operator -(FiatAmount left, FiatAmount right) => new(left.SameCurrency(right), left.Units - right.Units);

    /// <summary>Whether the left amount is smaller.</summary>
    public static bool operator <(FiatAmount left, FiatAmount right) => left.CompareTo(right) < 0;

    /// <summary>Whether the left amount is larger.</summary>
    public static bool operator >(FiatAmount left, FiatAmount right) => left.CompareTo(right) > 0;

    /// <summary>Whether the left amount is not larger.</summary>
    public static bool operator <=(FiatAmount left, FiatAmount right) => left.CompareTo(right) <= 0;

    /// <summary>Whether the left amount is not smaller.</summary>
    public static bool operator >=(FiatAmount left, FiatAmount right) => left.CompareTo(right) >= 0;

    /// <inheritdoc cref="op_Addition"/>
    public static FiatAmount Add(FiatAmount left, FiatAmount right) => left + right;

    /// <inheritdoc cref="op_Subtraction"/>
    public static FiatAmount Subtract(FiatAmount left, FiatAmount right) => left - right;

    /// <summary>Order of two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">They are of two currencies.</exception>
    public int CompareTo(FiatAmount other)
    {
        SameCurrency(other);
        return Units.CompareTo(other.Units);
    }

    /// <summary>The amount alone: at least two digits after the point, and no zeros beyond them: <c>1.25</c>, <c>0.00000001</c>.</summary>
    public string Display
    {
        get
        {
            var shown = BaseUnits.Display(Units, Decimals);
            var point = shown.IndexOf('.', StringComparison.Ordinal);
            var after = point < 0 ? 0 : shown.Length - point - 1;
            return after >= FewestShown ? shown : (point < 0 ? shown + "." : shown) + new string('0', FewestShown - after);
        }
    }

    /// <summary>For people: the amount and its currency.</summary>
    public override string ToString() => $"{Display} {Currency}";

    private string SameCurrency(FiatAmount other) => Currency == other.Currency
        ? Currency
        : throw new InvalidOperationException($"{this} and {other} are amounts of two currencies.");
}
