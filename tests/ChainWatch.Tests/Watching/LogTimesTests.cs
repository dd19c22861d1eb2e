using ChainWatch.Ethereum;
using ChainWatch.Support;
using ChainWatch.Watching;

namespace ChainWatch.Tests.Watching;

public sealed class LogTimesTests
{
    [Fact]
    public void A_block_has_the_time_that_its_logs_tell()
    {
        var told = LogTimes.Of([At(1, 100), At(1, 100), At(2, 112)]);

        Assert.Empty(told.Untold);
        Assert.Equal([100L, 112], told.Times.Values.Select(time => time.ToUnixTimeSeconds()));
    }

    public static TheoryData<string, Log[]> Doubtful => new()
    {
        { "no time", [At(2, null)] },
        { "zero", [At(2, 0)] },
        { "milliseconds", [At(2, 1_767_225_600_000)] },
        { "no time of one of its logs", [At(2, 100), At(2, null)] },
        { "two times", [At(2, 100), At(2, 101)] },
        { "two blocks of one height", [At(2, 100), At(2, 100) with { BlockHash = Some.Hash(99) }] },
        { "a time before that of the block before", [At(1, 100), At(2, 99)] },
    };

    [Theory]
    [MemberData(nameof(Doubtful), DisableDiscoveryEnumeration = true)]
    public void A_time_in_doubt_is_asked_of_the_header(string doubt, Log[] logs) =>
        Assert.True(LogTimes.Of(logs).Untold.SequenceEqual([2UL]), doubt);

    [Fact]
    public void A_header_of_another_block_completes_nothing()
    {
        IReadOnlyList<Log> logs = [At(2, 100)];

        Assert.False(LogTimes.Of(logs).AreCompletedBy([Some.Header(2, null)], logs));
        Assert.True(LogTimes.Of(logs).AreCompletedBy([Some.Header(3, null)], logs));
    }

    private static Log At(ulong block, ulong? time) =>
        Emitted.EtherRelease(1) with { BlockNumber = block, BlockHash = Some.Hash((int)block), BlockTimestamp = time };
}
