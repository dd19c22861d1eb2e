namespace ChainWatch.Replay.Faults;

/// <summary>How far down a lie about a block goes.</summary>
public enum LieDepth
{
    /// <summary>Into <c>eth_getLogs</c> alone: the block's receipts give it away.</summary>
    Logs,

    /// <summary>Into the receipts too: the header's receipts root gives it away.</summary>
    Receipts,

    /// <summary>Into the header too, which is then another block with a hash of its own: only other endpoints, and the parent link of the next block, give it away.</summary>
    Header,
}

/// <summary>What an endpoint says about a block instead of the truth.</summary>
/// <param name="Number">Height of the block.</param>
/// <param name="Tell">From the true logs to those that are told.</param>
public sealed record Lie(ulong Number, Func<IReadOnlyList<Emission>, IReadOnlyList<Emission>> Tell)
{
    /// <summary>How far down it goes.</summary>
    public LieDepth Depth { get; init; }

    /// <summary>One log is not told of.</summary>
    public static Lie Withhold(ulong number, int logIndex) => new(number, logs => [.. logs.Where(log => log.LogIndex != logIndex)]);

    /// <summary>No log of the block is told of.</summary>
    public static Lie WithholdAll(ulong number) => new(number, _ => []);

    /// <summary>A payment that was never made, in a transaction of its own at the block's end.</summary>
    /// <param name="number">Height of the block.</param>
    /// <param name="amount">Base units.</param>
    /// <param name="shape">Which kind of payment, by its place in <see cref="Shape.All"/>.</param>
    public static Lie Invent(ulong number, UInt128 amount, int shape = 0) => new(number, logs =>
    {
        var (place, index) = logs.Count == 0 ? (0, 0) : (logs[^1].TransactionIndex + 1, logs[^1].LogIndex + 1);
        return [.. logs, new Emission(index, place, Dice.Hash(number, (ulong)amount), shape, amount)];
    });

    /// <summary>One log tells another amount.</summary>
    public static Lie Alter(ulong number, int logIndex, UInt128 amount) =>
        new(number, logs => [.. logs.Select(log => log.LogIndex == logIndex ? log with { Amount = amount } : log)]);

    /// <summary>One log is told twice.</summary>
    public static Lie Repeat(ulong number, int logIndex) =>
        new(number, logs => [.. logs.SelectMany(log => Enumerable.Repeat(log, log.LogIndex == logIndex ? 2 : 1))]);
}
