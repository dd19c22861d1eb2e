using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Replay;
using ChainWatch.Replay.Faults;

namespace ChainWatch.Tests.Replay;

/// <summary>What the replay node does wrong when it is told to, and that a proof tells.</summary>
public sealed class ReplayFaultTests : IAsyncLifetime
{
    private readonly ReplayChain _chain = new(new ReplayOptions { Blocks = 50 });
    private ReplayNode _node = null!;
    private JsonRpcReader _reader = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ulong Busy => Enumerable.Range(1, 50).Select(number => (ulong)number).First(number => _chain.Now.BlockAt(number).Emissions.Count > 2);

    public async ValueTask InitializeAsync()
    {
        _node = await ReplayNode.StartAsync(_chain, new ReplayNodeOptions { Gzip = true });
        _reader = new JsonRpcReader(_node.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _node.DisposeAsync();
    }

    [Theory]
    [InlineData(LieDepth.Logs)]
    [InlineData(LieDepth.Receipts)]
    public async Task An_invented_payment_is_told_but_cannot_be_proved(LieDepth depth)
    {
        _node.Faults.Tell(Lie.Invent(Busy, 1_000_000) with { Depth = depth });
        var (header, receipts, logs) = await ReadAsync(Busy);
        Assert.Equal(_chain.Now.BlockAt(Busy).Emissions.Count + 1, logs.Count);
        Assert.Equal(depth == LieDepth.Logs, BlockRoots.CheckReceipts(header, receipts).Holds);
        Assert.False(LogInclusion.Verify(header, receipts, logs[^1]).Holds);
    }

    [Fact]
    public async Task A_lie_down_to_the_header_proves_itself_and_is_another_block()
    {
        _node.Faults.Tell(Lie.Alter(Busy, 0, 5) with { Depth = LieDepth.Header });
        var (header, receipts, logs) = await ReadAsync(Busy);
        Assert.True(HeaderHash.Check(header).Holds);
        Assert.True(LogInclusion.Verify(header, receipts, logs[0]).Holds);
        Assert.NotEqual(_chain.Now.HashAt(Busy), header.Hash);
        Assert.Equal(_chain.Now.HashAt(Busy), (await _reader.GetHeaderAsync(Busy + 1, Cancellation))!.ParentHash);
    }

    [Fact]
    public async Task A_withheld_log_is_still_in_the_bloom()
    {
        _node.Faults.Tell(Lie.WithholdAll(Busy));
        var (header, receipts, logs) = await ReadAsync(Busy);
        Assert.Empty(logs);
        Assert.True(BlockRoots.CheckReceipts(header, receipts).Holds);
        Assert.True(LogBloom.MayContain(header.LogsBloom.Span, receipts[0].Logs[0].Address));
    }

    [Fact]
    public async Task A_repeated_log_comes_twice()
    {
        _node.Faults.Tell(Lie.Repeat(Busy, 1));
        var (_, _, logs) = await ReadAsync(Busy);
        Assert.Equal(2, logs.Count(log => log.LogIndex == 1));
    }

    [Fact]
    public async Task A_node_elsewhere_serves_a_branch_that_proves_itself()
    {
        _node.Faults.Elsewhere = _chain.Beside(10);
        var head = await _reader.GetHeaderAsync(BlockTag.Latest, Cancellation);
        Assert.Equal(_chain.Now.Head, head!.Number);
        Assert.NotEqual(_chain.Now.HashAt(head.Number), head.Hash);
        Assert.True(HeaderHash.Check(head).Holds);
        Assert.Equal(_chain.Now.HashAt(40), (await _reader.GetHeaderAsync(40, Cancellation))!.Hash);
    }

    [Fact]
    public async Task A_node_that_lags_does_not_know_the_newest_blocks()
    {
        _node.Faults.Lag = 3;
        Assert.Equal(47UL, (await _reader.GetHeaderAsync(BlockTag.Latest, Cancellation))!.Number);
        Assert.Null(await _reader.GetHeaderAsync(48, Cancellation));
        Assert.Null(await _reader.GetHeaderAsync(_chain.Now.HashAt(48), Cancellation));
        await Assert.ThrowsAsync<RpcException>(() => _reader.GetLogsAsync(new LogFilter { BlockHash = _chain.Now.HashAt(48) }, Cancellation));
    }

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task A_range_is_refused_in_the_words_of_each_provider(string name)
    {
        _node.Faults.Provider = Provider.All.Single(provider => provider.Name == name);
        _node.Faults.MaxRange = 10;
        Assert.Equal(RpcFailure.RangeTooLarge, await FailureAsync(0, 10));
        Assert.Null(await FailureAsync(1, 10));

        (_node.Faults.MaxRange, _node.Faults.MaxResults) = (null, 20);
        Assert.Equal(RpcFailure.RangeTooLarge, await FailureAsync(1, 10));
        Assert.Null(await FailureAsync(1, 2));
    }

    public static TheoryData<string> Providers => [.. Provider.All.Select(provider => provider.Name)];

    [Theory]
    [MemberData(nameof(Troubles))]
    public async Task A_trouble_passes_and_the_next_answer_is_whole(Trouble trouble)
    {
        _node.Faults.Next(trouble);
        Assert.Equal(RpcFailure.Retry, await FailureAsync(1, 50));
        Assert.Null(await FailureAsync(1, 50));
    }

    public static TheoryData<Trouble> Troubles =>
        [Trouble.TooManyRequests(), Trouble.TooManyRequests(1), Trouble.LimitExceeded, Trouble.Cut(500), Trouble.Truncated(500)];

    [Fact]
    public async Task A_slow_answer_is_whole()
    {
        _node.Faults.Next(Trouble.Slow(TimeSpan.FromMilliseconds(1)));
        Assert.Null(await FailureAsync(1, 50));
    }

    private async Task<(BlockHeader Header, IReadOnlyList<Receipt> Receipts, IReadOnlyList<Log> Logs)> ReadAsync(ulong number)
    {
        var header = await _reader.GetHeaderAsync(number, Cancellation);
        var receipts = await _reader.GetBlockReceiptsAsync(header!.Hash, Cancellation);
        return (header, receipts!, await _reader.GetLogsAsync(new LogFilter { BlockHash = header.Hash }, Cancellation));
    }

    private async Task<RpcFailure?> FailureAsync(ulong from, ulong to)
    {
        try
        {
            await _reader.GetLogsAsync(new LogFilter { FromBlock = from, ToBlock = to }, Cancellation);
            return null;
        }
        catch (RpcException failed)
        {
            return failed.Failure;
        }
    }
}
