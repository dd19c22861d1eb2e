using ChainWatch.Chains;
using ChainWatch.Ethereum;

namespace ChainWatch.Watching;

/// <summary>What a stretch of blocks held.</summary>
/// <param name="Headers">Of a live stretch: every block's, each the child of the one before. Of another: none.</param>
/// <param name="Known">Headers that were read: of all blocks that hold those logs, unless the logs' word was enough.</param>
/// <param name="Claims">What each endpoint that was asked says.</param>
/// <param name="Logs">What the filters asked for, in chain order, each log once; where endpoints differ, what any of them said.</param>
public sealed record ScannedBlocks(
    IReadOnlyList<BlockHeader> Headers, IReadOnlyList<BlockHeader> Known, IReadOnlyList<LogsClaimed> Claims, IReadOnlyList<Log> Logs)
{
    /// <summary>Times of the blocks that hold those logs.</summary>
    public IReadOnlyDictionary<Hash32, DateTimeOffset> Times { get; init; } =
        Known.ToDictionary(header => header.Hash, header => DateTimeOffset.FromUnixTimeSeconds((long)header.Timestamp));

    /// <summary>What came of the chain's own coin to the accounts that were looked for (<see cref="CoinScan"/>), in chain order.</summary>
    public IReadOnlyList<CoinTransfer> Transfers { get; init; } = [];

    /// <summary>The first block that was looked through and that no endpoint could trace: calls inside of it are not known.</summary>
    public BlockHeader? Untraced { get; init; }

    /// <summary>Blocks of whose logs the endpoints that were asked say different things.</summary>
    public IReadOnlySet<Hash32> Disputed { get; } = FindDisputed(Claims, Logs);

    private static HashSet<Hash32> FindDisputed(IReadOnlyList<LogsClaimed> claims, IReadOnlyList<Log> logs)
    {
        if (claims.Count < 2)
        {
            return [];
        }

        var said = claims.Select(claim => claim.Logs.ToDictionary(log => (log.BlockHash, log.LogIndex))).ToList();
        return
        [
            .. logs.Where(log => !said.TrueForAll(own => own.TryGetValue((log.BlockHash, log.LogIndex), out var same) && log.IsSame(same)))
                .Select(log => log.BlockHash),
        ];
    }
}

/// <summary>
/// Reads blocks so that what is read belongs together. Live blocks are read by hash, which an endpoint that lags
/// answers with an error; a query by height would be answered with an empty list, and a payment missed.
/// </summary>
public sealed class BlockScan(Chain chain)
{
    /// <summary>Reads live blocks; null when the chain changed while they were read, so that it must be looked at anew.</summary>
    /// <param name="stretch">The blocks.</param>
    /// <param name="queries">What to ask for.</param>
    /// <param name="window">The newest recorded blocks, to which these must be linked.</param>
    /// <param name="head">The newest block.</param>
    /// <param name="cancellation">Ends it between two requests.</param>
    public async Task<ScannedBlocks?> ReadLiveAsync(
        Stretch stretch, IReadOnlyList<LogFilter> queries, BlockWindow window, BlockHeader head, CancellationToken cancellation)
    {
        var headers = await ReadHeadersAsync(stretch, head, chain.GetHeadersAsync, cancellation);
        if (!AreBelonging(headers, window) && chain.Settings.Quorum > 1)
        {
            // Whoever sent them may be alone with them: enough endpoints tell, and accuse it.
            headers = await ReadHeadersAsync(stretch, head, chain.AgreeAsync, cancellation);
        }

        if (headers is null || !AreBelonging(headers, window))
        {
            return null;
        }

        var filters = headers.SelectMany(header => queries.Select(query => query with { BlockHash = header.Hash })).ToList();
        var claim = await chain.ClaimLogsAsync(filters, cancellation);
        var logs = LogOrder.Merge(claim.Answers);
        return new ScannedBlocks(headers, headers, [new LogsClaimed(claim.Endpoint, logs)], logs);
    }

