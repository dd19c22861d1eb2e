using System.Globalization;

namespace ChainWatch.Primitives;

/// <summary>A rate in hundredths of a percent: 2000 is 20 %.</summary>
public readonly record struct BasisPoints : IComparable<BasisPoints>
{
    /// <summary>The whole, 100 %.</summary>
    public const int Whole = 10_000;

    /// <summary>A rate from nothing to the whole.</summary>
    /// <exception cref="ArgumentOutOfRangeException">It is below 0 or above 10000.</exception>
    public BasisPoints(int value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(value, Whole);
        Value = value;
    }

    /// <summary>Hundredths of a percent, from 0 to 10000.</summary>
    public int Value { get; }

    public static bool operator <(BasisPoints left, BasisPoints right) => left.Value < right.Value;

    public static bool operator >(BasisPoints left, BasisPoints right) => left.Value > right.Value;

    public static bool operator <=(BasisPoints left, BasisPoints right) => left.Value <= right.Value;

    public static bool operator >=(BasisPoints left, BasisPoints right) => left.Value >= right.Value;

    public int CompareTo(BasisPoints other) => Value.CompareTo(other.Value);

    /// <summary>As a percentage: 8.5 %.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{BaseUnits.Display(Value, 2)} %");
}
