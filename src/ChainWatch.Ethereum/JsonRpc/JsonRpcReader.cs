using System.Numerics;
using System.Text.Json;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>
/// An Ethereum endpoint over HTTP (the Ethereum JSON-RPC specification, github.com/ethereum/execution-apis), strictly read:
/// an answer of a wrong shape, or to another question than was asked, is an error and never a default. Safe to share.
/// </summary>
/// <remarks>
/// Batches shrink, once and for good, to what the endpoint takes. Nothing is tried again: that is the caller's decision,
/// for which <see cref="RpcException.Failure"/> and <see cref="RpcException.RetryAfter"/> are there.
/// </remarks>
public sealed partial class JsonRpcReader : IChainReader, ITransactionSender, IDisposable
{
    private readonly RpcClient _client;
    private volatile bool _hasNoBlockReceipts;

    /// <summary>A reader of one endpoint.</summary>
    /// <param name="endpoint">http or https; a user and password in it are sent as Basic authentication.</param>
    /// <param name="options">Limits; the defaults where null.</param>
    /// <param name="handler">What carries the requests; stays the caller's. Null for connections of the reader's own.</param>
    /// <exception cref="ArgumentException">Another scheme, or a limit that is not positive.</exception>
    public JsonRpcReader(Uri endpoint, JsonRpcOptions? options = null, HttpMessageHandler? handler = null)
    {
        ArgumentNullException.ThrowIfNull(endpoint);
        options ??= new JsonRpcOptions();
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxBatch, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThan(options.MaxResponseBytes, 1, nameof(options));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(options.RequestTimeout, TimeSpan.Zero, nameof(options));
        if (!endpoint.IsAbsoluteUri || (endpoint.Scheme != Uri.UriSchemeHttp && endpoint.Scheme != Uri.UriSchemeHttps))
        {
            throw new ArgumentException("An endpoint is an absolute http or https address.", nameof(endpoint));
        }

        _client = new RpcClient(endpoint, options, handler);
    }

    /// <inheritdoc/>
    public string Endpoint => _client.Endpoint;

    /// <inheritdoc/>
    public void Dispose() => _client.Dispose();

    /// <inheritdoc/>
    public Task<ulong> GetChainIdAsync(CancellationToken cancellation = default) =>
        _client.AskAsync(RpcCall.Of("eth_chainId"), ReadQuantity, cancellation);

    /// <inheritdoc/>
    public Task<BlockHeader?> GetHeaderAsync(BlockTag block, CancellationToken cancellation = default) =>
        AskAndCheckAsync(HeaderCall(block), HeaderAnswer.ReadOrNull, header => WrongHeader(header, block.Number), cancellation);

    /// <summary>A header by its hash; null if the endpoint has no such block.</summary>
    public Task<BlockHeader?> GetHeaderAsync(Hash32 hash, CancellationToken cancellation = default) =>
        AskAndCheckAsync(
            BlockByHashCall(hash), HeaderAnswer.ReadOrNull, header => header is null || header.Hash == hash ? null : $"block {header.Hash}", cancellation);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<BlockHeader?>> GetHeadersAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(numbers);
        var calls = numbers.Select(number => HeaderCall(number)).ToList();
        var headers = await _client.AskManyAsync(calls, HeaderAnswer.ReadOrNull, cancellation).ConfigureAwait(false);
        for (var i = 0; i < headers.Count; i++)
        {
            ThrowIfWrong(calls[i], WrongHeader(headers[i], numbers[i]));
        }

        return headers;
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Log>> GetLogsAsync(LogFilter filter, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filter);
        var call = LogsCall(filter);
        return Checked(call, filter, await _client.AskAsync(call, LogAnswer.ReadMany, cancellation).ConfigureAwait(false));
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<IReadOnlyList<Log>>> GetLogsAsync(IReadOnlyList<LogFilter> filters, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(filters);
        var calls = filters.Select(LogsCall).ToList();
        var answers = await _client.AskManyAsync(calls, LogAnswer.ReadMany, cancellation).ConfigureAwait(false);
        return [.. answers.Select((logs, i) => Checked(calls[i], filters[i], logs))];
    }

    /// <inheritdoc/>
    public Task<byte[]> CallAsync(Address contract, ReadOnlyMemory<byte> data, BlockTag block, CancellationToken cancellation = default) =>
        CallAsync(new CallRequest { To = contract, Data = data }, block, cancellation);

