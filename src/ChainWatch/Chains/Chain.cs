using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;
using Polly;
using Polly.Retry;

namespace ChainWatch.Chains;

/// <summary>
/// One chain as the product sees it: its endpoints, whose answers are checked and whose passing failures are retried. This
/// is the one place for retries; whoever calls it sees only failures that stayed.
/// </summary>
public sealed partial class Chain
{
    private readonly EndpointPool _pool;
    private readonly Quorum _quorum;
    private readonly ResiliencePipeline _retries;
    private readonly TimeProvider _clock;
    private readonly bool _isOne;

    /// <summary>The chain that <paramref name="settings"/> describes, read through one reader; without a <paramref name="sender"/> nothing can be sent.</summary>
    public Chain(ChainSettings settings, IChainReader reader, TimeProvider clock, ITransactionSender? sender = null)
        : this(settings, [new Endpoint(reader, settings, clock, sender)], clock)
    {
    }

    /// <summary>The chain that <paramref name="settings"/> describes, read through several readers.</summary>
    public Chain(ChainSettings settings, IReadOnlyList<IChainReader> readers, TimeProvider clock)
        : this(settings, [.. readers.Select(reader => new Endpoint(reader, settings, clock))], clock)
    {
    }

    private Chain(ChainSettings settings, IReadOnlyList<Endpoint> endpoints, TimeProvider clock)
        : this(settings, new EndpointPool(settings.Name, endpoints), clock, isOne: false)
    {
    }

    private Chain(ChainSettings settings, EndpointPool pool, TimeProvider clock, bool isOne)
    {
        Settings = settings;
        (_pool, _clock, _isOne) = (pool, clock, isOne);
        _quorum = new Quorum(settings, pool, clock);
        _retries = isOne ? ResiliencePipeline.Empty : new ResiliencePipelineBuilder { TimeProvider = clock }.AddRetry(Retries).Build();
    }

    /// <summary>The chain's configuration.</summary>
    public ChainSettings Settings { get; }

    /// <summary>How each endpoint stands.</summary>
    public IReadOnlyList<EndpointStatus> Endpoints => [.. _pool.All.Select(endpoint => endpoint.Status)];

    private static RetryStrategyOptions Retries => new()
    {
        ShouldHandle = new PredicateBuilder().Handle<RpcException>(failed => failed.Failure == RpcFailure.Retry)
            .Handle<ChainWatchException>(apart => apart.Code == Quorum.NoneCode),
        BackoffType = DelayBackoffType.Exponential,
        Delay = TimeSpan.FromMilliseconds(200),
        MaxDelay = TimeSpan.FromSeconds(5),
        MaxRetryAttempts = 3,
        UseJitter = true,
        DelayGenerator = attempt => ValueTask.FromResult((attempt.Outcome.Exception as RpcException)?.RetryAfter),
    };

    /// <summary>Opens the endpoints of <paramref name="settings"/>.</summary>
    public static Chain Open(ChainSettings settings, TimeProvider clock) => new(
        settings,
        [.. settings.Endpoints.Select(endpoint => new JsonRpcReader(endpoint)).Select(endpoint => new Endpoint(endpoint, settings, clock, endpoint))],
        clock);

    /// <summary>Makes sure that an endpoint serves the chain that it is configured for. One that does not is asked nothing; the others go on.</summary>
    /// <exception cref="ChainWatchException">All of them serve another chain, or none can be reached.</exception>
    public async Task ConfirmIdentityAsync(CancellationToken cancellation)
    {
        try
        {
            // Each endpoint is asked for its chain before it is asked anything else.
            await AskAsync(_ => Task.FromResult(true), cancellation);
        }
        catch (Exception failed) when (failed is RpcException or ChainWatchException { Code: EndpointPool.NoneCode })
        {
            throw Endpoints.FirstOrDefault(endpoint => endpoint.State == EndpointState.Refused) is { } refused
                && Endpoints.All(endpoint => endpoint.State is EndpointState.Refused)
                ? new ChainWatchException(
                    Refusal.Refused,
                    "wrong-chain",
                    $"Chains: {Settings.Name}: ChainId: {refused.Reason}.",
                    "Correct ChainId or Endpoints and type: chainwatch check")
                : new ChainWatchException(
                    Refusal.Unreachable,
                    "unreachable",
                    $"Chains: {Settings.Name}: Endpoints: {failed.Message}",
                    "Start the endpoint or correct its address, then type: chainwatch check",
                    failed);
        }
    }

