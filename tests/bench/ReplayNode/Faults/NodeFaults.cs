using System.Collections.Concurrent;

namespace ChainWatch.Replay.Faults;

/// <summary>What goes wrong with one node. Nothing, until a test says so; everything may be changed while it serves.</summary>
public sealed class NodeFaults
{
    private readonly ConcurrentDictionary<ulong, Lie> _lies = new();
    private readonly ConcurrentQueue<Trouble> _next = new();

    /// <summary>Time that each request takes at least.</summary>
    public TimeSpan Latency { get; set; }

    /// <summary>Most blocks in one range; null for any number.</summary>
    public ulong? MaxRange { get; set; }

    /// <summary>Most logs in one answer; null for any number.</summary>
    public int? MaxResults { get; set; }

    /// <summary>In whose words it refuses.</summary>
    public Provider Provider { get; set; } = Provider.All[0];

    /// <summary>Blocks by which it is behind.</summary>
    public ulong Lag { get; set; }

    /// <summary>Newest block whose logs it has, as a node of a pool that is behind: beyond it nothing seems to be; null when it has all.</summary>
    public ulong? LogsUpTo { get; set; }

    /// <summary>Another chain that it serves in place of the true one: see <see cref="ReplayChain.Beside"/>.</summary>
    public ReplayView? Elsewhere { get; set; }

    /// <summary>Asked for each request, by its number from 1; null where nothing goes wrong.</summary>
    public Func<long, Trouble?>? Troubles { get; set; }

    /// <summary>The next requests get into these troubles, one each.</summary>
    public void Next(params IReadOnlyCollection<Trouble> troubles)
    {
        foreach (var trouble in troubles)
        {
            _next.Enqueue(trouble);
        }
    }

    /// <summary>From now on the node lies about a block.</summary>
    public void Tell(Lie lie) => _lies[lie.Number] = lie;

    /// <summary>All is well again.</summary>
    public void Clear()
    {
        (Latency, MaxRange, MaxResults, Lag, LogsUpTo, Elsewhere, Troubles) = (default, null, null, 0, null, null, null);
        _lies.Clear();
        _next.Clear();
    }

    internal ICollection<Lie> Lies => _lies.IsEmpty ? [] : _lies.Values;

    internal Lie? About(ulong number) => !_lies.IsEmpty && _lies.TryGetValue(number, out var lie) ? lie : null;

    internal Trouble? Take(long request) => _next.TryDequeue(out var trouble) ? trouble : Troubles?.Invoke(request);
}
