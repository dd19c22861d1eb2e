using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Reporting;

/// <summary>An amount of fiat as people and scripts read it.</summary>
/// <param name="Currency">For example <c>USD</c>.</param>
/// <param name="Amount">At least two decimals, no trailing zeros beyond.</param>
public sealed record Fiat(string Currency, string Amount)
{
    /// <summary>The same amount.</summary>
    public static Fiat Of(FiatAmount amount) => new(amount.Currency, amount.Display);

    /// <summary>The sum of amounts of one currency.</summary>
    internal static Fiat Sum(string currency, IEnumerable<Fiat> amounts) => Of(new FiatAmount(
        currency, amounts.Aggregate(BigInteger.Zero, (sum, fiat) => sum + fiat.Units)));

    private BigInteger Units => BigInteger.Parse(
        string.Concat(Amount.Split('.')[0], Amount.Split('.')[1].PadRight(FiatAmount.Decimals, '0')), CultureInfo.InvariantCulture);

    /// <summary>For people.</summary>
    public override string ToString() => $"{Amount} {Currency}";
}
