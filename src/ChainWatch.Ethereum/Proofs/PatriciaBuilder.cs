using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>
/// Builds a trie's nodes from its sorted entries, children before parents, and keeps only those on the way to one entry.
/// Keys are half-bytes ("nibbles"); entries that share all nibbles so far are a run of the sorted list.
/// </summary>
internal sealed class PatriciaBuilder
{
    private readonly TrieEntry[] _sorted;
    private readonly int _wanted;
    private readonly List<ReadOnlyMemory<byte>> _proof = [];

    /// <summary>What each level of nesting writes with: a parent is open while its children are written, and a branch hashes all of its children together.</summary>
    private readonly List<(RlpWriter Rlp, KeccakBatch Children)> _levels = [];

    internal PatriciaBuilder(IReadOnlyList<TrieEntry> entries, int wanted = -1)
    {
        var places = Enumerable.Range(0, entries.Count).ToArray();
        Array.Sort(places, (a, b) => entries[a].Key.Span.SequenceCompareTo(entries[b].Key.Span));
        _sorted = [.. places.Select(place => entries[place])];
        _wanted = Array.IndexOf(places, wanted);
        for (var i = 0; i < _sorted.Length; i++)
        {
            ThrowIfWrong(_sorted[i], i == 0 ? null : _sorted[i - 1]);
        }
    }

    /// <summary>The nodes on the way to the wanted entry, from the root; those inside their parents are not repeated.</summary>
    internal IReadOnlyList<ReadOnlyMemory<byte>> Proof => [.. Enumerable.Reverse(_proof)];

    /// <summary>The root node.</summary>
    internal ReadOnlySpan<byte> Build() => Build(0, _sorted.Length, 0, 0);

    private static int Nibble(in TrieEntry entry, int place)
    {
        var pair = entry.Key.Span[place / 2];
        return place % 2 == 0 ? pair >> 4 : pair & 0xf;
    }

    private static int Nibbles(in TrieEntry entry) => entry.Key.Length * 2;

    /// <summary>The node of a run of entries that agree in the nibbles before <paramref name="from"/>. Valid until the level is written again.</summary>
    private ReadOnlySpan<byte> Build(int start, int end, int from, int level)
    {
        if (level == _levels.Count)
        {
            _levels.Add((new RlpWriter(), new KeccakBatch()));
        }

        var rlp = _levels[level].Rlp;
        rlp.Clear();
        rlp.StartList();
        var shared = Shared(start, end, from);
        if (end - start == 1)
        {
            WritePath(rlp, _sorted[start], from, Nibbles(_sorted[start]), isLeaf: true);
            rlp.WriteBytes(_sorted[start].Value.Span);
        }
        else if (shared > from)
        {
            WritePath(rlp, _sorted[start], from, shared, isLeaf: false);
            var child = Build(start, end, shared, level + 1);
            WriteChild(rlp, child, Keccak256.Hash(child));
        }
        else
        {
            WriteBranch(rlp, start, end, from, level);
        }

        rlp.EndList();
        Keep(rlp.Written, start, end, level);
        return rlp.Written;
    }

    /// <summary>Up to which nibble a run of entries agrees: sorted as they are, the first and the last tell.</summary>
    private int Shared(int start, int end, int from)
    {
        ref readonly var first = ref _sorted[start];
        ref readonly var last = ref _sorted[end - 1];
        var most = Math.Min(Nibbles(first), Nibbles(last));
        while (from < most && Nibble(first, from) == Nibble(last, from))
        {
            from++;
        }

        return from;
    }

    private void WriteBranch(RlpWriter rlp, int start, int end, int from, int level)
    {
        // The key that ends here, if one does, is the shortest of the run and so its first.
        var own = Nibbles(_sorted[start]) == from ? start++ : -1;
        var children = _levels[level].Children;
        var nibbles = BuildChildren(children, start, end, from, level);
        var hashes = children.Hash();
        for (var (nibble, child) = (0, 0); nibble < 16; nibble++)
        {
            if ((nibbles & (1 << nibble)) == 0)
            {
                rlp.WriteBytes([]);
            }
            else
            {
                WriteChild(rlp, children[child], hashes[child]);
                child++;
            }
        }

        rlp.WriteBytes(own < 0 ? [] : _sorted[own].Value.Span);
    }

    /// <summary>Builds the children of a branch, in order, and returns a bit for each nibble that has one.</summary>
    private int BuildChildren(KeccakBatch children, int start, int end, int from, int level)
    {
        children.Clear();
        var nibbles = 0;
        for (var next = start; start < end; start = next)
        {
            var nibble = Nibble(_sorted[start], from);
            while (next < end && Nibble(_sorted[next], from) == nibble)
            {
                next++;
            }

            children.Add(Build(start, next, from + 1, level + 1));
            nibbles |= 1 << nibble;
        }

        return nibbles;
    }

    /// <summary>A child stands in its parent itself if it is shorter than its hash.</summary>
    private static void WriteChild(RlpWriter rlp, ReadOnlySpan<byte> child, in Hash32 hash)
    {
        if (child.Length < Hash32.Size)
        {
            rlp.WriteEncoded(child);
        }
        else
        {
            rlp.WriteBytes(hash.Bytes);
        }
    }

    /// <summary>Nibbles as bytes ("hex prefix"): a flag nibble for leaf and oddness, then, if even, a zero nibble.</summary>
    private static void WritePath(RlpWriter rlp, in TrieEntry entry, int from, int to, bool isLeaf)
    {
        Span<byte> path = stackalloc byte[1 + PatriciaTrie.MaxKeySize];
        var isOdd = (to - from) % 2 == 1;
        var length = 1 + ((to - from) / 2);
        path[0] = (byte)((isLeaf ? 0x20 : 0) | (isOdd ? 0x10 | Nibble(entry, from++) : 0));
        for (var i = 1; i < length; i++, from += 2)
        {
            path[i] = (byte)((Nibble(entry, from) << 4) | Nibble(entry, from + 1));
        }

        rlp.WriteBytes(path[..length]);
    }

    private void Keep(ReadOnlySpan<byte> node, int start, int end, int level)
    {
        if (_wanted >= start && _wanted < end && (level == 0 || node.Length >= Hash32.Size))
        {
            _proof.Add(node.ToArray());
        }
    }

    private static void ThrowIfWrong(in TrieEntry entry, TrieEntry? before)
    {
        if (entry.Key.Length > PatriciaTrie.MaxKeySize || entry.Value.IsEmpty)
        {
            throw new ArgumentException($"A trie's key has at most {PatriciaTrie.MaxKeySize} bytes, and its value at least one.");
        }

        if (before is { } previous && previous.Key.Span.SequenceEqual(entry.Key.Span))
        {
            throw new ArgumentException($"Two entries of a trie have the key {Hex.Encode(entry.Key.Span)}.");
        }
    }
}