    /// <summary>The newest block: of an endpoint that is not behind what is recorded, or, with a quorum, the newest on which enough agree.</summary>
    /// <param name="recorded">The newest recorded block; who is behind it is set aside.</param>
    /// <param name="cancellation">Ends the question.</param>
    public async Task<BlockHeader> GetHeadAsync(ulong? recorded, CancellationToken cancellation)
    {
        if (Settings.Quorum > 1)
        {
            return await _retries.ExecuteAsync(async _ => await _quorum.GetHeadAsync(recorded, cancellation), cancellation);
        }

        BlockHeader head;
        var left = _pool.All.Count;
        do
        {
            head = await FromAnyAsync(endpoint => HeadOfAsync(endpoint, recorded, cancellation), cancellation);
        }
        while (head.Number < recorded && --left > 0);
        return head;
    }

    /// <summary>The newest block.</summary>
    public Task<BlockHeader> GetHeadAsync(CancellationToken cancellation) => GetHeadAsync(null, cancellation);

    /// <summary>A header; null if the endpoint has no such block.</summary>
    public Task<BlockHeader?> GetHeaderAsync(BlockTag block, CancellationToken cancellation) =>
        FromAnyAsync(async endpoint => Checked(endpoint, await endpoint.AskAsync(reader => reader.GetHeaderAsync(block, cancellation), cancellation)), cancellation);

