using ChainWatch.Chains;
using ChainWatch.Ethereum;

namespace ChainWatch.Watching;

/// <summary>What a stretch of blocks held.</summary>
/// <param name="Headers">Of a live stretch: every block's, each the child of the one before. Of another: none.</param>
/// <param name="Logs">What the filters asked for, in chain order, each log once.</param>
/// <param name="Times">Times of the blocks that hold those logs.</param>
public sealed record ScannedBlocks(
    IReadOnlyList<BlockHeader> Headers, IReadOnlyList<Log> Logs, IReadOnlyDictionary<Hash32, DateTimeOffset> Times);

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
        var headers = await ReadHeadersAsync(stretch, head, cancellation);
        if (headers is null || !headers.All(window.Accepts) || !AreLinked(headers))
        {
            return null;
        }

        var filters = headers.SelectMany(header => queries.Select(query => query with { BlockHash = header.Hash })).ToList();
        var logs = LogOrder.Merge(await chain.GetLogsAsync(filters, cancellation));
        return new ScannedBlocks(headers, logs, headers.ToDictionary(header => header.Hash, TimeOf));
    }

    /// <summary>
    /// Reads blocks that no reorg takes back any more, by their range; null when the chain changed while they were read.
    /// The times of their blocks are those that the logs tell, or else their headers.
    /// </summary>
    public async Task<ScannedBlocks?> ReadSettledAsync(Stretch stretch, IReadOnlyList<LogFilter> queries, CancellationToken cancellation)
    {
        var filters = queries.Select(query => query with { FromBlock = stretch.From, ToBlock = stretch.To }).ToList();
        var logs = LogOrder.Merge(await chain.GetLogsAsync(filters, cancellation));
        var told = LogTimes.Of(logs);

        // The last header is asked for too: an endpoint that does not have it has not seen all of the stretch.
        var headers = await chain.GetHeadersAsync([.. told.Untold.Where(number => number != stretch.To), stretch.To], cancellation);
        if (headers.Contains(null))
        {
            return null;
        }

        foreach (var header in headers)
        {
            told.Times.TryAdd(header!.Hash, TimeOf(header));
        }

        return logs.All(log => told.Times.ContainsKey(log.BlockHash)) && IsOf(headers[^1]!, logs) ? new ScannedBlocks([], logs, told.Times) : null;
    }

    private static bool IsOf(BlockHeader last, IReadOnlyList<Log> logs) =>
        logs.Count == 0 || logs[^1].BlockNumber != last.Number || logs[^1].BlockHash == last.Hash;

    private async Task<IReadOnlyList<BlockHeader>?> ReadHeadersAsync(Stretch stretch, BlockHeader head, CancellationToken cancellation)
    {
        var numbers = new List<ulong>();
        for (var number = stretch.From; number <= stretch.To && number < head.Number; number++)
        {
            numbers.Add(number);
        }

        IReadOnlyList<BlockHeader?> below = numbers.Count == 0 ? [] : await chain.GetHeadersAsync(numbers, cancellation);
        IReadOnlyList<BlockHeader?> all = stretch.To == head.Number ? [.. below, head] : below;
        return all.Contains(null) ? null : [.. all.OfType<BlockHeader>()];
    }

    private static bool AreLinked(IReadOnlyList<BlockHeader> headers) =>
        headers.Zip(headers.Skip(1)).All(pair => pair.Second.ParentHash == pair.First.Hash);

    private static DateTimeOffset TimeOf(BlockHeader header) => DateTimeOffset.FromUnixTimeSeconds((long)header.Timestamp);
}
