using System.Numerics;
using ChainWatch.Recognizing;

namespace ChainWatch.Tests.Recognizing;

public sealed class HoldingTests
{
    [Fact]
    public void Whatever_is_put_in_and_taken_out_the_costs_taken_sum_to_the_costs_put_in()
    {
        for (var seed = 0; seed < 300; seed++)
        {
            var random = new Random(seed);
            var (held, put, taken) = (Holding.None, BigInteger.Zero, BigInteger.Zero);
            for (var step = 0; step < 30; step++)
            {
                if (held.Shares.IsZero || random.Next(2) == 0)
                {
                    BigInteger assets = random.NextInt64(0, long.MaxValue);
                    held = held.After(Direction.Deposit, assets, random.NextInt64(1, long.MaxValue));
                    put += assets;
                }
                else
                {
                    var shares = 1 + (held.Shares * random.Next(1000) / 1000);
                    taken += held.CostOf(shares);
                    held = held.After(Direction.Withdrawal, 0, shares);
                }

                Assert.Equal(put, taken + held.Cost);
                Assert.True(held.Cost.Sign >= 0 && held.Shares.Sign >= 0, $"seed {seed}");
            }

            Assert.Equal(put, taken + held.CostOf(held.Shares));
            Assert.Equal(Holding.None, held.After(Direction.Withdrawal, 0, held.Shares));
        }
    }

    [Fact]
    public void A_part_of_the_cost_is_rounded_down_and_the_last_share_takes_the_rest()
    {
        var held = Holding.None.After(Direction.Deposit, 10, 3);

        Assert.Equal(3, held.CostOf(1));
        held = held.After(Direction.Withdrawal, 0, 1);
        Assert.Equal(3, held.CostOf(1));
        Assert.Equal(4, held.After(Direction.Withdrawal, 0, 1).CostOf(1));
    }

    [Fact]
    public void Shares_that_are_not_held_cost_nothing()
    {
        Assert.Equal(0, Holding.None.CostOf(5));
        Assert.Equal(10, new Holding(3, 10).CostOf(5));
    }
}
