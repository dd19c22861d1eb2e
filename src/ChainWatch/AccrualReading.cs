using System.Globalization;
using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Watching;

namespace ChainWatch;

/// <summary>A growing balance as it was read.</summary>
/// <param name="Point">Where it stood.</param>
/// <param name="At">Time of that block.</param>
/// <param name="Gap">Which days before it could not be read; null where none is missing.</param>
internal sealed record AccrualRead(AccrualPoint Point, DateTimeOffset At, string? Gap);

/// <summary>Reads a growing balance at the ends of days, one after the other.</summary>
internal sealed class AccrualReading(Chain chain, IAccruing accruing, DayEnds days, BlockHeader newest)
{
    /// <summary>The balance before the source's first block, or the first one after it that an endpoint still has.</summary>
    public async Task<AccrualRead?> BeginAsync(ulong fromBlock, CancellationToken cancellation)
    {
        var start = await days.HeaderAsync(fromBlock == 0 ? 0 : fromBlock - 1, cancellation);
        if (await TryReadAsync(start, cancellation) is { } figures)
        {
            return Stood(DayEnds.DayOf(start).AddDays(-1), start, figures, null);
        }

        var first = await FirstReadableAsync(DayEnds.DayOf(start), start.Number, cancellation);
        return first with { Gap = $"no endpoint has the state of block {start.Number} any more, and the first that has one is block {first.Point.Block}" };
    }

    /// <summary>The balance at the end of the next day; null while that day is not over.</summary>
    public async Task<AccrualRead?> NextAsync(AccrualPoint last, CancellationToken cancellation)
    {
        var day = last.Day.AddDays(1);
        if (DayEnds.DayOf(newest) <= day)
        {
            return null;
        }

        var end = await days.FindAsync(day, last.Block, newest, cancellation);
        if ((end.Number == last.Block ? new Figures(last.Balance, last.Rates) : await TryReadAsync(end, cancellation)) is { } figures)
        {
            return Stood(day, end, figures, null);
        }

        var first = await FirstReadableAsync(day.AddDays(1), end.Number, cancellation);
        return first with { Gap = $"from {Show(day)} on: no endpoint had the state of the days' last blocks any more" };
    }

    // An endpoint that has the state of a block has that of every later one. The newest block is what can be read if anything can.
    private async Task<AccrualRead> FirstReadableAsync(DateOnly firstDay, ulong notAfter, CancellationToken cancellation)
    {
        var over = DayEnds.DayOf(newest).DayNumber - firstDay.DayNumber;
        var found = Stood(DayEnds.DayOf(newest).AddDays(-1), newest, await ReadAsync(newest, cancellation), null);
        var (low, high) = (0, Math.Max(0, over));
        while (low < high)
        {
            var middle = (low + high) / 2;
            var end = await days.FindAsync(firstDay.AddDays(middle), notAfter, newest, cancellation);
            if (end.Number > notAfter && await TryReadAsync(end, cancellation) is { } figures)
            {
                (high, found) = (middle, Stood(firstDay.AddDays(middle), end, figures, null));
            }
            else
            {
                low = middle + 1;
            }
        }

        return found;
    }

    private async Task<Figures?> TryReadAsync(BlockHeader block, CancellationToken cancellation)
    {
        try
        {
            return await ReadAsync(block, cancellation);
        }
        catch (RpcException forgotten) when (forgotten.Failure == RpcFailure.Final)
        {
            return null;
        }
    }

    private Task<Figures> ReadAsync(BlockHeader block, CancellationToken cancellation) => chain.TogetherAsync(
        async one =>
        {
            var balance = await accruing.ReadBalanceAsync(one, block.Number, cancellation);
            var rates = accruing is IStreamed streamed ? (await streamed.ReadRatesAsync(one, block.Number, cancellation)).Text : null;
            return (await one.GetHeaderAsync(block.Number, cancellation))?.Hash == block.Hash
                ? new Figures(balance, rates)
                : throw new RpcException(RpcFailure.Retry, one.Preferred, "eth_call", $"block {block.Number} is not {block.Hash}");
        },
        cancellation);

    private static AccrualRead Stood(DateOnly day, BlockHeader block, Figures figures, string? gap) =>
        new(new AccrualPoint(day, block.Number, block.Hash, figures.Balance) { Rates = figures.Rates }, DayEnds.TimeOf(block), gap);

    private static string Show(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private sealed record Figures(BigInteger Balance, string? Rates);
}
