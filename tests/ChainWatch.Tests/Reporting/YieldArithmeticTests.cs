using System.Numerics;
using ChainWatch.Reporting;

namespace ChainWatch.Tests.Reporting;

public sealed class YieldArithmeticTests
{
    [Fact]
    public void Shares_yield_what_their_price_grew_by_whatever_was_put_in_meanwhile()
    {
        // 10 % in 73 days, a fifth of a year, is 50 % a year.
        Assert.Equal("50.00", SharePriceYield.Over([Mark(0, 1000, 1000), Mark(73, 110, 100)], Day(0)).Percent);
        Assert.Equal("50.00", SharePriceYield.Over([Mark(0, 1000, 1000), Mark(36, 500, 480), Mark(50, 9, 10), Mark(73, 110, 100)], Day(0)).Percent);
        Assert.Equal("-10.00", SharePriceYield.Over([Mark(0, 1000, 1000), Mark(365, 900, 1000)], Day(0)).Percent);
    }

    [Fact]
    public void Time_without_shares_neither_counts_nor_yields()
    {
        // 10 % in 73 days, then nothing held while the price rose by half, then 10 % again: 21 % in 146 days.
        var marks = new[] { Mark(0, 100, 100), Mark(73, 110, 100, held: false), Mark(146, 165, 100), Mark(219, 1815, 1000) };

        var yielded = SharePriceYield.Over(marks, Day(0));

        Assert.Equal(("52.50", 146), (yielded.Percent, yielded.Held.Days));
    }

    [Fact]
    public void A_window_begins_at_the_newest_price_before_it()
    {
        var marks = new[] { Mark(0, 100, 100), Mark(100, 120, 100), Mark(173, 132, 100) };

        Assert.Equal(("50.00", 73), SharePriceYield.Over(marks, Day(150)) is var late ? (late.Percent, late.Held.Days) : default);
        Assert.Equal(("67.51", 173), SharePriceYield.Over(marks, Day(50)) is var early ? (early.Percent, early.Held.Days) : default);
    }

    [Fact]
    public void One_price_yields_nothing()
    {
        Assert.Null(SharePriceYield.Over([Mark(0, 100, 100)], Day(0)).Percent);
        Assert.Null(SharePriceYield.Over([], Day(0)).Percent);
        Assert.Null(SharePriceYield.Over([Mark(0, 100, 100, held: false), Mark(50, 200, 100)], Day(0)).Percent);
    }

    [Fact]
    public void Capital_counts_for_as_long_as_it_is_there()
    {
        Assert.Equal("8.00", Capital([(0, 1000)], [(200, 80)], 0, 365));

        // 1000 all year and 1000 for its second half are 1500 on average: 120 on them is 8 %.
        Assert.Equal("8.00", CapitalYield.Over([new(Day(0), 1000), new(Day(182).AddHours(12), 1000)], [new(Day(300), 120)], Day(0), Day(365)).Percent);

        // 10 on 1000 in 30 days: 10 / 1000 × 365 / 30.
        Assert.Equal("12.17", Capital([(0, 1000)], [(20, 10), (60, 10)], 50, 80));
        Assert.Equal("-0.50", Capital([(0, 1000)], [(200, -5)], 0, 365));
        Assert.Equal("0.00", Capital([(0, 1000)], [], 0, 365));

        // Taken out after 73 days: 16 on 1000 for a fifth of a year.
        Assert.Equal("8.00", Capital([(0, 1000), (73, -1000)], [(70, 16)], 0, 365));
        Assert.Null(Capital([(0, 1000), (73, -1000)], [(70, 16)], 100, 365));
    }

    [Fact]
    public void A_figure_is_rounded_half_away_from_zero_without_losing_a_digit_of_large_sums()
    {
        var year = TimeSpan.FromDays(365);
        Assert.Equal("0.01", Yielded.Of(1, 20_000 * Yielded.Seconds(year), year).Percent);
        Assert.Equal("-0.01", Yielded.Of(-1, 20_000 * Yielded.Seconds(year), year).Percent);
        Assert.Equal("0.00", Yielded.Of(1, 20_001 * Yielded.Seconds(year), year).Percent);
        Assert.Equal("7.25", Yielded.Of(725 * BigInteger.Pow(10, 70), BigInteger.Pow(10, 74) * Yielded.Seconds(year), year).Percent);
    }

    private static PriceMark Mark(int day, int assets, int shares, bool held = true) => new(Day(day), assets, shares, held);

    private static DateTimeOffset Day(int day) => DateTimeOffset.UnixEpoch.AddDays(day);

    private static string? Capital(IEnumerable<(int Day, int Amount)> capital, IEnumerable<(int Day, int Amount)> income, int from, int to) => CapitalYield.Over(
        [.. capital.Select(flow => new Flow(Day(flow.Day), flow.Amount))], income.Select(flow => new Flow(Day(flow.Day), flow.Amount)), Day(from), Day(to)).Percent;
}
