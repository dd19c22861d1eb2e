using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Rlp;

namespace ChainWatch.Ethereum.Proofs;

/// <summary>Looks a key up in the part of a Merkle-Patricia trie that a proof shows.</summary>
public static class TrieProof
{
    private const int BranchItems = 17;

    /// <summary>Typed, since a bare null beside memory turns into memory without bytes.</summary>
    private static ReadOnlyMemory<byte>? Absent => null;

    /// <summary>
    /// The value at <paramref name="key"/>, proved present; null if it is proved absent.
    /// Every node is checked against the hash by which its parent, or the root, refers to it. Nodes beside the way are passed over.
    /// </summary>
    /// <param name="root">The trie's root.</param>
    /// <param name="key">The key as the trie has it: hashed, for a secure trie.</param>
    /// <param name="nodes">RLP nodes from the root on.</param>
    /// <exception cref="ProofException">The proof shows neither: a node is missing, or is none.</exception>
    public static ReadOnlyMemory<byte>? Find(Hash32 root, ReadOnlySpan<byte> key, IReadOnlyList<ReadOnlyMemory<byte>> nodes)
    {
        ArgumentNullException.ThrowIfNull(nodes);
        try
        {
            return new Walk(key, nodes).Find(root);
        }
        catch (RlpException e)
        {
            throw new ProofException($"a node of the proof is none: {e.Message}", e);
        }
    }

    /// <summary>The way down. Each step uses up at least one nibble of the key, so it ends.</summary>
    private ref struct Walk(ReadOnlySpan<byte> key, IReadOnlyList<ReadOnlyMemory<byte>> nodes)
    {
        private readonly ReadOnlySpan<byte> _key = key;
        private int _place;
        private int _nextNode;

        private readonly bool AtEnd => _place == _key.Length * 2;

        internal ReadOnlyMemory<byte>? Find(Hash32 root)
        {
            if (root == PatriciaTrie.EmptyRoot)
            {
                return Absent;
            }

            RlpItem? node = NodeWith(root);
            while (node is { } here)
            {
                var items = here.Items;
                if (items.Count == BranchItems)
                {
                    if (AtEnd)
                    {
                        return items[^1].Bytes.IsEmpty ? Absent : items[^1].Bytes;
                    }

                    node = Child(items[NibbleOf(_key, _place++)], isBranch: true);
                }
                else if (items.Count == 2)
                {
                    var follows = Follows(items[0].Bytes.Span, out var isLeaf);
                    if (isLeaf || !follows)
                    {
                        return isLeaf && follows && AtEnd ? ValueOf(items[1]) : Absent;
                    }

                    node = Child(items[1], isBranch: false);
                }
                else
                {
                    throw new ProofException($"a node of the proof has {items.Count} items");
                }
            }

            return Absent;
        }

        private static int NibbleOf(ReadOnlySpan<byte> bytes, int place) => (place % 2 == 0 ? bytes[place / 2] >> 4 : bytes[place / 2]) & 0xf;

        private static ReadOnlyMemory<byte> ValueOf(RlpItem value) =>
            value.Bytes.IsEmpty ? throw new ProofException("a leaf of the proof has no value") : value.Bytes;

        /// <summary>Goes along a path of a leaf or an extension; false where the key goes another way.</summary>
        private bool Follows(ReadOnlySpan<byte> path, out bool isLeaf)
        {
            if (path.IsEmpty || path[0] >= 0x40 || ((path[0] & 0x10) == 0 && (path[0] & 0xf) != 0) || path is [0x00])
            {
                throw new ProofException($"a path of the proof starts wrongly: {Hex.Encode(path[..Math.Min(path.Length, 1)])}");
            }

            isLeaf = (path[0] & 0x20) != 0;
            for (var i = (path[0] & 0x10) != 0 ? 1 : 2; i < path.Length * 2; i++)
            {
                if (AtEnd || NibbleOf(path, i) != NibbleOf(_key, _place++))
                {
                    return false;
                }
            }

            return true;
        }

        /// <summary>The node that a parent refers to: within the parent if it is short, else by its hash; null where a branch has none.</summary>
        private RlpItem? Child(RlpItem reference, bool isBranch)
        {
            if (reference.IsList)
            {
                return reference.Encoded.Length < Hash32.Size ? reference : throw new ProofException("a long node of the proof stands within its parent");
            }

            return reference.Bytes.Length switch
            {
                Hash32.Size => NodeWith(reference.AsHash32()),
                0 when isBranch => null,
                _ => throw new ProofException("a node of the proof refers to no node"),
            };
        }

        private RlpItem NodeWith(Hash32 hash)
        {
            while (_nextNode < nodes.Count)
            {
                var node = nodes[_nextNode++];
                if (Keccak256.Hash(node.Span) == hash)
                {
                    return RlpItem.Decode(node);
                }
            }

            throw new ProofException($"the proof has no node with hash {hash}");
        }
    }
}
