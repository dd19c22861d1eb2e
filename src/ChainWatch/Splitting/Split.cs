using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Splitting;

/// <summary>A payment divided between the tax escrow and its owner; the parts sum to the whole.</summary>
/// <param name="Escrow">The escrow's part, in base units.</param>
/// <param name="Owner">The owner's part, in base units.</param>
public readonly record struct Split(BigInteger Escrow, BigInteger Owner)
{
    /// <summary>The escrow's part at a rate, rounded up to a base unit. Of a loss nothing goes to the escrow.</summary>
    public static Split Of(BigInteger amount, BasisPoints rate) => amount.Sign <= 0
        ? new Split(0, amount)
        : Of(amount, (amount * rate.Value + BasisPoints.Whole - 1) / BasisPoints.Whole);

    /// <summary>The escrow's part by an assessment.</summary>
    /// <exception cref="ArgumentOutOfRangeException">More is due than there is, or less than nothing.</exception>
    public static Split Of(BigInteger amount, BigInteger due)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(due, BigInteger.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(due, BigInteger.Max(amount, 0));
        return new Split(due, amount - due);
    }
}
