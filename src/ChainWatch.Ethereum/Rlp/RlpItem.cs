using System.Buffers.Binary;
using System.Numerics;

namespace ChainWatch.Ethereum.Rlp;

/// <summary>
/// A string of bytes or a list of items, decoded from Recursive Length Prefix (Yellow Paper, appendix B). Decoding is
/// strict: one value has one encoding, so an item that decodes is the item that encodes to the same bytes.
/// Every <c>As…</c> throws <see cref="RlpException"/> with the item's offset where the item is something else.
/// </summary>
public readonly struct RlpItem
{
    /// <summary>Lists may nest this deep. Nothing in Ethereum nests deeper than a handful.</summary>
    public const int MaxDepth = 64;

    private readonly RlpItem[]? _items;
    private readonly int _offset;
    private readonly int _header;

    internal RlpItem(ReadOnlyMemory<byte> encoded, int offset, int header, RlpItem[]? items)
    {
        Encoded = encoded;
        _offset = offset;
        _header = header;
        _items = items;
    }

    /// <summary>Whether this is a list; otherwise it is a string of bytes.</summary>
    public bool IsList => _items is not null;

    /// <summary>The item as it was encoded, with its header.</summary>
    public ReadOnlyMemory<byte> Encoded { get; }

    /// <summary>The bytes of a string, a window on the decoded input.</summary>
    /// <exception cref="RlpException">The item is a list.</exception>
    public ReadOnlyMemory<byte> Bytes => IsList ? throw Fault("expected a string, found a list") : Encoded[_header..];

    /// <summary>The items of a list, in order.</summary>
    /// <exception cref="RlpException">The item is a string.</exception>
    public IReadOnlyList<RlpItem> Items => _items ?? throw Fault("expected a list, found a string");

    /// <summary>Decodes the one item that fills <paramref name="encoded"/>. The item keeps windows on that memory.</summary>
    /// <exception cref="RlpException">No item, bytes after it, a length that is cut short or not in its shortest form, or too deep a list.</exception>
    public static RlpItem Decode(ReadOnlyMemory<byte> encoded)
    {
        var item = new RlpReader(encoded).Read(0, encoded.Length, MaxDepth);
        return item.Encoded.Length == encoded.Length
            ? item
            : throw new RlpException(item.Encoded.Length, $"{encoded.Length - item.Encoded.Length} bytes follow the item");
    }

    /// <summary>Decodes items that stand one after another without a list around them, as blocks do in an exported chain.</summary>
    /// <exception cref="RlpException">As <see cref="Decode"/>.</exception>
    public static IReadOnlyList<RlpItem> DecodeSequence(ReadOnlyMemory<byte> encoded) =>
        new RlpReader(encoded).ReadSequence(0, encoded.Length, MaxDepth);

    /// <summary>The string as an unsigned big-endian number of at most eight bytes; the empty string is 0.</summary>
    public ulong AsUInt64()
    {
        var digits = Digits();
        if (digits.Length > sizeof(ulong))
        {
            throw Fault($"a number of {digits.Length} bytes does not fit 64 bits");
        }

        Span<byte> word = stackalloc byte[sizeof(ulong)];
        word.Clear();
        digits.CopyTo(word[(sizeof(ulong) - digits.Length)..]);
        return BinaryPrimitives.ReadUInt64BigEndian(word);
    }

    /// <summary>The string as an unsigned big-endian number of any size; the empty string is 0.</summary>
    public BigInteger AsInteger() => new(Digits(), isUnsigned: true, isBigEndian: true);

    /// <summary>The string as an address of 20 bytes.</summary>
    public Address AsAddress() => new(Exactly(Address.Size, "an address"));

    /// <summary>The string as 32 bytes.</summary>
    public Hash32 AsHash32() => new(Exactly(Hash32.Size, "a hash"));

    private ReadOnlySpan<byte> Digits()
    {
        var digits = Bytes.Span;
        return digits.Length > 0 && digits[0] == 0 ? throw Fault("a number has a leading zero byte") : digits;
    }

    private ReadOnlySpan<byte> Exactly(int size, string what)
    {
        var bytes = Bytes.Span;
        return bytes.Length == size ? bytes : throw Fault($"{what} has {size} bytes, found {bytes.Length}");
    }

    private RlpException Fault(string reason) => new(_offset, reason);
}
