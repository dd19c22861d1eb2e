namespace ChainWatch.Ethereum.Transactions;

/// <summary>The gas that a transaction costs before its first instruction (Yellow Paper, 6.2, and the EIPs named below).</summary>
public static class IntrinsicGas
{
    /// <summary>The gas that is charged before execution: the gas limit must cover it.</summary>
    public static ulong Of(Transaction transaction, Fork fork)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var (zeros, others) = CountBytes(transaction.Data.Span);
        var gas = 21_000 + (4 * zeros) + ((fork >= Fork.Istanbul ? 16UL : 68UL) * others);
        foreach (var entry in transaction.AccessList)
        {
            gas += 2_400 + (1_900 * (ulong)entry.StorageKeys.Count);
        }

        // EIP-7702 charges each authorization as if it made an account.
        return gas + (25_000 * (ulong)transaction.AuthorizationList.Count) + Creation(transaction, fork);
    }

    /// <summary>The least that a transaction costs in the end, by its data alone (EIP-7623, Prague); 0 before.</summary>
    public static ulong FloorOf(Transaction transaction, Fork fork)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        var (zeros, others) = CountBytes(transaction.Data.Span);
        return fork >= Fork.Prague ? 21_000 + (10 * (zeros + (4 * others))) : 0;
    }

    private static ulong Creation(Transaction transaction, Fork fork)
    {
        if (transaction.To is not null || fork < Fork.Homestead)
        {
            return 0;
        }

        var words = ((ulong)transaction.Data.Length + 31) / 32;
        return 32_000 + (fork >= Fork.Shanghai ? 2 * words : 0);
    }

    private static (ulong Zeros, ulong Others) CountBytes(ReadOnlySpan<byte> data)
    {
        var zeros = data.Count((byte)0);
        return ((ulong)zeros, (ulong)(data.Length - zeros));
    }
}
