using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum;

/// <summary>
/// A 20-byte account or contract address. Ordered as an unsigned big-endian number, as Safe orders owners.
/// Shown with the mixed-case checksum of EIP-55; read in any single case, and in mixed case only if the checksum holds.
/// </summary>
public readonly struct Address : IEquatable<Address>, IComparable<Address>
{
    /// <summary>Bytes in an address.</summary>
    public const int Size = 20;

    private readonly Buffer _bytes;

    /// <summary>An address of exactly 20 bytes.</summary>
    /// <exception cref="ArgumentException">Another length.</exception>
    public Address(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new ArgumentException($"An address has {Size} bytes, not {bytes.Length}.", nameof(bytes));
        }

        bytes.CopyTo(_bytes);
    }

    /// <summary>The zero address, to which tokens are burned and from which they are minted.</summary>
    public static Address Zero => default;

    /// <summary>The 20 bytes, big-endian. Valid as long as the address that it is taken from stays in place.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Bytes => _bytes;

    /// <summary>A copy of the 20 bytes.</summary>
    public byte[] ToArray() => Bytes.ToArray();

    /// <summary>Reads 0x and 40 hex digits: one case throughout, or mixed case with a right EIP-55 checksum.</summary>
    /// <exception cref="FormatException">Not an address, or a wrong checksum; the message shows the right spelling.</exception>
    public static Address Parse(ReadOnlySpan<char> text)
    {
        if (!TryParseIgnoringChecksum(text, out var address))
        {
            throw new FormatException($"'{Hex.Shown(text)}' is not an address: expected 0x and 40 hex digits.");
        }

        if (IsMixedCase(text[2..]) && !text[2..].SequenceEqual(address.ToString().AsSpan(2)))
        {
            throw new FormatException($"'{text}' has a wrong EIP-55 checksum: if the address is right, write it as {address}.");
        }

        return address;
    }

    /// <summary>Reads an address as <see cref="Parse"/> does; false where that would throw.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out Address address) =>
        TryParseIgnoringChecksum(text, out address)
        && (!IsMixedCase(text[2..]) || text[2..].SequenceEqual(address.ToString().AsSpan(2)));

    /// <summary>Reads 0x and 40 hex digits of whatever case, as nodes send them; false for anything else.</summary>
    public static bool TryParseIgnoringChecksum(ReadOnlySpan<char> text, out Address address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var read = Hex.TryDecode(text, bytes);
        address = read ? new Address(bytes) : default;
        return read;
    }

    /// <inheritdoc cref="TryParseIgnoringChecksum(ReadOnlySpan{char}, out Address)"/>
    public static bool TryParseIgnoringChecksum(ReadOnlySpan<byte> utf8, out Address address)
    {
        Span<byte> bytes = stackalloc byte[Size];
        var read = Hex.TryDecode(utf8, bytes);
        address = read ? new Address(bytes) : default;
        return read;
    }

    /// <summary>The address with its EIP-55 checksum.</summary>
    public override string ToString()
    {
        Span<char> text = stackalloc char[2 + (Size * 2)];
        "0x".CopyTo(text);
        Convert.TryToHexStringLower(Bytes, text[2..], out _);

        Span<byte> ascii = stackalloc byte[Size * 2];
        System.Text.Encoding.ASCII.GetBytes(text[2..], ascii);
        var hash = Keccak256.Hash(ascii);
        for (var i = 0; i < ascii.Length; i++)
        {
            var nibble = (hash.Bytes[i / 2] >> (i % 2 == 0 ? 4 : 0)) & 0xf;
            if (nibble >= 8)
            {
                text[2 + i] = char.ToUpperInvariant(text[2 + i]);
            }
        }

        return new string(text);
    }

    /// <inheritdoc/>
    public bool Equals(Address other) => Bytes.SequenceEqual(other.Bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is Address other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(
        MemoryMarshal.Read<ulong>(Bytes), MemoryMarshal.Read<ulong>(Bytes[8..]), MemoryMarshal.Read<uint>(Bytes[16..]));

    /// <inheritdoc/>
    public int CompareTo(Address other) => Bytes.SequenceCompareTo(other.Bytes);

    /// <summary>Whether both are the same address.</summary>
    public static bool operator ==(Address left, Address right) => left.Equals(right);

    /// <summary>Whether the addresses differ.</summary>
    public static bool operator !=(Address left, Address right) => !left.Equals(right);

    /// <summary>Order as unsigned big-endian numbers.</summary>
    public static bool operator <(Address left, Address right) => left.CompareTo(right) < 0;

    /// <summary>Order as unsigned big-endian numbers.</summary>
    public static bool operator >(Address left, Address right) => left.CompareTo(right) > 0;

    /// <summary>Order as unsigned big-endian numbers.</summary>
    public static bool operator <=(Address left, Address right) => left.CompareTo(right) <= 0;

    /// <summary>Order as unsigned big-endian numbers.</summary>
    public static bool operator >=(Address left, Address right) => left.CompareTo(right) >= 0;

    private static bool IsMixedCase(ReadOnlySpan<char> digits) =>
        digits.ContainsAnyInRange('a', 'f') && digits.ContainsAnyInRange('A', 'F');

    [InlineArray(Size)]
    private struct Buffer
    {
        private byte _first;
    }
}
