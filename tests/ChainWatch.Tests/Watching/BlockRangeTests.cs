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
        var range = new BlockRange(1_000);
        Assert.All(Enumerable.Range(0, 8), _ => Assert.True(range.Shrink(1_000)));

        Assert.Equal(500UL, range.Size);
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
            range.Succeeded();
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
            range.Succeeded();
        }

        range.Shrink(range.Size);
        range.Succeeded();

        Assert.Equal(25UL, range.Size);
    }
}
