using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Support;

/// <summary>One of several endpoints of a <see cref="FakeChain"/>, with faults and lies of its own.</summary>
public sealed class FakeEndpoint(string name, FakeChain chain) : IChainReader
{
    private readonly List<string> _requests = [];

    public string Endpoint => name;

    /// <summary>What goes wrong with it: headers, logs and receipts that it changes, requests that fail.</summary>
    public FakeFaults Faults { get; } = new();

    /// <summary>The chain that it serves; another one where a test moves it.</summary>
    public FakeChain Chain { get; set; } = chain;

    /// <summary>The chain id that it answers; null for its chain's.</summary>
    public ulong? ChainId { get; set; }

    /// <summary>The methods that were called, in order.</summary>
    public IReadOnlyList<string> Requests => _requests;

    public Task<ulong> GetChainIdAsync(CancellationToken cancellation = default) =>
        AskAsync("eth_chainId", async () => ChainId ?? await Chain.GetChainIdAsync(cancellation));

    public Task<BlockHeader?> GetHeaderAsync(BlockTag block, CancellationToken cancellation = default) => AskAsync("eth_getBlockByNumber", async () =>
        Changed(await Chain.GetHeaderAsync(block == BlockTag.Latest && Faults.HeadersUpTo < Chain.Head.Number ? Faults.HeadersUpTo.Value : block, cancellation)));

    public Task<IReadOnlyList<BlockHeader?>> GetHeadersAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default) =>
        AskAsync<IReadOnlyList<BlockHeader?>>("eth_getBlockByNumber", async () => [.. (await Chain.GetHeadersAsync(numbers, cancellation)).Select(Changed)]);

    public Task<IReadOnlyList<BlockTransactions?>> GetBlockTransactionsAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default) =>
        AskAsync<IReadOnlyList<BlockTransactions?>>("eth_getBlockByNumber true", async () => [.. (await Chain.GetBlockTransactionsAsync(numbers, cancellation))
            .Select(block => Changed(block?.Header) is { } header ? block! with { Header = header, Transactions = Faults.Transactions is { } change ? change(block.Transactions) : block.Transactions } : null)]);

    public Task<string?> GetTraceMethodAsync(CancellationToken cancellation = default) =>
        AskAsync("debug_traceBlockByHash", () => Faults.TracesFrom is null ? Task.FromResult<string?>(null) : Chain.GetTraceMethodAsync(cancellation));

    public Task<IReadOnlyList<InternalTransfer>> GetInternalTransfersAsync(BlockTransactions block, CancellationToken cancellation = default) =>
        AskAsync("debug_traceBlockByHash", async () =>
        {
            var moved = Faults.TracesFrom is null
                ? throw Some.Failure(RpcFailure.NotSupported, "the endpoint traces no calls", "debug_traceBlockByHash")
                : await Chain.GetInternalTransfersAsync(block, cancellation);
            return Faults.Internal is { } change ? change(moved) : moved;
        });

    public Task<IReadOnlyList<Log>> GetLogsAsync(LogFilter filter, CancellationToken cancellation = default) =>
        AskAsync("eth_getLogs", () => LogsAsync(filter, cancellation));

    public Task<IReadOnlyList<IReadOnlyList<Log>>> GetLogsAsync(IReadOnlyList<LogFilter> filters, CancellationToken cancellation = default) =>
        AskAsync<IReadOnlyList<IReadOnlyList<Log>>>("eth_getLogs", async () =>
        {
            var answers = new List<IReadOnlyList<Log>>();
            foreach (var filter in filters)
            {
                answers.Add(await LogsAsync(filter, cancellation));
            }

            return answers;
        });

    public Task<IReadOnlyList<Receipt>?> GetBlockReceiptsAsync(Hash32 blockHash, CancellationToken cancellation = default) => AskAsync("eth_getBlockReceipts", async () =>
    {
        var receipts = await Chain.GetBlockReceiptsAsync(blockHash, cancellation);
        return Faults.Receipts is { } change ? change(receipts ?? []) : receipts;
    });

    public Task<Receipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellation = default) => Chain.GetReceiptAsync(transactionHash, cancellation);

    public Task<byte[]> CallAsync(Address contract, ReadOnlyMemory<byte> data, BlockTag block, CancellationToken cancellation = default) =>
        AskAsync("eth_call", () => Chain.CallAsync(contract, data, block, cancellation));

    public Task<byte[]> GetCodeAsync(Address address, BlockTag block, CancellationToken cancellation = default) =>
        AskAsync("eth_getCode", () => Chain.GetCodeAsync(address, block, cancellation));

    public Task<BigInteger> GetBalanceAsync(Address address, BlockTag block, CancellationToken cancellation = default) =>
        AskAsync("eth_getBalance", () => Chain.GetBalanceAsync(address, block, cancellation));

    public Task<Hash32> GetStorageAsync(Address address, Hash32 slot, BlockTag block, CancellationToken cancellation = default) =>
        AskAsync("eth_getStorageAt", () => Chain.GetStorageAsync(address, slot, block, cancellation));

    private async Task<T> AskAsync<T>(string method, Func<Task<T>> answer)
    {
        _requests.Add(method);
        try
        {
            Faults.BeforeCall(method);
            return await answer();
        }
        catch (RpcException failed)
        {
            throw new RpcException(failed.Failure, name, method, failed.Message);
        }
    }

    private async Task<IReadOnlyList<Log>> LogsAsync(LogFilter filter, CancellationToken cancellation)
    {
        // What it invents must look as though it had been asked for: it serves blocks of its own by their own hashes.
        var asked = Faults.HashServed is { } served && filter.BlockHash is { } hash ? filter with { BlockHash = served(hash) } : filter;
        var logs = await Chain.GetLogsAsync(asked, cancellation);
        return Faults.Logs is { } change ? [.. change(logs).Where(filter.Matches)] : logs;
    }

    private BlockHeader? Changed(BlockHeader? header) =>
        header is null || header.Number > Faults.HeadersUpTo ? null : Faults.Header is { } change ? change(header) : header;
}
