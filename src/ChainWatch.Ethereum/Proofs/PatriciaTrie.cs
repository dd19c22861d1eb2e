using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>A key and its value, neither of which is looked into.</summary>
public readonly record struct TrieEntry(ReadOnlyMemory<byte> Key, ReadOnlyMemory<byte> Value);

/// <summary>
/// Roots and proofs of Merkle-Patricia tries (Yellow Paper, appendix D), built from all of their entries at once.
/// A secure trie, as states and storages are, is one whose keys are hashed before.
/// </summary>
public static class PatriciaTrie
{
    /// <summary>Longest key in bytes; Ethereum's are hashes and small numbers.</summary>
    public const int MaxKeySize = 64;

    /// <summary>The root of a trie without entries: the hash of RLP's empty string.</summary>
    public static Hash32 EmptyRoot { get; } = Hash32.Parse("0x56e81f171bcc55a6ff8345e692c0f86e5b48e01b996cadc001622fb5e363b421");

    /// <summary>The root.</summary>
    /// <exception cref="ArgumentException">Two entries have one key, a key is too long, or a value is empty.</exception>
    public static Hash32 Root(IReadOnlyList<TrieEntry> entries)
    {
        ArgumentNullException.ThrowIfNull(entries);
        return entries.Count == 0 ? EmptyRoot : Keccak256.Hash(new PatriciaBuilder(entries).Build());
    }

    /// <summary>The root of a trie whose keys are the places, in RLP, of a list's items: transactions, receipts, withdrawals.</summary>
    public static Hash32 RootOfList(IReadOnlyList<ReadOnlyMemory<byte>> values) => Root(Listed(values));

    /// <summary>The nodes from the root to an entry.</summary>
    /// <exception cref="ArgumentException">As <see cref="Root"/>; or no such entry.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> Prove(IReadOnlyList<TrieEntry> entries, int entry)
    {
        ArgumentNullException.ThrowIfNull(entries);
        ArgumentOutOfRangeException.ThrowIfNegative(entry);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(entry, entries.Count);
        var builder = new PatriciaBuilder(entries, entry);
        builder.Build();
        return builder.Proof;
    }

    /// <summary>The nodes from the root to an item of a list.</summary>
    /// <exception cref="ArgumentException">As <see cref="Prove"/>.</exception>
    public static IReadOnlyList<ReadOnlyMemory<byte>> ProveInList(IReadOnlyList<ReadOnlyMemory<byte>> values, int place) =>
        Prove(Listed(values), place);

    /// <summary>The key of a place in a list: its RLP.</summary>
    internal static byte[] KeyOf(int place)
    {
        var rlp = new RlpWriter();
        rlp.WriteUInt64((ulong)place);
        return rlp.ToArray();
    }

    private static TrieEntry[] Listed(IReadOnlyList<ReadOnlyMemory<byte>> values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return [.. values.Select((value, place) => new TrieEntry(KeyOf(place), value))];
    }
}
