using System.Numerics;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>An account and words of its storage with their proofs against a block's state root (EIP-1186, <c>eth_getProof</c>).</summary>
public sealed record AccountProof
{
    /// <summary>The account.</summary>
    public required Address Address { get; init; }

    /// <summary>Transactions sent, or contracts created, by the account.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Balance in wei.</summary>
    public required BigInteger Balance { get; init; }

    /// <summary>Keccak-256 of the account's code.</summary>
    public required Hash32 CodeHash { get; init; }

    /// <summary>Root of the account's storage trie.</summary>
    public required Hash32 StorageHash { get; init; }

    /// <summary>RLP nodes of the state trie from the root toward the account.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Nodes { get; init; }

    /// <summary>The words of storage that were asked for, in that order.</summary>
    public required IReadOnlyList<StorageProof> Storage { get; init; }
}

/// <summary>One word of an account's storage with its proof.</summary>
public sealed record StorageProof
{
    /// <summary>The slot.</summary>
    public required Hash32 Slot { get; init; }

    /// <summary>The word; zero for a slot that was never written or was cleared.</summary>
    public required BigInteger Value { get; init; }

    /// <summary>RLP nodes of the storage trie from its root toward the slot.</summary>
    public required IReadOnlyList<ReadOnlyMemory<byte>> Nodes { get; init; }
}
