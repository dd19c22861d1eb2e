using System.Numerics;

namespace ChainWatch.Ethereum;

/// <summary>A transaction in a block, as <c>eth_getBlockByNumber</c> sends it with full transactions: the endpoint's claim.</summary>
public sealed record MinedTransaction
{
    /// <summary>Its hash.</summary>
    public required Hash32 Hash { get; init; }

    /// <summary>EIP-2718 type, as in <see cref="Receipt.Type"/>.</summary>
    public int Type { get; init; }

    /// <summary>Place in its block.</summary>
    public required int Index { get; init; }

    /// <summary>Who sent it.</summary>
    public required Address From { get; init; }

    /// <summary>Whom it calls or pays; null where it creates a contract.</summary>
    public Address? To { get; init; }

    /// <summary>Wei that it moves if it succeeds.</summary>
    public BigInteger Value { get; init; }

    /// <summary>OP-stack deposits: wei that come to the sender from the chain below, whether or not the transaction succeeds.</summary>
    public BigInteger Mint { get; init; }

    /// <summary>The most gas that it may use.</summary>
    public ulong GasLimit { get; init; }

    /// <summary>
    /// The bytes that its hash and the block's transactions root are computed from (EIP-2718); null for a type that this
    /// library cannot encode, or where the endpoint left out a field that belongs into them.
    /// </summary>
    public ReadOnlyMemory<byte>? Encoded { get; init; }
}

/// <summary>A block's header with all of its transactions, in order.</summary>
public sealed record BlockTransactions(BlockHeader Header, IReadOnlyList<MinedTransaction> Transactions)
{
    /// <summary>What the beacon chain paid out in the block (EIP-4895).</summary>
    public IReadOnlyList<Withdrawal> Withdrawals { get; init; } = [];
}

/// <summary>A payment by the beacon chain, which no transaction makes (EIP-4895).</summary>
/// <param name="Address">Who was paid.</param>
/// <param name="Wei">How much; a block tells it in gwei.</param>
public sealed record Withdrawal(Address Address, BigInteger Wei);
