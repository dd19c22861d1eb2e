using System.Numerics;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

/// <summary>
/// What every <see cref="IChainReader"/> does, over a node on the loopback that tells <see cref="FakeChain"/>.
/// Another backend derives from this class and says how it is made.
/// </summary>
public abstract class ChainReaderConformance : IAsyncDisposable
{
    private readonly FakeNode _node = new(FakeChain.Answer);
    private IChainReader? _reader;

    protected static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private IChainReader Reader => _reader ??= NewReader(_node.Endpoint);

    protected abstract IChainReader NewReader(Uri endpoint);

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        (_reader as IDisposable)?.Dispose();
        await _node.DisposeAsync();
    }

    [Fact]
    public async Task It_knows_the_chains_id() => Assert.Equal(31337ul, await Reader.GetChainIdAsync(Cancellation));

    [Fact]
    public async Task It_reads_a_header_by_number_and_by_name()
    {
        var header = await Reader.GetHeaderAsync(5, Cancellation);
        Assert.Equal((5ul, FakeChain.BlockHash(5), FakeChain.BlockHash(4), 1_700_000_060ul), (header!.Number, header.Hash, header.ParentHash, header.Timestamp));
        Assert.Equal(FakeChain.Head, (await Reader.GetHeaderAsync(BlockTag.Finalized, Cancellation))!.Number);
    }

    [Fact]
    public async Task An_unknown_block_is_null_and_no_error()
    {
        Assert.Null(await Reader.GetHeaderAsync(FakeChain.Head + 1, Cancellation));
        Assert.Null(await Reader.GetBlockReceiptsAsync(FakeChain.BlockHash(FakeChain.Head + 1), Cancellation));
        Assert.Null(await Reader.GetReceiptAsync(FakeChain.TransactionHash(FakeChain.Head + 1), Cancellation));
    }

    [Fact]
    public async Task It_reads_many_headers_in_the_order_asked()
    {
        ulong[] numbers = [.. Enumerable.Range(0, 250).Select(i => (ulong)((i * 7) % 250))];
        var headers = await Reader.GetHeadersAsync(numbers, Cancellation);
        Assert.Equal(numbers.Select(n => n <= FakeChain.Head ? (Hash32?)FakeChain.BlockHash(n) : null), headers.Select(x => x?.Hash));
        Assert.Empty(await Reader.GetHeadersAsync([], Cancellation));
    }

    [Fact]
    public async Task It_reads_blocks_with_their_transactions()
    {
        var blocks = await Reader.GetBlockTransactionsAsync([7, FakeChain.Head + 1, 3], Cancellation);
        Assert.Equal([FakeChain.BlockHash(7), null, FakeChain.BlockHash(3)], blocks.Select(block => block?.Header.Hash));
        var transaction = Assert.Single(blocks[0]!.Transactions);
        Assert.Equal((FakeChain.TransactionHash(7), 0, FakeChain.Account, FakeChain.Contract, (BigInteger)2), (transaction.Hash, transaction.Index, transaction.From, transaction.To, transaction.Value));
    }

    [Fact]
    public async Task It_reads_what_calls_moved_and_names_how()
    {
        Assert.NotNull(await Reader.GetTraceMethodAsync(Cancellation));
        var block = (await Reader.GetBlockTransactionsAsync([7], Cancellation))[0]!;
        Assert.Equal([new InternalTransfer(0, 0, FakeChain.Contract, FakeChain.Account, 2)], await Reader.GetInternalTransfersAsync(block, Cancellation));
    }

    [Fact]
    public async Task It_reads_logs_in_chain_order()
    {
        var logs = await Reader.GetLogsAsync(new LogFilter { FromBlock = 10, ToBlock = 20, Addresses = [FakeChain.Contract], Topics = [[FakeChain.Topic]] }, Cancellation);
        Assert.Equal(Enumerable.Range(10, 11).Select(n => (ulong)n), logs.Select(log => log.BlockNumber));
        Assert.Equal([0, 20], logs[^1].Data.ToArray());
    }

    [Fact]
    public async Task It_reads_the_logs_of_several_filters()
    {
        var answers = await Reader.GetLogsAsync(
            [
                new LogFilter { FromBlock = 1, ToBlock = 2 },
                new LogFilter { FromBlock = 1, ToBlock = 2, Addresses = [Address.Zero] },
                new LogFilter { BlockHash = FakeChain.BlockHash(9) },
            ],
            Cancellation);
        Assert.Equal([2, 0, 1], answers.Select(logs => logs.Count));
    }

    [Fact]
    public async Task Logs_of_an_unknown_block_are_an_error_and_never_an_empty_list()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => Reader.GetLogsAsync(new LogFilter { BlockHash = FakeChain.Hash(1) }, Cancellation));
        Assert.Equal(RpcFailure.Retry, error.Failure);
    }

    [Fact]
    public async Task A_range_that_is_too_large_is_said_to_be()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => Reader.GetLogsAsync(new LogFilter { FromBlock = 0, ToBlock = 200 }, Cancellation));
        Assert.Equal((RpcFailure.RangeTooLarge, "eth_getLogs"), (error.Failure, error.Method));
        Assert.Contains("blocks 0 to 200", error.Message, StringComparison.Ordinal);
        Assert.Contains(Reader.Endpoint, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_reads_receipts()
    {
        var receipt = Assert.Single((await Reader.GetBlockReceiptsAsync(FakeChain.BlockHash(7), Cancellation))!);
        Assert.Equal((FakeChain.TransactionHash(7), true, 2), (receipt.TransactionHash, receipt.Succeeded, receipt.Type));
        Assert.Equal(FakeChain.BlockHash(7), (await Reader.GetReceiptAsync(FakeChain.TransactionHash(7), Cancellation))!.BlockHash);
    }

    [Fact]
    public async Task It_reads_state()
    {
        Assert.Equal([1, 2, 3], await Reader.CallAsync(FakeChain.Contract, new byte[] { 1, 2, 3 }, 5, Cancellation));
        Assert.Equal([0x60, 0x01], await Reader.GetCodeAsync(FakeChain.Contract, 5, Cancellation));
        Assert.Equal(BigInteger.Pow(2, 96) - 1, await Reader.GetBalanceAsync(FakeChain.Contract, BlockTag.Latest, Cancellation));
        Assert.Equal(FakeChain.Topic, await Reader.GetStorageAsync(FakeChain.Contract, FakeChain.Topic, BlockTag.Safe, Cancellation));
    }

    [Fact]
    public async Task It_reads_much_state_in_the_order_asked()
    {
        var results = await Reader.CallManyAsync([.. Enumerable.Range(1, 150).Select(i => new CallAt(FakeChain.Contract, new[] { (byte)i }, 5))], Cancellation);
        Assert.Equal(Enumerable.Range(1, 150), results.Select(result => (int)Assert.Single(result)));
        var balances = await Reader.GetBalancesAsync([new AccountAt(FakeChain.Contract, 5), new AccountAt(FakeChain.Contract, BlockTag.Latest)], Cancellation);
        Assert.Equal(2, balances.Count(balance => balance == BigInteger.Pow(2, 96) - 1));
        Assert.Empty(await Reader.CallManyAsync([], Cancellation));
    }

    [Fact]
    public async Task One_of_many_calls_that_reverts_is_said_to()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => Reader.CallManyAsync([new CallAt(FakeChain.Contract, new byte[] { 1 }, 5), new CallAt(FakeChain.Contract, default, 5)], Cancellation));
        Assert.Equal(RpcFailure.Reverted, error.Failure);
    }

    [Fact]
    public async Task A_revert_carries_its_data()
    {
        var error = await Assert.ThrowsAsync<RpcException>(() => Reader.CallAsync(FakeChain.Contract, default, 5, Cancellation));
        Assert.Equal((RpcFailure.Reverted, "0x08c379a0"), (error.Failure, Hex.Encode(error.RevertData.Span)));
    }
}

/// <summary>The reader over JSON-RPC.</summary>
public sealed class JsonRpcReaderConformance : ChainReaderConformance
{
    protected override IChainReader NewReader(Uri endpoint) => new JsonRpcReader(endpoint);
}
