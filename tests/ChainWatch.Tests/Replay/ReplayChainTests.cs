using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Replay;

namespace ChainWatch.Tests.Replay;

/// <summary>The replay node is what the scan is tested and measured against: it must be a chain that proves itself.</summary>
public sealed class ReplayChainTests : IAsyncLifetime
{
    private const ulong Blocks = 100;

    private readonly ReplayChain _chain = new(new ReplayOptions { Seed = 7, Blocks = Blocks, OwnPerThousand = 700 });
    private ReplayNode _node = null!;
    private JsonRpcReader _reader = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        _node = await ReplayNode.StartAsync(_chain);
        _reader = new JsonRpcReader(_node.Endpoint);
    }

    public async ValueTask DisposeAsync()
    {
        _reader.Dispose();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task Every_block_proves_itself_and_links_to_the_one_before()
    {
        var headers = await HeadersAsync();
        Assert.All(headers, header => Assert.True(HeaderHash.Check(header).Holds, HeaderHash.Check(header).Reason));
        Assert.All(headers.Zip(headers.Skip(1)), pair => Assert.Equal(pair.First.Hash, pair.Second.ParentHash));
        foreach (var header in headers)
        {
            var receipts = await _reader.GetBlockReceiptsAsync(header.Hash, Cancellation);
            Assert.True(BlockRoots.CheckReceipts(header, receipts!).Holds);
            Assert.Equal(header.LogsBloom.ToArray(), LogBloom.Of(receipts!.SelectMany(receipt => receipt.Logs)));
        }
    }

    [Fact]
    public async Task Every_log_is_proved_by_its_block()
    {
        var logs = await LogsAsync(new LogFilter());
        Assert.Equal(Blocks * 5, (ulong)logs.Count);
        foreach (var inBlock in logs.GroupBy(log => log.BlockHash))
        {
            var header = await _reader.GetHeaderAsync(inBlock.Key, Cancellation);
            var receipts = await _reader.GetBlockReceiptsAsync(inBlock.Key, Cancellation);
            Assert.All(LogInclusion.Verify(header!, receipts!, [.. inBlock]), verdict => Assert.True(verdict.Holds, verdict.Reason));
            Assert.All(inBlock, log => Assert.Equal(header!.Timestamp, log.BlockTimestamp));
        }
    }

    [Theory]
    [MemberData(nameof(Filters))]
    public async Task A_filter_finds_what_it_asks_for_and_nothing_else(LogFilter filter)
    {
        var all = await LogsAsync(new LogFilter());
        var asked = filter with { FromBlock = 10, ToBlock = 90 };
        var found = await _reader.GetLogsAsync(asked, Cancellation);
        Assert.NotEmpty(found);
        Assert.Equal(all.Where(asked.Matches).Select(PlaceOf), found.Select(PlaceOf));
    }

    public static TheoryData<LogFilter> Filters => new(
        new LogFilter(),
        new LogFilter { Addresses = [Actors.Coin] },
        new LogFilter { Addresses = [Actors.Coin, Actors.Splitter] },
        new LogFilter { Topics = [Shape.All[0].Topics.Take(1).ToList(), null, [Hash32.FromAddress(Actors.Owner)]] },
        new LogFilter { Topics = [null, [.. Actors.Payers.Take(3).Select(Hash32.FromAddress)]] });

    [Fact]
    public async Task A_transaction_is_found_by_its_hash()
    {
        var log = (await LogsAsync(new LogFilter()))[^1];
        var receipt = await _reader.GetReceiptAsync(log.TransactionHash, Cancellation);
        Assert.Contains(receipt!.Logs, found => PlaceOf(found) == PlaceOf(log));
        Assert.Null(await _reader.GetReceiptAsync(new Hash32(new byte[32]), Cancellation));
    }

    [Fact]
    public void The_same_options_make_the_same_chain_and_another_seed_another()
    {
        Assert.Equal(_chain.Now.HashAt(Blocks), new ReplayChain(_chain.Options).Now.HashAt(Blocks));
        Assert.NotEqual(_chain.Now.HashAt(Blocks), new ReplayChain(_chain.Options with { Seed = 8 }).Now.HashAt(Blocks));
    }

    [Fact]
    public async Task A_reorg_puts_a_linked_branch_in_the_place_of_the_old_one()
    {
        var before = await HeadersAsync();
        Assert.Equal(Blocks + 1, _chain.Reorg(5).Head);
        var after = await HeadersAsync();

        Assert.Equal(before[..^5], after[..^6], (one, other) => one.Hash == other.Hash);
        Assert.All(before[^5..], gone => Assert.DoesNotContain(after, header => header.Hash == gone.Hash));
        Assert.All(after, header => Assert.True(HeaderHash.Check(header).Holds));
        Assert.All(after.Zip(after.Skip(1)), pair => Assert.Equal(pair.First.Hash, pair.Second.ParentHash));
        Assert.NotNull(await _reader.GetHeaderAsync(before[^1].Hash, Cancellation));

        Assert.Equal(before[^1].Hash, _chain.SwitchTo(0).HashAt(Blocks));
    }

    private async Task<IReadOnlyList<Log>> LogsAsync(LogFilter filter) =>
        await _reader.GetLogsAsync(filter with { FromBlock = 0, ToBlock = _chain.Now.Head }, Cancellation);

    private async Task<List<BlockHeader>> HeadersAsync()
    {
        var numbers = Enumerable.Range(0, (int)_chain.Now.Head + 1).Select(number => (ulong)number).ToList();
        return [.. (await _reader.GetHeadersAsync(numbers, Cancellation)).Select(header => header!)];
    }

    private static (Hash32, int) PlaceOf(Log log) => (log.BlockHash, log.LogIndex);
}
