using ChainWatch.Ethereum;
using ChainWatch.Executing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Executing;

public sealed class SafeExecutionTests
{
    // Topics as safe-smart-account emits them, written out here on purpose.
    private static readonly Hash32 Success = Hash32.Parse("0x442e715f626346e8c54381002da614f62bee8d27386535b2521ec8540898556e");
    private static readonly Hash32 Failure = Hash32.Parse("0x23428b18acfb3ea64b08dc0c1d296ea9c09702c09083ca5272e64d115b687d23");
    private static readonly Hash32 What = Some.Hash(7);

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_event_of_Safe_1_4_1_has_the_hash_among_its_topics(bool succeeded)
    {
        var read = SafeExecution.Read(Some.Log(topics: [succeeded ? Success : Failure, What], data: new byte[32]))!;
        Assert.Equal((What, succeeded), (read.SafeTxHash, read.Succeeded));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_event_of_Safe_1_3_0_has_the_hash_in_its_data(bool succeeded)
    {
        var read = SafeExecution.Read(Some.Log(topics: [succeeded ? Success : Failure], data: [.. What.Bytes, .. new byte[32]]))!;
        Assert.Equal((What, succeeded), (read.SafeTxHash, read.Succeeded));
    }

    [Fact]
    public void Any_other_event_is_none()
    {
        Assert.Null(SafeExecution.Read(Some.Log(topics: [Some.Hash(1), What], data: new byte[32])));
        Assert.Null(SafeExecution.Read(Some.Log(topics: [], data: new byte[32])));
        Assert.Null(SafeExecution.Read(Some.Log(topics: [Success, What, What], data: new byte[32])));
    }

    [Fact]
    public void Only_the_Safes_own_events_are_asked_for()
    {
        var query = SafeExecution.Query(Some.Owner) with { FromBlock = 0, ToBlock = 9 };
        Assert.True(query.Matches(Some.Log(Some.Owner, [Success, What], new byte[32], block: 1)));
        Assert.True(query.Matches(Some.Log(Some.Owner, [Failure], new byte[64], block: 1)));
        Assert.False(query.Matches(Some.Log(Some.Stranger, [Success, What], new byte[32], block: 1)));
    }
}
