namespace ChainWatch.Replay;

/// <summary>What a replayed chain is made of. The same options make the same chain, to the last hash.</summary>
public sealed record ReplayOptions
{
    /// <summary>Whatever is random follows from it.</summary>
    public ulong Seed { get; init; } = 1;

    /// <summary>The chain id that is answered.</summary>
    public ulong ChainId { get; init; } = 31337;

    /// <summary>Height of the first head. Its block and all below it are made before the first answer.</summary>
    public ulong Blocks { get; init; } = 1_000;

    /// <summary>Logs in a block on average: each block has up to twice as many, two in a row together exactly twice as many.</summary>
    public int LogsPerBlock { get; init; } = 5;

    /// <summary>Of a thousand logs, how many are the owner's. The others differ from them in contract, payer or payee.</summary>
    public int OwnPerThousand { get; init; } = 1_000;

    /// <summary>Seconds between two blocks.</summary>
    public ulong BlockTime { get; init; } = 12;

    /// <summary>Time of the genesis block, in seconds since 1970-01-01 UTC.</summary>
    public ulong FirstTime { get; init; } = 1_767_225_600;
}