    /// <summary>The headers of these heights; null where the endpoint has no such block.</summary>
    public Task<IReadOnlyList<BlockHeader?>> GetHeadersAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation) => FromAnyAsync(
        async endpoint =>
        {
            var headers = await endpoint.AskAsync(reader => reader.GetHeadersAsync(numbers, cancellation), cancellation);
            for (var i = 0; i < numbers.Count; i++)
            {
                if (Checked(endpoint, headers[i]) is { } header && header.Number != numbers[i])
                {
                    throw endpoint.Refute($"block {header.Number} for block {numbers[i]}");
                }
            }

            return headers;
        },
        cancellation);

    /// <summary>
    /// The headers of these heights, on which as many endpoints agree as the quorum asks for; with a quorum of one, those of
    /// <see cref="GetHeadersAsync"/>.
    /// </summary>
    /// <exception cref="ChainWatchException">Not enough agree.</exception>
    public async Task<IReadOnlyList<BlockHeader?>> AgreeAsync(IReadOnlyList<ulong> numbers, CancellationToken cancellation) => Settings.Quorum == 1
        ? await GetHeadersAsync(numbers, cancellation)
        : await _retries.ExecuteAsync(async _ => await _quorum.AgreeAsync(numbers, cancellation), cancellation);

    /// <summary>Height of the block that a tag means, by as many endpoints as the quorum asks for; null where they know none.</summary>
    public async Task<ulong?> GetNumberAsync(BlockTag tag, CancellationToken cancellation) => Settings.Quorum == 1
        ? (await GetHeaderAsync(tag, cancellation))?.Number
        : await _quorum.GetNumberAsync(tag, cancellation);

    /// <summary>
    /// The logs of each filter. An answer is a claim: a log that was not asked for, that stands out of order, or that
    /// comes twice is a failure, not something to be skipped.
    /// </summary>
    public async Task<IReadOnlyList<IReadOnlyList<Log>>> GetLogsAsync(IReadOnlyList<LogFilter> filters, CancellationToken cancellation) =>
        (await ClaimLogsAsync(filters, cancellation)).Answers;

    /// <summary>The logs of each filter, and who says so.</summary>
    public Task<LogClaim> ClaimLogsAsync(IReadOnlyList<LogFilter> filters, CancellationToken cancellation) => FromAnyAsync(
        async endpoint =>
        {
            var answers = await endpoint.AskAsync(reader => reader.GetLogsAsync(filters, cancellation), cancellation);
            for (var i = 0; i < filters.Count; i++)
            {
                CheckLogs(endpoint, filters[i], answers[i]);
            }

            return new LogClaim(endpoint.Name, answers);
        },
        cancellation);

    /// <summary>Result of a call that changes nothing.</summary>
    public Task<byte[]> CallAsync(Address contract, ReadOnlyMemory<byte> data, BlockTag block, CancellationToken cancellation) =>
        AskAsync(reader => reader.CallAsync(contract, data, block, cancellation), cancellation);

    /// <summary>Results of several calls, each after a block of its own; one that fails fails all.</summary>
    public Task<IReadOnlyList<byte[]>> CallManyAsync(IReadOnlyList<CallAt> calls, CancellationToken cancellation) =>
        AskAsync(reader => reader.CallManyAsync(calls, cancellation), cancellation);

    /// <summary>Runtime code at the head; empty for an account without code.</summary>
    public Task<byte[]> GetCodeAsync(Address address, CancellationToken cancellation) =>
        AskAsync(reader => reader.GetCodeAsync(address, BlockTag.Latest, cancellation), cancellation);

    /// <summary>Balance in wei after a block.</summary>
    public Task<BigInteger> GetBalanceAsync(Address address, BlockTag block, CancellationToken cancellation) =>
        AskAsync(reader => reader.GetBalanceAsync(address, block, cancellation), cancellation);

    /// <summary>Several balances in wei, each after a block of its own; one that fails fails all.</summary>
    public Task<IReadOnlyList<BigInteger>> GetBalancesAsync(IReadOnlyList<AccountAt> accounts, CancellationToken cancellation) =>
        AskAsync(reader => reader.GetBalancesAsync(accounts, cancellation), cancellation);

    /// <summary>One storage word at the head.</summary>
    public Task<Hash32> GetStorageAsync(Address address, Hash32 slot, CancellationToken cancellation) =>
        AskAsync(reader => reader.GetStorageAsync(address, slot, BlockTag.Latest, cancellation), cancellation);

    private Task<T> AskAsync<T>(Func<IChainReader, Task<T>> question, CancellationToken cancellation) =>
        FromAnyAsync(endpoint => endpoint.AskAsync(question, cancellation), cancellation);

    private async Task<BlockHeader> HeadOfAsync(Endpoint endpoint, ulong? recorded, CancellationToken cancellation)
    {
        var head = Checked(endpoint, await endpoint.AskAsync(reader => reader.GetHeaderAsync(BlockTag.Latest, cancellation), cancellation))
            ?? throw Senseless(endpoint, "eth_getBlockByNumber", "it has no latest block");
        endpoint.Saw(head.Number, recorded);
        return head;
    }

    // A header that hashes to something else is nobody's block.
    private BlockHeader? Checked(Endpoint endpoint, BlockHeader? header) =>
        header is not null && Settings.Verify == Verify.Receipts && HeaderHash.Check(header) is { Kind: VerdictKind.Fails } verdict
            ? throw endpoint.Refute(verdict.Reason)
            : header;

    private static void CheckLogs(Endpoint endpoint, LogFilter filter, IReadOnlyList<Log> logs)
    {
        for (var i = 0; i < logs.Count; i++)
        {
            if (!filter.Matches(logs[i]))
            {
                throw endpoint.Refute($"log {logs[i].LogIndex} of block {logs[i].BlockNumber} was not asked for");
            }

            if (i > 0 && (logs[i].BlockNumber, logs[i].LogIndex).CompareTo((logs[i - 1].BlockNumber, logs[i - 1].LogIndex)) <= 0)
            {
                throw endpoint.Refute($"log {logs[i].LogIndex} of block {logs[i].BlockNumber} came twice or out of order");
            }
        }
    }

    private static RpcException Senseless(Endpoint endpoint, string method, string what) =>
        new(RpcFailure.Final, endpoint.Name, method, $"the answer makes no sense: {what}");
}

/// <summary>What an endpoint says that some filters match.</summary>
/// <param name="Endpoint">Its name.</param>
/// <param name="Answers">The logs of each filter.</param>
public sealed record LogClaim(string Endpoint, IReadOnlyList<IReadOnlyList<Log>> Answers);
