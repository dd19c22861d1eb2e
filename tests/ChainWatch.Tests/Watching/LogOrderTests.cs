using ChainWatch.Ethereum;
using ChainWatch.Support;
using ChainWatch.Watching;

namespace ChainWatch.Tests.Watching;

public sealed class LogOrderTests
{
    [Fact]
    public void Answers_become_one_in_chain_order_and_each_log_comes_once()
    {
        var merged = LogOrder.Merge([[At(1, 0), At(2, 3), At(9, 0)], [], [At(1, 0), At(2, 1), At(2, 4)], [At(10, 0)]]);

        Assert.Equal([(1UL, 0), (2, 1), (2, 3), (2, 4), (9, 0), (10, 0)], merged.Select(log => (log.BlockNumber, log.LogIndex)));
    }

    [Fact]
    public void Logs_of_different_blocks_of_one_height_are_both_kept() =>
        Assert.Equal(2, LogOrder.Merge([[At(1, 0)], [At(1, 0) with { BlockHash = Some.Hash(99) }]]).Count);

    [Fact]
    public void Random_answers_are_as_sorting_makes_them()
    {
        var random = new Random(7);
        for (var round = 0; round < 200; round++)
        {
            IReadOnlyList<IReadOnlyList<Log>> answers =
            [
                .. Enumerable.Range(0, random.Next(0, 5)).Select(_ => Enumerable.Range(0, random.Next(0, 12))
                    .Select(_ => (Block: (ulong)random.Next(0, 5), Index: random.Next(0, 5))).Distinct().Order().Select(at => At(at.Block, at.Index)).ToList()),
            ];

            var expected = answers.SelectMany(logs => logs).Select(log => (log.BlockNumber, log.LogIndex)).Distinct().Order();
            Assert.Equal(expected, LogOrder.Merge(answers).Select(log => (log.BlockNumber, log.LogIndex)));
        }
    }

    private static Log At(ulong block, int index) => Emitted.EtherRelease(1) with { BlockNumber = block, BlockHash = Some.Hash((int)block), LogIndex = index };
}
