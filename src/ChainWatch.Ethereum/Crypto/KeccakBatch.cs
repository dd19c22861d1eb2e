using System.Runtime.InteropServices;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>
/// Many messages whose Keccak-256 is wanted, such as the nodes of a trie or the topics of a block's logs. Four are hashed at
/// once where the processor has vectors of 256 bits, which takes about a third of the time; elsewhere one after another.
/// </summary>
/// <remarks>Not for use by several threads at once; not for secrets, of which it keeps copies.</remarks>
public sealed class KeccakBatch
{
    private readonly List<int> _ends = [];
    private byte[] _bytes = [];
    private Hash32[] _hashes = [];

    /// <summary>How many messages there are.</summary>
    public int Count => _ends.Count;

    /// <summary>A message, in the order of their being added. Valid until the next is added.</summary>
    public ReadOnlySpan<byte> this[int place] => _bytes.AsSpan(Start(place).._ends[place]);

    /// <summary>Adds a copy of a message.</summary>
    public void Add(ReadOnlySpan<byte> message)
    {
        var start = Start(Count);
        if (_bytes.Length - start < message.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Max(checked(start + message.Length), Math.Clamp(_bytes.Length * 2L, 256, Array.MaxLength)));
        }

        message.CopyTo(_bytes.AsSpan(start));
        _ends.Add(start + message.Length);
    }

    /// <summary>The hash of each message, in the order of their being added. Valid until the next call or <see cref="Clear"/>.</summary>
    public ReadOnlySpan<Hash32> Hash()
    {
        if (_hashes.Length < Count)
        {
            _hashes = new Hash32[_ends.Capacity];
        }

        var hashes = _hashes.AsSpan(0, Count);
        if (KeccakFour.IsFast && Count > 1)
        {
            KeccakFour.Hash(_bytes, CollectionsMarshal.AsSpan(_ends), hashes);
        }
        else
        {
            HashOneByOne(hashes);
        }

        return hashes;
    }

    /// <summary>Forgets the messages and keeps the memory for the next ones.</summary>
    public void Clear() => _ends.Clear();

    internal void HashOneByOne(Span<Hash32> hashes)
    {
        for (var place = 0; place < Count; place++)
        {
            hashes[place] = Keccak256.Hash(this[place]);
        }
    }

    private int Start(int place) => place == 0 ? 0 : _ends[place - 1];
}
