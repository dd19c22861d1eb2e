using System.Text.Json;

namespace ChainWatch.Ethereum.JsonRpc;

public sealed partial class JsonRpcReader
{
    private const string GethOfBlock = "debug_traceBlockByHash";
    private const string ParityOfBlock = "trace_block";
    private const string GethOfTransaction = "debug_traceTransaction";

    // What a transaction costs that runs no code: one with no more gas calls nobody.
    private const ulong GasWithoutCode = 21_000;

    private volatile string? _traceMethod;
    private volatile bool _isTracingKnown;

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BlockTransactions?>> GetBlockTransactionsAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        var calls = numbers.Select(FullBlockCall).ToList();
        var blocks = await _client.AskManyAsync(calls, BlockAnswer.ReadOrNull, cancellation).ConfigureAwait(false);
        for (var i = 0; i < blocks.Count; i++)
        {
            ThrowIfWrong(calls[i], WrongHeader(blocks[i]?.Header, numbers[i]));
        }

        return blocks;
    }

    /// <inheritdoc/>
    /// <remarks>
    /// Geth's tracer of a whole block is preferred, then Parity's list; an endpoint that has neither, as Hardhat, may trace one
    /// transaction after the other.
    /// </remarks>
    public async Task<string?> GetTraceMethodAsync(CancellationToken cancellation = default)
    {
        // The first block of a chain runs nothing, and nobody traces it.
        if (!_isTracingKnown && await GetHeaderAsync(BlockTag.Latest, cancellation).ConfigureAwait(false) is { Number: > 0 } head)
        {
            _traceMethod =
                await HasAsync(TreesCall(head.Hash), TraceAnswer.ReadTrees, cancellation).ConfigureAwait(false) ? GethOfBlock
                : await HasAsync(FlatCall(head.Number), TraceAnswer.ReadFlat, cancellation).ConfigureAwait(false) ? ParityOfBlock
                : await TracesTransactionsAsync(cancellation).ConfigureAwait(false) ? GethOfTransaction
                : null;
            _isTracingKnown = true;
        }

        return _traceMethod;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<InternalTransfer>> GetInternalTransfersAsync(BlockTransactions block, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(block);
        var method = await GetTraceMethodAsync(cancellation).ConfigureAwait(false)
            ?? throw new RpcException(RpcFailure.NotSupported, Endpoint, GethOfBlock, "the endpoint traces no calls");
        if (block.Transactions.Count == 0)
        {
            return [];
        }

        return method switch
        {
            GethOfBlock => Trusted(TreesCall(block.Header.Hash), block, await _client.AskAsync(TreesCall(block.Header.Hash), TraceAnswer.ReadTrees, cancellation).ConfigureAwait(false)),
            ParityOfBlock => Trusted(FlatCall(block.Header.Number), block, await _client.AskAsync(FlatCall(block.Header.Number), TraceAnswer.ReadFlat, cancellation).ConfigureAwait(false)),
            _ => await TraceEachAsync(block, cancellation).ConfigureAwait(false),
        };
    }

    private IReadOnlyList<InternalTransfer> Trusted(RpcCall call, BlockTransactions block, BlockTrace trace)
    {
        if (trace.Block is { } other && other != block.Header.Hash)
        {
            throw _client.Failed(call, new RpcFault(RpcFailure.Retry, $"block {other} stands there now"));
        }

        // Geth's form has a tree for each transaction; of Parity's only the last transaction can be told.
        var isComplete = trace.Block is null ? trace.Transactions == block.Transactions.Count : trace.Transactions <= block.Transactions.Count;
        ThrowIfWrong(call, isComplete ? null : $"traces of {trace.Transactions} transactions, and the block has {block.Transactions.Count}");
        return trace.Transfers;
    }

    private async Task<IReadOnlyList<InternalTransfer>> TraceEachAsync(BlockTransactions block, CancellationToken cancellation)
    {
        var calling = block.Transactions.Where(transaction => transaction.To is null || transaction.GasLimit > GasWithoutCode).ToList();
        var answers = await _client.AskManyAsync([.. calling.Select(transaction => TreeCall(transaction.Hash, block.Header.Hash))], TraceAnswer.ReadTree, cancellation)
            .ConfigureAwait(false);
        return [.. answers.SelectMany((moved, i) => moved.Select(transfer => transfer with { TransactionIndex = calling[i].Index }))];
    }

    private async Task<bool> HasAsync<T>(RpcCall call, AnswerDecoder<T> decode, CancellationToken cancellation)
    {
        try
        {
            await _client.AskAsync(call, decode, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RpcException cannot) when (cannot.Failure is RpcFailure.NotSupported or RpcFailure.Final)
        {
            // The newest block is there: whoever cannot trace it can trace none.
            return false;
        }
        catch (RpcException large) when (large.Failure == RpcFailure.RangeTooLarge)
        {
            return true;
        }
    }

    // Nobody has this transaction: who knows the method says so, and who does not, says that.
    private async Task<bool> TracesTransactionsAsync(CancellationToken cancellation)
    {
        try
        {
            await _client.AskAsync(TreeCall(default, null), TraceAnswer.ReadTree, cancellation).ConfigureAwait(false);
            return true;
        }
        catch (RpcException answered) when (answered.Failure is RpcFailure.NotSupported or RpcFailure.Final)
        {
            return answered is { Failure: RpcFailure.Final, Code: not (null or InvalidRequest or MethodNotFound) };
        }
    }

    // JSON-RPC 2.0, 5.1; some providers answer the first for a method that a plan does not hold.
    private const int InvalidRequest = -32600;
    private const int MethodNotFound = -32601;

    private static RpcCall FullBlockCall(ulong number) =>
        new("eth_getBlockByNumber", json => { json.WriteStringValue(((BlockTag)number).ToString()); json.WriteBooleanValue(true); }, $"block {number}");

    private static RpcCall TreesCall(Hash32 hash) => new(GethOfBlock, json => { json.WriteStringValue(hash.ToString()); WriteTracer(json); }, $"block {hash}");

    private static RpcCall TreeCall(Hash32 transaction, Hash32? block) => new(
        GethOfTransaction, json => { json.WriteStringValue(transaction.ToString()); WriteTracer(json); }, block is null ? null : $"transaction {transaction} of block {block}");

    // It takes a height; the traces say of which block they are.
    private static RpcCall FlatCall(ulong number) => new(ParityOfBlock, json => json.WriteStringValue(((BlockTag)number).ToString()), $"block {number}");

    private static void WriteTracer(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        json.WriteString("tracer"u8, "callTracer"u8);
        json.WriteEndObject();
    }
}
