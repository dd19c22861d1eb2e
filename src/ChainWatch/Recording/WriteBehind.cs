using ChainWatch.Recognizing;

namespace ChainWatch.Recording;

/// <summary>
/// Writes entries behind whoever makes them, in order, many in one transaction: while one batch is written, the next is
/// gathered. After a failure nothing more is written.
/// </summary>
/// <param name="write">Writes a batch, wholly or not at all.</param>
/// <param name="clock">A batch waits no longer than a second to be written.</param>
public sealed class WriteBehind(Action<IReadOnlyList<Entry>> write, TimeProvider clock)
{
    /// <summary>Rows that make a batch full.</summary>
    public const int MostRows = 10_000;

    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(1);

    private List<Entry> _batch = [];
    private int _rows;
    private long _begun = clock.GetTimestamp();
    private Task _writing = Task.CompletedTask;

    /// <summary>Takes an entry; waits as long as two batches are full.</summary>
    /// <exception cref="ChainWatchException">An earlier one could not be written.</exception>
    public async Task AddAsync(Entry entry)
    {
        _batch.Add(entry);
        _rows += entry.Findings.Count;
        if (entry.Findings.Any(found => found.Finding is Movement))
        {
            // What comes next is measured by what the owner then holds, which the ledger tells.
            await FlushAsync();
        }
        else if (_rows >= MostRows || clock.GetElapsedTime(_begun) >= LongestWait)
        {
            await BeginAsync();
        }
    }

    /// <summary>Writes what was taken; done when all of it is in the ledger.</summary>
    /// <exception cref="ChainWatchException">It could not be written.</exception>
    public async Task FlushAsync()
    {
        await BeginAsync();
        await _writing;
    }

    private async Task BeginAsync()
    {
        await _writing;
        if (_batch.Count > 0)
        {
            var batch = _batch;
            (_batch, _rows, _begun) = ([], 0, clock.GetTimestamp());
            _writing = Task.Run(() => write(batch));
        }
    }
}
