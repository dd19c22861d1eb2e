using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Support;

public sealed partial class FakeChain
{
    private readonly Dictionary<Address, byte[]> _code = [];
    private readonly Dictionary<(Address Contract, string Data), Func<byte[]>> _calls = [];
    private readonly List<string> _requests = [];

    /// <summary>The methods that were called, in order; a batch counts once.</summary>
    public IReadOnlyList<string> Requests => _requests;

    /// <summary>Puts code at an address.</summary>
    public void Deploy(Address contract, byte[]? code = null) => _code[contract] = code ?? [0xfe];

    /// <summary>Puts a contract at an address, and lets it answer a call without arguments.</summary>
    public void Answer(Address contract, AbiFunction function, params IReadOnlyList<object> results)
    {
        ArgumentNullException.ThrowIfNull(function);
        var answer = AbiCodec.Encode([.. function.Outputs.Select(output => output.Type)], results);
        Answer(contract, function, () => answer);
    }

    /// <summary>Puts a contract at an address, and lets it answer a call without arguments with whatever bytes, or throw.</summary>
    public void Answer(Address contract, AbiFunction function, Func<byte[]> answer)
    {
        ArgumentNullException.ThrowIfNull(function);
        _code.TryAdd(contract, [0xfe]);
        _calls[(contract, Convert.ToHexString(function.Encode()))] = answer;
    }

    /// <summary>Puts a contract at an address, and lets it answer one call with whatever bytes, or throw.</summary>
    public void Answer(Address contract, ReadOnlySpan<byte> call, Func<byte[]> answer)
    {
        _code.TryAdd(contract, [0xfe]);
        _calls[(contract, Convert.ToHexString(call))] = answer;
    }

    public Task<ulong> GetChainIdAsync(CancellationToken cancellation = default) => AskAsync("eth_chainId", () => ChainId, cancellation);

    public Task<BlockHeader?> GetHeaderAsync(BlockTag block, CancellationToken cancellation = default) =>
        AskAsync("eth_getBlockByNumber", () => HeaderAt(NumberOf(block)), cancellation);

