using ChainWatch.Watching;

namespace ChainWatch.Tests.Watching;

public sealed class BlockRangeTests
{
    [Fact]
    public void It_starts_with_what_is_configured_and_is_halved_down_to_one()
    {
        var range = new BlockRange(10);
        var sizes = new List<ulong> { range.Size };
        while (range.Shrink(range.Size))
        {
            sizes.Add(range.Size);
        }

        Assert.Equal([10UL, 5, 2, 1], sizes);
        Assert.Equal(1UL, range.Size);
    }

    [Fact]
    public void Questions_that_were_refused_together_shrink_it_once()
    {
        var range = new BlockRange(400);
        Assert.All(Enumerable.Range(0, 8), _ => Assert.True(range.Shrink(400)));

        Assert.Equal(200UL, range.Size);
    }

    [Fact]
    public void It_begins_small_and_doubles_while_answers_are_small()
    {
        var range = new BlockRange(10_000);
        var sizes = new List<ulong>();
        for (var i = 0; i < 7; i++)
        {
            sizes.Add(range.Size);
            range.Succeeded(range.Size, 0);
        }

        Assert.Equal([500UL, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000], sizes);
    }

    [Fact]
    public void It_asks_for_as_many_blocks_as_hold_a_convenient_number_of_logs()
    {
        var range = new BlockRange(10_000);
        range.Succeeded(500, 5 * BlockRange.ConvenientLogs);
        Assert.Equal(100UL, range.Size);

        range.Succeeded(100, BlockRange.ConvenientLogs / 4);
        Assert.Equal(200UL, range.Size);

        range.Succeeded(1, 10 * BlockRange.ConvenientLogs);
        Assert.Equal(1UL, range.Size);
    }

    [Fact]
    public void A_short_question_does_not_make_the_next_ones_short()
    {
        var range = new BlockRange(10_000);
        range.Succeeded(500, 0);
        range.Succeeded(3, 1);

        Assert.Equal(2_000UL, range.Size);
    }

    [Fact]
    public void It_grows_again_after_many_successes_and_never_above_what_is_configured()
    {
        var range = new BlockRange(10);
        range.Shrink(range.Size);
        range.Shrink(range.Size);
        range.Shrink(range.Size);

        var largest = 0UL;
        for (var i = 0; i < 500; i++)
        {
            range.Succeeded(range.Size, 0);
            largest = Math.Max(largest, range.Size);
        }

        Assert.Equal(10UL, largest);
        Assert.Equal(10UL, range.Size);
    }

    [Fact]
    public void A_refusal_starts_the_count_of_successes_anew()
    {
        var range = new BlockRange(100);
        range.Shrink(range.Size);
        for (var i = 0; i < 15; i++)
        {
            range.Succeeded(range.Size, 0);
        }

        range.Shrink(range.Size);
        range.Succeeded(range.Size, 0);

        Assert.Equal(25UL, range.Size);
    }
}