    /// <summary>Reads blocks that no reorg takes back any more, by their range; null when the chain changed while they were read.</summary>
    /// <param name="stretch">The blocks.</param>
    /// <param name="queries">What to ask for.</param>
    /// <param name="sample">Heights whose headers are wanted too.</param>
    /// <param name="cancellation">Ends it between two requests.</param>
    public async Task<ScannedBlocks?> ReadSettledAsync(
        Stretch stretch, IReadOnlyList<LogFilter> queries, IReadOnlyList<ulong> sample, CancellationToken cancellation)
    {
        var filters = queries.Select(query => query with { FromBlock = stretch.From, ToBlock = stretch.To }).ToList();
        var read = await chain.TogetherByQuorumAsync(one => ReadSettledOfOneAsync(one, stretch, filters, sample, cancellation), cancellation);
        if (read.Contains(null))
        {
            return null;
        }

        return read.Count == 1 ? read[0] : new ScannedBlocks(
            [],
            [.. read.SelectMany(one => one!.Known).DistinctBy(header => header.Hash)],
            [.. read.SelectMany(one => one!.Claims)],
            Union([.. read.Select(one => one!.Logs)]));
    }

    private static async Task<ScannedBlocks?> ReadSettledOfOneAsync(
        Chain one, Stretch stretch, IReadOnlyList<LogFilter> filters, IReadOnlyList<ulong> sample, CancellationToken cancellation)
    {
        var claim = await one.ClaimLogsAsync(filters, cancellation);
        var logs = LogOrder.Merge(claim.Answers);

        // Where an endpoint's word is enough, so is its logs' word for the times of their blocks.
        var told = one.Settings.IsWordEnough ? LogTimes.Of(logs) : LogTimes.NoneOf(logs);

        // The last header is asked for too: an endpoint that does not have it has not seen all of the stretch.
        var headers = await one.GetHeadersAsync([.. told.Untold.Concat(sample).Append(stretch.To).Distinct()], cancellation);
        return headers.Contains(null) || !told.AreCompletedBy(headers!, logs)
            ? null
            : new ScannedBlocks([], [.. headers.DistinctBy(header => header!.Hash)!], [new LogsClaimed(claim.Endpoint, logs)], logs) { Times = told.Times };
    }

    private static async Task<IReadOnlyList<BlockHeader>?> ReadHeadersAsync(
        Stretch stretch, BlockHeader head, Func<IReadOnlyList<ulong>, CancellationToken, Task<IReadOnlyList<BlockHeader?>>> read, CancellationToken cancellation)
    {
        var numbers = new List<ulong>();
        for (var number = stretch.From; number <= stretch.To && number < head.Number; number++)
        {
            numbers.Add(number);
        }

        IReadOnlyList<BlockHeader?> below = numbers.Count == 0 ? [] : await read(numbers, cancellation);
        IReadOnlyList<BlockHeader?> all = stretch.To == head.Number ? [.. below, head] : below;
        return all.Contains(null) ? null : [.. all.OfType<BlockHeader>()];
    }

    private static bool AreBelonging(IReadOnlyList<BlockHeader>? headers, BlockWindow window) =>
        headers is not null && headers.All(window.Accepts) && AreLinked(headers);

    private static bool AreLinked(IReadOnlyList<BlockHeader> headers) =>
        headers.Zip(headers.Skip(1)).All(pair => pair.Second.ParentHash == pair.First.Hash);

    private static IReadOnlyList<Log> Union(IReadOnlyList<IReadOnlyList<Log>> answers)
    {
        var union = new List<Log>();
        foreach (var place in answers.SelectMany(logs => logs).GroupBy(log => (log.BlockNumber, log.BlockHash, log.LogIndex)).OrderBy(place => (place.Key.BlockNumber, place.Key.LogIndex)))
        {
            foreach (var log in place)
            {
                if (!union.TakeLast(answers.Count).Any(log.IsSame))
                {
                    union.Add(log);
                }
            }
        }

        return union;
    }
}