    /// <summary>Result of a call that changes nothing (<c>eth_call</c>), with all that a call can say of its sender, value and gas.</summary>
    public Task<byte[]> CallAsync(CallRequest request, BlockTag block, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(request);
        return _client.AskAsync(Calling(request, block), ReadData, cancellation);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<byte[]>> CallManyAsync(IReadOnlyList<CallAt> calls, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(calls);
        return _client.AskManyAsync([.. calls.Select(call => Calling(new CallRequest { To = call.Contract, Data = call.Data }, call.Block))], ReadData, cancellation);
    }

    /// <inheritdoc/>
    public Task<byte[]> GetCodeAsync(Address address, BlockTag block, CancellationToken cancellation = default) =>
        _client.AskAsync(OfAccount("eth_getCode", address, block), ReadData, cancellation);

    /// <inheritdoc/>
    public Task<BigInteger> GetBalanceAsync(Address address, BlockTag block, CancellationToken cancellation = default) =>
        _client.AskAsync(OfAccount("eth_getBalance", address, block), ReadBigQuantity, cancellation);

    /// <inheritdoc/>
    public Task<IReadOnlyList<BigInteger>> GetBalancesAsync(IReadOnlyList<AccountAt> accounts, CancellationToken cancellation = default)
    {
        ArgumentNullException.ThrowIfNull(accounts);
        return _client.AskManyAsync([.. accounts.Select(account => OfAccount("eth_getBalance", account.Address, account.Block))], ReadBigQuantity, cancellation);
    }

    /// <inheritdoc/>
    public Task<Hash32> GetStorageAsync(Address address, Hash32 slot, BlockTag block, CancellationToken cancellation = default) =>
        _client.AskAsync(
            new RpcCall("eth_getStorageAt", json => { WriteAddress(json, address); json.WriteStringValue(slot.ToString()); json.WriteStringValue(block.ToString()); }, About(block)),
            ReadHash,
            cancellation);

    private static RpcCall HeaderCall(BlockTag block) =>
        new("eth_getBlockByNumber", json => { json.WriteStringValue(block.ToString()); json.WriteBooleanValue(false); }, About(block));

    private static RpcCall BlockByHashCall(Hash32 hash) =>
        new("eth_getBlockByHash", json => { json.WriteStringValue(hash.ToString()); json.WriteBooleanValue(false); }, $"block {hash}");

    private static RpcCall LogsCall(LogFilter filter) =>
        new("eth_getLogs", json => RpcParameters.Write(json, filter), RpcParameters.Describe(filter));

    private static RpcCall Calling(CallRequest request, BlockTag block) =>
        new("eth_call", json => { request.Write(json); json.WriteStringValue(block.ToString()); }, About(block));

    private static RpcCall OfAccount(string method, Address address, BlockTag block) =>
        new(method, json => { WriteAddress(json, address); json.WriteStringValue(block.ToString()); }, About(block));

    private static void WriteAddress(Utf8JsonWriter json, Address address) => json.WriteStringValue(Hex.Encode(address.Bytes));

    private static string About(BlockTag block) => block.Number is { } number ? $"block {number}" : $"{block} block";

    private static ulong ReadQuantity(ref AnswerReader answer) => answer.Quantity();

    private static BigInteger ReadBigQuantity(ref AnswerReader answer) => answer.BigQuantity();

    private static byte[] ReadData(ref AnswerReader answer) => answer.Data();

    private static Hash32 ReadHash(ref AnswerReader answer) => answer.Hash();

    private static string? WrongHeader(BlockHeader? header, ulong? number) =>
        header is null || number is null || header.Number == number ? null : $"block {header.Number}";

    /// <summary>The logs in chain order, if every one of them was asked for.</summary>
    private IReadOnlyList<Log> Checked(RpcCall call, LogFilter filter, IReadOnlyList<Log> logs)
    {
        var inOrder = true;
        for (var i = 0; i < logs.Count; i++)
        {
            if (!filter.Matches(logs[i]))
            {
                ThrowIfWrong(call, $"log {logs[i].LogIndex} of block {logs[i].BlockNumber}, which the filter does not match");
            }

            inOrder &= i == 0 || (logs[i - 1].BlockNumber, logs[i - 1].LogIndex).CompareTo((logs[i].BlockNumber, logs[i].LogIndex)) < 0;
        }

        return inOrder ? logs : [.. logs.OrderBy(log => log.BlockNumber).ThenBy(log => log.LogIndex)];
    }

    private async Task<T> AskAndCheckAsync<T>(RpcCall call, AnswerDecoder<T> decode, Func<T, string?> wrong, CancellationToken cancellation)
    {
        var answer = await _client.AskAsync(call, decode, cancellation).ConfigureAwait(false);
        ThrowIfWrong(call, wrong(answer));
        return answer;
    }

    /// <summary>An endpoint that answers another question than it was asked is not believed in anything.</summary>
    private void ThrowIfWrong(RpcCall call, string? answered)
    {
        if (answered is not null)
        {
            throw _client.Failed(call, new RpcFault(RpcFailure.Final, $"the answer is to another question: {answered}"));
        }
    }
}
