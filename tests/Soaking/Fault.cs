using ChainWatch.Replay;
using ChainWatch.Replay.Faults;

namespace ChainWatch.Soaking;

/// <summary>How much a fault may mislead whoever believes one endpoint.</summary>
public enum FaultKind
{
    /// <summary>The endpoint is slow, or takes little at once: nothing fails for that.</summary>
    Burden,

    /// <summary>The endpoint fails, or is behind, and says nothing that is not so.</summary>
    Trouble,

    /// <summary>It says what is not so, and the block's receipts or their root give it away.</summary>
    Lie,

    /// <summary>It tells of another block that proves itself: only other endpoints give it away.</summary>
    OtherBlock,
}

/// <summary>Something that goes wrong with one endpoint.</summary>
/// <param name="Name">What it is called when it is printed.</param>
/// <param name="Kind">How much it may mislead.</param>
/// <param name="Begin">From now on it goes wrong.</param>
public sealed record Fault(string Name, FaultKind Kind, Action<FaultyNode> Begin)
{
    /// <summary>All that the replay node can do wrong.</summary>
    public static IReadOnlyList<Fault> All { get; } =
    [
        .. Troubles(), .. Refusals(),
        .. Lies(FaultKind.Lie, LieDepth.Logs, " in its logs"),
        .. Lies(FaultKind.Lie, LieDepth.Receipts, " down to its receipts"),
        .. Lies(FaultKind.OtherBlock, LieDepth.Header, " down to its header"),
        new("another branch", FaultKind.OtherBlock, node => node.Faults.Elsewhere = node.Chain.Beside((ulong)node.Random.Next(1, (int)TroubledWatch.Followed))),
    ];

    public override string ToString() => Name;

    private static IEnumerable<Fault> Troubles() =>
    [
        new("latency", FaultKind.Burden, node => node.Faults.Latency = TimeSpan.FromMilliseconds(node.Random.Next(1, 4))),
        Often("429", _ => Trouble.TooManyRequests()),
        Often("429 with Retry-After", _ => Trouble.TooManyRequests(1)),
        Often("-32005", _ => Trouble.LimitExceeded),
        Often("503", _ => new Trouble { Status = 503 }),
        Often("cut", random => Trouble.Cut(random.Next(2_000))),
        Often("truncated", random => Trouble.Truncated(random.Next(2_000))),
        Often("slow", _ => Trouble.Slow(TimeSpan.FromMilliseconds(1))) with { Kind = FaultKind.Burden },
        new("lag", FaultKind.Trouble, node => node.Faults.Lag = (ulong)node.Random.Next(1, 30)),
        new("logs behind its head", FaultKind.Trouble, node => node.Faults.LogsUpTo = node.Chain.Now.Head - (ulong)node.Random.Next((int)TroubledWatch.Followed)),
    ];

    // Nobody can be asked for less than one block by its hash, so no limit is lower than what one block may hold.
    private static IEnumerable<Fault> Refusals() => Provider.All.Select(provider => new Fault($"limits of {provider.Name}", FaultKind.Burden, node =>
        (node.Faults.Provider, node.Faults.MaxRange, node.Faults.MaxResults) =
            (provider, (ulong)node.Random.Next(1, 40), (2 * node.Chain.Options.LogsPerBlock) + node.Random.Next(20))));

    // Two that lie alike are a quorum, so what is told of another block differs from lie to lie.
    private static IEnumerable<Fault> Lies(FaultKind kind, LieDepth depth, string where)
    {
        Fault About(string name, Func<FaultyNode, TruePayment, Lie> tell) => new(name + where, kind, node =>
        {
            foreach (var paid in node.Choose(3))
            {
                node.Faults.Tell(tell(node, paid) with { Depth = depth });
            }
        });

        yield return About("an invented payment", (node, paid) => Lie.Invent(paid.BlockNumber, node.Amount(), node.Random.Next(Shape.OwnCount)));
        yield return About("an altered amount", (node, paid) => Lie.Alter(paid.BlockNumber, paid.LogIndex, node.Amount()));
        if (depth == LieDepth.Logs)
        {
            yield return About("a log kept back", (_, paid) => Lie.Withhold(paid.BlockNumber, paid.LogIndex));
            yield return About("all logs of a block kept back", (_, paid) => Lie.WithholdAll(paid.BlockNumber));
            yield return About("a log told twice", (_, paid) => Lie.Repeat(paid.BlockNumber, paid.LogIndex));
        }
    }

    private static Fault Often(string name, Func<Random, Trouble> trouble) => new(name, FaultKind.Trouble, node =>
    {
        var (before, seed, percent) = (node.Faults.Troubles, node.Random.Next(), node.Random.Next(3, 20));
        node.Faults.Troubles = request => before?.Invoke(request)
            ?? (new Random(HashOf(seed, request)) is var random && random.Next(100) < percent ? trouble(random) : null);
    });

    private static int HashOf(int seed, long request) => unchecked((int)((((ulong)seed * 0x9e3779b97f4a7c15) ^ ((ulong)request * 0xbf58476d1ce4e5b9)) >> 33));
}

/// <summary>An endpoint with which something is to go wrong.</summary>
/// <param name="Chain">What it serves.</param>
/// <param name="Faults">What goes wrong with it.</param>
/// <param name="Random">Where its luck comes from.</param>
public sealed record FaultyNode(ReplayChain Chain, NodeFaults Faults, Random Random)
{
    /// <summary>True payments to lie about.</summary>
    public IEnumerable<TruePayment> Choose(int most)
    {
        var payments = Chain.Now.Payments().ToList();
        return payments.Count == 0 ? [] : Enumerable.Range(0, Random.Next(1, most + 1)).Select(_ => payments[Random.Next(payments.Count)]);
    }

    /// <summary>An amount that nobody was ever paid.</summary>
    public UInt128 Amount() => ((UInt128)1 << 100) + (UInt128)Random.NextInt64();
}
