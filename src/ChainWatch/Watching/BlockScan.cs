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
    /// <summary>Reads a stretch; null when the chain changed while it was read, so that it must be looked at anew.</summary>
    public Task<ScannedBlocks?> ReadAsync(
        Stretch stretch, IReadOnlyList<LogFilter> queries, BlockWindow window, BlockHeader head, CancellationToken cancellation) =>
        stretch.IsLive
            ? ReadLiveAsync(stretch, queries, window, head, cancellation)
            : ReadSettledAsync(stretch, queries, cancellation);

    private async Task<ScannedBlocks?> ReadLiveAsync(
        Stretch stretch, IReadOnlyList<LogFilter> queries, BlockWindow window, BlockHeader head, CancellationToken cancellation)
    {
        var headers = await ReadHeadersAsync(stretch, head, cancellation);
        if (headers is null || !headers.All(window.Accepts) || !AreLinked(headers))
        {
            return null;
        }

        var filters = headers.SelectMany(header => queries.Select(query => query with { BlockHash = header.Hash })).ToList();
        var logs = InOrder(await chain.GetLogsAsync(filters, cancellation));
        return new ScannedBlocks(headers, logs, headers.ToDictionary(header => header.Hash, TimeOf));
    }

    private async Task<ScannedBlocks?> ReadSettledAsync(Stretch stretch, IReadOnlyList<LogFilter> queries, CancellationToken cancellation)
    {
        var filters = queries.Select(query => query with { FromBlock = stretch.From, ToBlock = stretch.To }).ToList();
        var logs = InOrder(await chain.GetLogsAsync(filters, cancellation));

        // The last header is asked for too: an endpoint that does not have it has not seen all of the stretch.
        var numbers = logs.Select(log => log.BlockNumber).Append(stretch.To).Distinct().ToList();
        var headers = await chain.GetHeadersAsync(numbers, cancellation);
        var times = headers.OfType<BlockHeader>().ToDictionary(header => header.Hash, TimeOf);
        return headers.Contains(null) || !logs.All(log => times.ContainsKey(log.BlockHash)) ? null : new ScannedBlocks([], logs, times);
    }

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

    private static IReadOnlyList<Log> InOrder(IReadOnlyList<IReadOnlyList<Log>> answers) =>
        [.. answers.SelectMany(logs => logs).DistinctBy(log => (log.BlockHash, log.LogIndex)).OrderBy(log => log.BlockNumber).ThenBy(log => log.LogIndex)];

    private static DateTimeOffset TimeOf(BlockHeader header) => DateTimeOffset.FromUnixTimeSeconds((long)header.Timestamp);
}
