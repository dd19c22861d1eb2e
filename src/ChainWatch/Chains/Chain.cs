using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using Polly;
using Polly.Retry;

namespace ChainWatch.Chains;

/// <summary>
/// One chain as the product sees it: an <see cref="IChainReader"/> whose answers are checked and whose passing
/// failures are retried. This is the one place for retries; whoever calls it sees only failures that stayed.
/// </summary>
public sealed partial class Chain
{
    private readonly IChainReader _reader;
    private readonly ITransactionSender? _sender;
    private readonly ResiliencePipeline _retries;

    /// <summary>The chain that <paramref name="settings"/> describes, read through <paramref name="reader"/>; without a <paramref name="sender"/> nothing can be sent.</summary>
    public Chain(ChainSettings settings, IChainReader reader, TimeProvider clock, ITransactionSender? sender = null)
    {
        Settings = settings;
        _reader = reader;
        _sender = sender;
        _retries = new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(Retries).Build();
    }

    /// <summary>The chain's configuration.</summary>
    public ChainSettings Settings { get; }

    private static RetryStrategyOptions Retries => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<RpcException>(failed => failed.Failure == RpcFailure.Retry),
        BackoffType = DelayBackoffType.Exponential,
        Delay = TimeSpan.FromMilliseconds(200),
        MaxDelay = TimeSpan.FromSeconds(5),
        MaxRetryAttempts = 3,
        UseJitter = true,
        DelayGenerator = attempt => ValueTask.FromResult((attempt.Outcome.Exception as RpcException)?.RetryAfter),
    };

    /// <summary>Opens the first endpoint of <paramref name="settings"/>.</summary>
    public static Chain Open(ChainSettings settings, TimeProvider clock)
    {
        var endpoint = new JsonRpcReader(settings.Endpoints[0]);
        return new Chain(settings, endpoint, clock, endpoint);
    }

    /// <summary>Makes sure that the endpoint serves the chain that it is configured for.</summary>
    /// <exception cref="ChainWatchException">It serves another chain, or cannot be reached.</exception>
    public async Task ConfirmIdentityAsync(CancellationToken cancellation)
    {
        ulong answered;
        try
        {
            answered = await AskAsync(reader => reader.GetChainIdAsync(cancellation), cancellation);
        }
        catch (RpcException unreachable)
        {
            throw new ChainWatchException(
                Refusal.Unreachable,
                "unreachable",
                $"Chains: {Settings.Name}: Endpoints: {unreachable.Message}",
                "Start the endpoint or correct its address, then type: chainwatch check",
                unreachable);
        }

        if (answered != Settings.ChainId)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "wrong-chain",
                $"Chains: {Settings.Name}: ChainId: {Settings.ChainId} is configured, but {_reader.Endpoint} serves chain {answered}.",
                "Correct ChainId or Endpoints and type: chainwatch check");
        }
    }

    /// <summary>The newest block that the endpoint has.</summary>
    public async Task<BlockHeader> GetHeadAsync(CancellationToken cancellation) =>
        await GetHeaderAsync(BlockTag.Latest, cancellation) ?? throw Senseless("eth_getBlockByNumber", "it has no latest block");

    /// <summary>A header; null if the endpoint has no such block.</summary>
    public Task<BlockHeader?> GetHeaderAsync(BlockTag block, CancellationToken cancellation) =>
        AskAsync(reader => reader.GetHeaderAsync(block, cancellation), cancellation);

    /// <summary>Makes sure that a block, whose state was asked for by its height, is the one that was meant.</summary>
    /// <exception cref="RpcException">The chain has another block there by now: what was read must be read again.</exception>
    public async Task ConfirmBlockAsync(ulong number, Hash32 hash, CancellationToken cancellation)
    {
        if ((await GetHeaderAsync(number, cancellation))?.Hash != hash)
        {
            throw new RpcException(RpcFailure.Retry, _reader.Endpoint, "eth_getBlockByNumber", $"block {number} is not {hash} any more");
        }
    }

    /// <summary>The headers of these heights; null where the endpoint has no such block.</summary>
    public async Task<IReadOnlyList<BlockHeader?>> GetHeadersAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation)
    {
        var headers = await AskAsync(reader => reader.GetHeadersAsync(numbers, cancellation), cancellation);
        for (var i = 0; i < numbers.Count; i++)
        {
            if (headers[i] is { } header && header.Number != numbers[i])
            {
                throw Senseless("eth_getBlockByNumber", $"block {header.Number} was sent for block {numbers[i]}");
            }
        }

        return headers;
    }

    /// <summary>
    /// The logs of each filter. An answer is a claim: a log that was not asked for, that stands out of order, or that
    /// comes twice is a failure, not something to be skipped.
    /// </summary>
    public async Task<IReadOnlyList<IReadOnlyList<Log>>> GetLogsAsync(IReadOnlyList<LogFilter> filters, CancellationToken cancellation)
    {
        var answers = await AskAsync(reader => reader.GetLogsAsync(filters, cancellation), cancellation);
        for (var i = 0; i < filters.Count; i++)
        {
            CheckLogs(filters[i], answers[i]);
        }

        return answers;
    }

    /// <summary>Result of a call that changes nothing.</summary>
    public Task<byte[]> CallAsync(Address contract, ReadOnlyMemory<byte> data, BlockTag block, CancellationToken cancellation) =>
        AskAsync(reader => reader.CallAsync(contract, data, block, cancellation), cancellation);

    /// <summary>Runtime code at the head; empty for an account without code.</summary>
    public Task<byte[]> GetCodeAsync(Address address, CancellationToken cancellation) =>
        AskAsync(reader => reader.GetCodeAsync(address, BlockTag.Latest, cancellation), cancellation);

    /// <summary>Balance in wei after a block.</summary>
    public Task<BigInteger> GetBalanceAsync(Address address, BlockTag block, CancellationToken cancellation) =>
        AskAsync(reader => reader.GetBalanceAsync(address, block, cancellation), cancellation);

    /// <summary>One storage word at the head.</summary>
    public Task<Hash32> GetStorageAsync(Address address, Hash32 slot, CancellationToken cancellation) =>
        AskAsync(reader => reader.GetStorageAsync(address, slot, BlockTag.Latest, cancellation), cancellation);

    private async Task<T> AskAsync<T>(Func<IChainReader, Task<T>> question, CancellationToken cancellation) =>
        await _retries.ExecuteAsync(async _ => await question(_reader), cancellation);

    private void CheckLogs(LogFilter filter, IReadOnlyList<Log> logs)
    {
        for (var i = 0; i < logs.Count; i++)
        {
            if (!filter.Matches(logs[i]))
            {
                throw Senseless("eth_getLogs", $"log {logs[i].LogIndex} of block {logs[i].BlockNumber} was not asked for");
            }

            if (i > 0 && (logs[i].BlockNumber, logs[i].LogIndex).CompareTo((logs[i - 1].BlockNumber, logs[i - 1].LogIndex)) <= 0)
            {
                throw Senseless("eth_getLogs", $"log {logs[i].LogIndex} of block {logs[i].BlockNumber} came twice or out of order");
            }
        }
    }

    private RpcException Senseless(string method, string what) =>
        new(RpcFailure.Final, _reader.Endpoint, method, $"the answer makes no sense: {what}");
}
