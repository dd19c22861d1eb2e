using System.Runtime.CompilerServices;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Watching;

/// <summary>
/// Reads the stretches of a plan ahead of whoever uses them: several at once, and gives them in order. One that an endpoint
/// finds too large is read in smaller pieces, in its place. How much of it is in memory is bounded (<see cref="Flight"/>).
/// </summary>
/// <param name="plan">The stretches in order; the next is only asked for when it is to be read.</param>
/// <param name="read">Reads one; null when the chain changed while it was read.</param>
/// <param name="ranges">How many blocks to ask for at once, which refusals and successes teach.</param>
public sealed class ReadAhead(IEnumerable<Stretch> plan, Func<Stretch, CancellationToken, Task<ScannedBlocks?>> read, BlockRanges ranges)
{
    private readonly LinkedList<Place> _line = [];
    private readonly Flight _flight = new();

    /// <summary>Reads them, once.</summary>
    /// <param name="cancellation">Ends all reading.</param>
    /// <exception cref="RpcException">A stretch could not be read. All before it have been given; those behind it are given up.</exception>
    public async IAsyncEnumerable<(Stretch Stretch, ScannedBlocks? Blocks)> ReadAsync([EnumeratorCancellation] CancellationToken cancellation)
    {
        using var giveUp = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        using var rest = plan.GetEnumerator();
        try
        {
            while (Start(rest, giveUp.Token) is { } first)
            {
                _flight.Wanted(first.Reading!.IsCompleted);
                if (await RefusedAsync(first) is { } size)
                {
                    Split(first.Stretch, size);
                    continue;
                }

                var blocks = await first.Reading;
                Learn(first.Stretch, blocks);
                _line.RemoveFirst();
                yield return (first.Stretch, blocks);
            }
        }
        finally
        {
            // Whoever uses them hears of the first failure; what becomes of those behind it is of no interest any more.
            await giveUp.CancelAsync();
            await Task.WhenAll(_line.Select(place => (Task?)place.Reading ?? Task.CompletedTask)).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Lets as many be read as may be. The first of them, which is always read; null at the end.</summary>
    private Place? Start(IEnumerator<Stretch> rest, CancellationToken cancellation)
    {
        var held = _line.Count(place => place.Reading is not null);
        foreach (var piece in _line.Where(place => place.Reading is null))
        {
            if (piece != _line.First!.Value && !_flight.HasRoomBeside(held))
            {
                return _line.First.Value;
            }

            piece.Reading = read(piece.Stretch, cancellation);
            held++;
        }

        while (_flight.HasRoomBeside(held) && rest.MoveNext())
        {
            _line.AddLast(new Place(rest.Current) { Reading = read(rest.Current, cancellation) });
            held++;
        }

        return _line.First?.Value;
    }

    /// <summary>Where the endpoint found it too large: how many blocks it may take, which is fewer.</summary>
    private async Task<ulong?> RefusedAsync(Place place)
    {
        try
        {
            await place.Reading!;
            return null;
        }
        catch (RpcException refused) when (refused.Failure == RpcFailure.RangeTooLarge && ranges.Of(refused.Endpoint).Shrink(place.Stretch.Length))
        {
            return ranges.Of(refused.Endpoint).Size;
        }
    }

    private void Split(Stretch first, ulong size)
    {
        _line.RemoveFirst();
        foreach (var piece in first.Split(size).Reverse())
        {
            _line.AddFirst(new Place(piece));
        }
    }

    private void Learn(Stretch stretch, ScannedBlocks? blocks)
    {
        _flight.Brought(blocks?.Logs.Count ?? 0);
        foreach (var claim in blocks?.Claims ?? [])
        {
            ranges.Of(claim.Endpoint).Succeeded(stretch.Length, claim.Logs.Count);
        }
    }

    private sealed class Place(Stretch stretch)
    {
        public Stretch Stretch => stretch;

        public Task<ScannedBlocks?>? Reading { get; set; }
    }
}
