using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace ChainWatch.Ethereum;

/// <summary>32 bytes: a Keccak-256 hash, a log topic, a storage word. Shown as 0x and 64 lower-case hex digits.</summary>
public readonly struct Hash32 : IEquatable<Hash32>, IComparable<Hash32>
{
    /// <summary>Bytes in a hash.</summary>
    public const int Size = 32;

    private readonly Buffer _bytes;

    /// <summary>A hash of exactly 32 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public Hash32(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"A hash has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        bytes.CopyTo(_bytes);
    }

    /// <summary>32 zero bytes.</summary>
    public static Hash32 Zero => default;

    /// <summary>The 32 bytes, big-endian. Valid as long as the hash that it is taken from stays in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A copy of the 32 bytes.</summary>
    public byte[] ToArray() => Bytes.ToArray();

    /// <summary>An address as a log topic or ABI word holds it: twelve zero bytes, then the address.</summary>
    public static Hash32 FromAddress(Address address)
    {
        Span<byte> word = stackalloc byte[Size];
        word.Clear();
        address.Bytes.CopyTo(word[(Size - Address.Size)..]);
        return new Hash32(word);
    }

    /// <summary>Reads 0x and 64 hex digits.</summary>
    /// <exception cref="FormatException">Anything else.</exception>
    public static Hash32 Parse(ReadOnlySpan<char> text) => TryParse(text, out var hash)
        ? hash
        : throw new FormatException($"'{Hex.Shown(text)}' is not a hash: expected 0x and 64 hex digits.");

    /// <summary>Reads 0x and 64 hex digits; false for anything else.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var read = Hex.TryDecode(text, bytes);
        hash = read ? new Hash32(bytes) : default;
        return read;
    }

    /// <inheritdoc cref="TryParse(ReadOnlySpan{char}, out Hash32)"/>
    public static bool TryParse(ReadOnlySpan<byte> utf8, out Hash32 hash)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var read = Hex.TryDecode(utf8, bytes);
        hash = read ? new Hash32(bytes) : default;
        return read;
    }

    /// <summary>0x and 64 lower-case hex digits.</summary>
    public override string ToString() => Hex.Encode(Bytes);

    /// <inheritdoc/>
    public bool Equals(Hash32 other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Hash32 other && Equals(other);

    /// <summary>The last eight bytes: hashes are uniform there, and so are addresses held in a word.</summary>
    public override int GetHashCode() => MemoryMarshal.Read<ulong>(Bytes[24..]).GetHashCode();

    /// <inheritdoc/>
    public int CompareTo(Hash32 other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>Whether both are the same 32 bytes.</summary>
    public static bool operator ==(Hash32 left, Hash32 right) => left.Equals(right);

    /// <summary>Whether the bytes differ.</summary>
    public static bool operator !=(Hash32 left, Hash32 right) => !left.Equals(right);

    /// <summary>Order as unsigned big-endian numbers.</summary>
    public static bool operator <(Hash32 left, Hash32 right) => left.CompareTo(right) < 0;

    /// <summary>Order as unsigned big-endian numbers.</summary>
    public static bool operator >(Hash32 left, Hash32 right) => left.CompareTo(right) > 0;

    /// <summary>Order as unsigned big-endian numbers.</summary>
    public static bool operator <=(Hash32 left, Hash32 right) => left.CompareTo(right) <= 0;

    /// <summary>Order as unsigned big-endian numbers.</summary>
    public static bool operator >=(Hash32 left, Hash32 right) => left.CompareTo(right) >= 0;

    [InlineArray(Size)]
    private struct Buffer
    {
        private byte _first;
    }
}
