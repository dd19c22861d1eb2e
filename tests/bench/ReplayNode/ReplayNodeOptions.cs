namespace ChainWatch.Replay;

/// <summary>What a node is able to do. Faults are something else: <see cref="Faults.NodeFaults"/>.</summary>
public sealed record ReplayNodeOptions
{
    /// <summary>Port on the loopback; 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Whether logs carry their block's time.</summary>
    public bool BlockTimestamps { get; init; } = true;

    /// <summary>Whether answers are compressed for clients that take gzip.</summary>
    public bool Gzip { get; init; }

    /// <summary>Whether <c>eth_getBlockReceipts</c> is known.</summary>
    public bool HasBlockReceipts { get; init; } = true;
}
