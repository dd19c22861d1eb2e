using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using FsCheck;
using FsCheck.Fluent;

namespace ChainWatch.Tests.Splitting;

public sealed class SplitTests
{
    [Fact]
    public void The_parts_sum_to_the_whole_and_the_escrow_rounds_up() =>
        Prop.ForAll<BigInteger, int>((amount, rate) =>
        {
            var points = Math.Abs(rate % 10_001);
            var split = Split.Of(amount, new BasisPoints(points));
            return split.Escrow + split.Owner == amount
                && (amount.Sign <= 0 ? split.Escrow.IsZero : split.Escrow * 10_000 >= amount * points && (split.Escrow - 1) * 10_000 < amount * points && split.Owner.Sign >= 0);
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(5000));

    [Fact]
    public void More_than_the_payment_cannot_go_to_the_escrow()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Split.Of(10, (BigInteger)11));
        Assert.Throws<ArgumentOutOfRangeException>(() => Split.Of(10, BigInteger.MinusOne));
        Assert.Equal(new Split(10, 0), Split.Of(10, (BigInteger)10));
    }
}
