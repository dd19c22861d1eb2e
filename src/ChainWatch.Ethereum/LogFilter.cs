namespace ChainWatch.Ethereum;

/// <summary>
/// What <c>eth_getLogs</c> is asked for: a range of blocks, both ends included, or one block by hash; any of the
/// addresses (none: all); for each topic position any of the listed topics (null or none: whatever).
/// </summary>
public sealed record LogFilter
{
    /// <summary>First block, included; null when <see cref="BlockHash"/> is given.</summary>
    public ulong? FromBlock { get; init; }

    /// <summary>Last block, included; null when <see cref="BlockHash"/> is given.</summary>
    public ulong? ToBlock { get; init; }

    /// <summary>The one block to read (EIP-234): an endpoint that does not have it answers with an error, never with an empty list.</summary>
    public Hash32? BlockHash { get; init; }

    /// <summary>Emitting contracts; empty for all.</summary>
    public IReadOnlyList<Address> Addresses { get; init; } = [];

    /// <summary>Up to four positions; null or an empty list at a position matches anything, but a log must have that position.</summary>
    public IReadOnlyList<IReadOnlyList<Hash32>?> Topics { get; init; } = [];

    /// <summary>Whether <paramref name="log"/> is one that this filter asks for.</summary>
    public bool Matches(Log log)
    {
        if (BlockHash is { } hash ? log.BlockHash != hash : log.BlockNumber < FromBlock || log.BlockNumber > ToBlock)
        {
            return false;
        }

        if ((Addresses.Count > 0 && !Addresses.Contains(log.Address)) || log.Topics.Count < Topics.Count)
        {
            return false;
        }

        for (var i = 0; i < Topics.Count; i++)
        {
            if (Topics[i] is { Count: > 0 } wanted && !wanted.Contains(log.Topics[i]))
            {
                return false;
            }
        }

        return true;
    }
}
