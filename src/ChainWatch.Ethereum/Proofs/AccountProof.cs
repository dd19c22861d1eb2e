using System.Numerics;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>An account and words of its storage with their proofs against a block's state root (EIP-1186, <c>eth_getProof</c>).</summary>
public sealed record AccountProof
{
    /// <summary>The hash of no code: Keccak-256 of nothing.</summary>
    private static readonly Hash32 NoCode = Keccak256.Hash([]);

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

    /// <summary>
    /// Whether the account and every word of its storage are what the state with this root holds; that of a header whose hash is proved.
    /// <see cref="VerdictKind.CannotTell"/> where a proof is incomplete.
    /// </summary>
    public Verdict Verify(Hash32 stateRoot)
    {
        try
        {
            var account = TrieProof.Find(stateRoot, Keccak256.Hash(Address.Bytes).Bytes, Nodes);
            var claim = account is { } encoded ? IsClaimed(encoded.Span) : IsNothing();
            return claim ? VerifyStorage() : Verdict.Refuted($"account {Address} is not what was claimed in state {stateRoot}");
        }
        catch (ProofException e)
        {
            return Verdict.Open(e.Message);
        }
    }

    private bool IsClaimed(ReadOnlySpan<byte> encoded)
    {
        if (Balance.Sign < 0)
        {
            return false;
        }

        var rlp = new RlpWriter();
        rlp.StartList();
        rlp.WriteUInt64(Nonce);
        rlp.WriteInteger(Balance);
        rlp.WriteBytes(StorageHash.Bytes);
        rlp.WriteBytes(CodeHash.Bytes);
        rlp.EndList();
        return encoded.SequenceEqual(rlp.Written);
    }

    /// <summary>An account that is not in the state has nothing; nodes write its two hashes in either way.</summary>
    private bool IsNothing() =>
        Nonce == 0 && Balance.IsZero
        && (StorageHash == PatriciaTrie.EmptyRoot || StorageHash == Hash32.Zero)
        && (CodeHash == NoCode || CodeHash == Hash32.Zero);

    private Verdict VerifyStorage()
    {
        var root = StorageHash == Hash32.Zero ? PatriciaTrie.EmptyRoot : StorageHash;
        foreach (var word in Storage)
        {
            if (!word.IsIn(root))
            {
                return Verdict.Refuted($"slot {word.Slot} of {Address} is not what was claimed");
            }
        }

        return Verdict.Proved($"account {Address} and {Storage.Count} of its slots are as claimed");
    }
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

    /// <summary>Whether the storage with this root has the word.</summary>
    /// <exception cref="ProofException">The proof is incomplete or broken.</exception>
    internal bool IsIn(Hash32 storageRoot)
    {
        var found = TrieProof.Find(storageRoot, Keccak256.Hash(Slot.Bytes).Bytes, Nodes);
        if (found is null || Value.Sign <= 0)
        {
            return found is null && Value.IsZero;
        }

        var rlp = new RlpWriter();
        rlp.WriteInteger(Value);
        return found.Value.Span.SequenceEqual(rlp.Written);
    }
}