    public Task<IReadOnlyList<BlockHeader?>> GetHeadersAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default) =>
        AskAsync<IReadOnlyList<BlockHeader?>>("eth_getBlockByNumber", () => [.. numbers.Select(number => HeaderAt(number))], cancellation);

    public Task<IReadOnlyList<BlockTransactions?>> GetBlockTransactionsAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default) =>
        AskAsync<IReadOnlyList<BlockTransactions?>>(
            "eth_getBlockByNumber true", () => [.. numbers.Select(number => HeaderAt(number) is { } header ? Changed(new BlockTransactions(header, _canonical[(int)number].Transactions) { Withdrawals = Withdrawals }) : null)], cancellation);

    public Task<string?> GetTraceMethodAsync(CancellationToken cancellation = default) =>
        AskAsync("debug_traceBlockByHash", () => Faults.TracesFrom is null ? null : "debug_traceBlockByHash", cancellation);

    public Task<IReadOnlyList<InternalTransfer>> GetInternalTransfersAsync(BlockTransactions block, CancellationToken cancellation = default) =>
        AskAsync(
            "debug_traceBlockByHash",
            () => Faults.TracesFrom is not { } first ? throw Some.Failure(RpcFailure.NotSupported, "the endpoint traces no calls", "debug_traceBlockByHash")
                : block.Header.Number < first ? throw Some.Failure(RpcFailure.Final, "required historical state unavailable (reexec=128)", "debug_traceBlockByHash")
                : Faults.Internal is { } change ? change(_known[block.Header.Hash].Internal) : _known[block.Header.Hash].Internal,
            cancellation);

    private BlockTransactions Changed(BlockTransactions block) => Faults.Transactions is { } change ? block with { Transactions = change(block.Transactions) } : block;

    public Task<IReadOnlyList<Log>> GetLogsAsync(LogFilter filter, CancellationToken cancellation = default) =>
        AskAsync("eth_getLogs", () => LogsOf(filter), cancellation);

    public Task<IReadOnlyList<IReadOnlyList<Log>>> GetLogsAsync(IReadOnlyList<LogFilter> filters, CancellationToken cancellation = default) =>
        AskAsync<IReadOnlyList<IReadOnlyList<Log>>>("eth_getLogs", () => [.. filters.Select(LogsOf)], cancellation);

    public Task<IReadOnlyList<Receipt>?> GetBlockReceiptsAsync(Hash32 blockHash, CancellationToken cancellation = default) =>
        AskAsync("eth_getBlockReceipts", () => ReceiptsOfBlock(blockHash), cancellation);

    public Task<Receipt?> GetReceiptAsync(Hash32 transactionHash, CancellationToken cancellation = default) =>
        AskAsync("eth_getTransactionReceipt", () => ReceiptOf(transactionHash), cancellation);

    public Task<byte[]> GetCodeAsync(Address address, BlockTag block, CancellationToken cancellation = default) =>
        AskAsync("eth_getCode", () => _code.GetValueOrDefault(address, []), cancellation);

    public Task<byte[]> CallAsync(Address contract, ReadOnlyMemory<byte> data, BlockTag block, CancellationToken cancellation = default) =>
        AskAsync(
            "eth_call",
            () => Kept(block) && _contracts.TryGetValue(contract, out var own) ? own(NumberOf(block)!.Value, data) ?? throw Some.Failure(RpcFailure.Reverted, "execution reverted", "eth_call")
                : _calls.TryGetValue((contract, Convert.ToHexString(data.Span)), out var answer) ? answer()
                : _code.ContainsKey(contract) ? throw Some.Failure(RpcFailure.Reverted, "execution reverted", "eth_call")
                : [],
            cancellation);

    private async Task<T> AskAsync<T>(string method, Func<T> answer, CancellationToken cancellation)
    {
        await Task.CompletedTask;
        cancellation.ThrowIfCancellationRequested();
        _requests.Add(method);
        Faults.BeforeCall(method);
        return answer();
    }

    private ulong? NumberOf(BlockTag block) => block.Number
        ?? (block == BlockTag.Latest ? Math.Min(Head.Number, Faults.HeadersUpTo ?? ulong.MaxValue)
            : block == BlockTag.Finalized ? FinalizedNumber
            : block == BlockTag.Safe ? SafeNumber
            : throw new NotSupportedException($"No test asks for the {block} block."));

    private BlockHeader? HeaderAt(ulong? number)
    {
        if (number is not { } at || at > Head.Number || at > Faults.HeadersUpTo || Faults.HiddenHeaders.Contains(at))
        {
            return null;
        }

        var header = _canonical[(int)at].Header;
        return Faults.Header is { } change ? change(header) : header;
    }

    private Receipt? ReceiptOf(Hash32 transaction) => Receipts is { } known
        ? known(transaction)
        : _canonical.SelectMany(block => block.Receipts).FirstOrDefault(receipt => receipt.TransactionHash == transaction);

    private IReadOnlyList<Receipt>? ReceiptsOfBlock(Hash32 hash)
    {
        var receipts = _known.TryGetValue(hash, out var block) && !(block.Header.Number > Faults.LogsUpTo) ? block.Receipts : null;
        return receipts is not null && Faults.Receipts is { } change ? change(receipts) : receipts;
    }

    private IReadOnlyList<Log> LogsOf(LogFilter filter)
    {
        var logs = filter.BlockHash is { } hash ? LogsOfBlock(hash) : LogsOfRange(filter.FromBlock!.Value, filter.ToBlock!.Value);
        List<Log> matching = [.. logs.Where(filter.Matches)];
        return Faults.Logs is { } change ? change(matching) : matching;
    }

    private IReadOnlyList<Log> LogsOfBlock(Hash32 hash) => _known.TryGetValue(hash, out var block) && !(block.Header.Number > Faults.LogsUpTo)
        ? block.Logs
        : throw Some.Failure(RpcFailure.Retry, "unknown block", "eth_getLogs");

    private IEnumerable<Log> LogsOfRange(ulong from, ulong to)
    {
        if (to - from + 1 > Faults.MostBlocks)
        {
            throw Some.Failure(RpcFailure.RangeTooLarge, "block range too large", "eth_getLogs");
        }

        if (to > Head.Number)
        {
            throw Some.Failure(RpcFailure.Retry, "block range extends beyond current head block", "eth_getLogs");
        }

        return _canonical.Skip((int)from).Take((int)(to - from) + 1).SelectMany(block => block.Logs).Where(log => !(log.BlockNumber > Faults.LogsUpTo));
    }
}
