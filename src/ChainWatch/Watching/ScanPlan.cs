namespace ChainWatch.Watching;

/// <summary>Blocks to be read in one go, for those sources whose cursor stands at the first of them.</summary>
/// <param name="From">First block.</param>
/// <param name="To">Last block, included.</param>
/// <param name="IsLive">Whether the blocks are so new that a reorg may still take them back: then each is read by its hash and linked to its parent.</param>
/// <param name="Sources">Ledger ids of the sources to read for.</param>
public sealed record Stretch(ulong From, ulong To, bool IsLive, IReadOnlyList<long> Sources)
{
    /// <summary>How many blocks.</summary>
    public ulong Length => To - From + 1;

    /// <summary>The same blocks, so many at a time.</summary>
    public IEnumerable<Stretch> Split(ulong size)
    {
        for (var from = From; from <= To; from += size)
        {
            yield return this with { From = from, To = Math.Min(To, from + size - 1) };
        }
    }
}

/// <summary>
/// Which blocks to read next: pure arithmetic over cursors. The source that is furthest behind goes first, up to where
/// the next one stands, so that a source added later catches up by itself and then goes along with the others.
/// </summary>
public static class ScanPlan
{
    /// <summary>Most live blocks in one stretch: as many headers as a few batches hold that are asked at once.</summary>
    public const ulong LiveBlocks = 400;

    /// <summary>The stretches that come before any live one, each only once the one before has been taken.</summary>
    /// <param name="cursors">All sources of one chain.</param>
    /// <param name="head">Number of the newest block.</param>
    /// <param name="liveDepth">How many blocks below the head, the head included, are live.</param>
    /// <param name="blockRange">Most blocks of the next one.</param>
    public static IEnumerable<Stretch> Settled(IReadOnlyCollection<Cursor> cursors, ulong head, ulong liveDepth, Func<ulong> blockRange)
    {
        while (Next(cursors, head, liveDepth, blockRange()) is { IsLive: false } stretch)
        {
            yield return stretch;
            cursors = [.. cursors.Select(cursor => stretch.Sources.Contains(cursor.SourceId) ? cursor with { NextBlock = stretch.To + 1 } : cursor)];
        }
    }

    /// <summary>The next stretch; null when every source has been read up to <paramref name="head"/>.</summary>
    /// <param name="cursors">All sources of one chain.</param>
    /// <param name="head">Number of the newest block.</param>
    /// <param name="liveDepth">How many blocks below the head, the head included, are live.</param>
    /// <param name="blockRange">Most blocks of a stretch that is not live.</param>
    public static Stretch? Next(IReadOnlyCollection<Cursor> cursors, ulong head, ulong liveDepth, ulong blockRange)
    {
        var behind = cursors.Where(cursor => cursor.NextBlock <= head).OrderBy(cursor => cursor.NextBlock).ToList();
        if (behind.Count == 0)
        {
            return null;
        }

        var from = behind[0].NextBlock;
        var sources = behind.TakeWhile(cursor => cursor.NextBlock == from).Select(cursor => cursor.SourceId).ToList();
        var end = sources.Count < behind.Count ? behind[sources.Count].NextBlock - 1 : head;

        var firstLive = head >= liveDepth ? head - liveDepth + 1 : 0;
        return from < firstLive
            ? new Stretch(from, Math.Min(Math.Min(end, firstLive - 1), from + blockRange - 1), IsLive: false, sources)
            : new Stretch(from, Math.Min(end, from + LiveBlocks - 1), IsLive: true, sources);
    }
}
