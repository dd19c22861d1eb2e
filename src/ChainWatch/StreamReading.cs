using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Watching;

namespace ChainWatch;

/// <summary>Reads what streamed between two balances: the rates at the first, and each change up to the second.</summary>
internal sealed class StreamReading(Chain chain, IStreamed streamed)
{
    private readonly BlockRanges _ranges = new(chain.Settings.MaxBlockRange);

    /// <summary>What streamed after <paramref name="from"/>'s block up to <paramref name="to"/>'s.</summary>
    public async Task<Streamed> BetweenAsync(AccrualPoint from, AccrualPoint to, CancellationToken cancellation) =>
        (streamed.ParseRates(from.Rates) ?? await TryReadRatesAsync(from.Block, cancellation)) is { } rates
            ? await chain.TogetherAsync(one => BetweenAsync(one, rates, from, to, cancellation), cancellation)
            : Streamed.Unknown($"who streamed since block {from.Block} cannot be told: no endpoint has its state any more");

    private async Task<Streamed> BetweenAsync(Chain one, StreamRates rates, AccrualPoint from, AccrualPoint to, CancellationToken cancellation)
    {
        var changes = from.Block == to.Block ? [] : await ReadChangesAsync(one, from.Block + 1, to.Block, cancellation);
        var times = await ReadTimesAsync(one, [from.Block, .. changes.Select(change => change.BlockNumber), to.Block], changes, cancellation);
        var (net, since) = (BigInteger.Zero, times[from.Block]);
        var paid = rates.Paid.Keys.ToDictionary(payer => payer, _ => BigInteger.Zero);
        foreach (var change in changes)
        {
            Flow(times[change.BlockNumber]);
            rates = streamed.After(rates, change);
        }

        Flow(times[to.Block]);
        return rates.Text == to.Rates
            ? new Streamed(paid, net - paid.Values.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount))
            : Streamed.Unknown($"the events of blocks {from.Block + 1} to {to.Block} lead to other streams than there are after them");

        void Flow(ulong until)
        {
            var seconds = until - since;
            net += rates.Net * seconds;
            foreach (var payer in rates.Paid)
            {
                paid[payer.Key] += payer.Value * seconds;
            }

            since = until;
        }
    }

    private async Task<StreamRates?> TryReadRatesAsync(ulong block, CancellationToken cancellation)
    {
        try
        {
            return await streamed.ReadRatesAsync(chain, block, cancellation);
        }
        catch (RpcException forgotten) when (forgotten.Failure == RpcFailure.Final)
        {
            return null;
        }
    }

    private async Task<IReadOnlyList<Log>> ReadChangesAsync(Chain one, ulong first, ulong last, CancellationToken cancellation)
    {
        var range = _ranges.Of(one.Preferred);
        var changes = new List<Log>();
        while (first <= last)
        {
            var end = Math.Min(last, first + range.Size - 1);
            try
            {
                var logs = await one.GetLogsAsync([.. streamed.Changes.Select(filter => filter with { FromBlock = first, ToBlock = end })], cancellation);
                changes.AddRange(logs.SelectMany(found => found));
                range.Succeeded(end - first + 1, logs.Sum(found => found.Count));
                first = end + 1;
            }
            catch (RpcException refused) when (refused.Failure == RpcFailure.RangeTooLarge && range.Shrink(end - first + 1))
            {
                // Asked again for less.
            }
        }

        return [.. changes.OrderBy(change => change.BlockNumber).ThenBy(change => change.LogIndex)];
    }

    private static async Task<IReadOnlyDictionary<ulong, ulong>> ReadTimesAsync(Chain one, IEnumerable<ulong> blocks, IReadOnlyList<Log> changes, CancellationToken cancellation)
    {
        var numbers = blocks.Distinct().ToList();
        var headers = (await one.GetHeadersAsync(numbers, cancellation)).Zip(numbers, (header, number) => header ?? throw Another(one, number)).ToDictionary(header => header.Number);
        return changes.FirstOrDefault(change => headers[change.BlockNumber].Hash != change.BlockHash) is { } stray
            ? throw Another(one, stray.BlockNumber)
            : headers.ToDictionary(header => header.Key, header => header.Value.Timestamp);
    }

    private static RpcException Another(Chain one, ulong block) => new(RpcFailure.Retry, one.Preferred, "eth_getLogs", $"it tells of another block {block} than it has");
}
