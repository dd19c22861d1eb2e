namespace ChainWatch.Ethereum;

/// <summary>An event that a contract emitted, as <c>eth_getLogs</c> sends it.</summary>
public sealed record Log
{
    /// <summary>The contract that emitted it.</summary>
    public required Address Address { get; init; }

    /// <summary>Zero to four topics; the first is the event's signature hash unless the event is anonymous.</summary>
    public required IReadOnlyList<Hash32> Topics { get; init; }

    /// <summary>ABI-encoded arguments that are not indexed.</summary>
    public required ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Number of the block that holds it.</summary>
    public required ulong BlockNumber { get; init; }

    /// <summary>Hash of the block that holds it.</summary>
    public required Hash32 BlockHash { get; init; }

    /// <summary>Time of that block in seconds since 1970-01-01 UTC, where the endpoint sends it.</summary>
    public ulong? BlockTimestamp { get; init; }

    /// <summary>The transaction that emitted it.</summary>
    public required Hash32 TransactionHash { get; init; }

    /// <summary>Place of the transaction in its block.</summary>
    public required int TransactionIndex { get; init; }

    /// <summary>Place of the log in its block.</summary>
    public required int LogIndex { get; init; }

    /// <summary>True where the endpoint says that a reorg took the log back. Never relied on: endpoints differ.</summary>
    public bool Removed { get; init; }
}
