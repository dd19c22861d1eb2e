using ChainWatch.Watching;

namespace ChainWatch.Tests.Watching;

public sealed class ScanPlanTests
{
    [Fact]
    public void Every_source_reads_every_block_once_and_in_order_whatever_the_sizes()
    {
        for (ulong head = 0; head <= 9; head++)
        {
            foreach (var liveDepth in (ulong[])[1, 2, 5, 100])
            {
                foreach (var range in (ulong[])[1, 3, 100])
                {
                    for (ulong first = 0; first <= 4; first++)
                    {
                        for (ulong second = first; second <= 11; second++)
                        {
                            ReadAll([new Cursor(1, first), new Cursor(2, second), new Cursor(3, 3)], head, liveDepth, range);
                        }
                    }
                }
            }
        }
    }

    [Fact]
    public void A_long_way_is_read_whole_too() => ReadAll([new Cursor(1, 0), new Cursor(2, 777), new Cursor(3, 1250)], head: 1300, liveDepth: 256, range: 100);

    [Fact]
    public void Nothing_is_left_once_all_have_been_read() => Assert.Null(ScanPlan.Next([new Cursor(1, 11), new Cursor(2, 50)], 10, 5, 100));

    [Fact]
    public void No_source_means_nothing_to_read() => Assert.Null(ScanPlan.Next([], 10, 5, 100));

    [Fact]
    public void Sources_that_stand_at_the_same_block_go_together()
    {
        var stretch = ScanPlan.Next([new Cursor(1, 4), new Cursor(2, 4), new Cursor(3, 9)], head: 20, liveDepth: 5, blockRange: 100);

        Assert.NotNull(stretch);
        Assert.Equal((4UL, 8UL, false), (stretch.From, stretch.To, stretch.IsLive));
        Assert.Equal([1L, 2L], stretch.Sources);
    }

    private static void ReadAll(IReadOnlyList<Cursor> cursors, ulong head, ulong liveDepth, ulong range)
    {
        var next = cursors.ToDictionary(cursor => cursor.SourceId, cursor => cursor.NextBlock);
        var firstLive = head >= liveDepth ? head - liveDepth + 1 : 0;
        while (ScanPlan.Next([.. next.Select(entry => new Cursor(entry.Key, entry.Value))], head, liveDepth, range) is { } stretch)
        {
            Assert.NotEmpty(stretch.Sources);
            Assert.InRange(stretch.To, stretch.From, head);
            Assert.Equal(stretch.IsLive, stretch.From >= firstLive);
            Assert.True(stretch.IsLive || stretch.To < firstLive, "live and settled blocks are mixed");
            Assert.True(stretch.To - stretch.From < (stretch.IsLive ? ScanPlan.LiveBlocks : range));
            foreach (var source in stretch.Sources)
            {
                Assert.Equal(stretch.From, next[source]);
                next[source] = stretch.To + 1;
            }
        }

        Assert.All(cursors, cursor => Assert.Equal(Math.Max(cursor.NextBlock, head + 1), next[cursor.SourceId]));
    }
}
