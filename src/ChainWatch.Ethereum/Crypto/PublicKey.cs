using System.Diagnostics.CodeAnalysis;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>A point of secp256k1 other than infinity. Its text is the compressed form in hex.</summary>
public sealed class PublicKey : IEquatable<PublicKey>
{
    private readonly byte[] _uncompressed;

    internal PublicKey(ECPoint point)
    {
        Point = point.Normalize();
        _uncompressed = Point.GetEncoded(false);
        Address = new Address(Keccak256.Hash(_uncompressed.AsSpan(1)).Bytes[12..]);
    }

    /// <summary>The last 20 bytes of the Keccak-256 of x and y (Yellow Paper, appendix F).</summary>
    public Address Address { get; }

    internal ECPoint Point { get; }

    /// <summary>Reads SEC 1 bytes: 02 or 03 and x (33 bytes), or 04, x and y (65 bytes).</summary>
    /// <exception cref="FormatException">Another form, a coordinate that is not below the field's prime, or no point of the curve.</exception>
    public static PublicKey Parse(ReadOnlySpan<byte> bytes) => TryParse(bytes, out var key)
        ? key
        : throw new FormatException("Not a public key of secp256k1: expected 33 bytes from 02 or 03, or 65 bytes from 04, on the curve.");

    /// <summary>Reads a key as <see cref="Parse"/> does; false where that would throw.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out PublicKey? key)
    {
        key = null;
        var isForm = bytes.Length switch { 33 => bytes[0] is 2 or 3, 65 => bytes[0] == 4, _ => false };
        if (!isForm)
        {
            return false;
        }

        try
        {
            key = new PublicKey(Secp256k1.Curve.DecodePoint(bytes.ToArray()));
            return true;
        }
        catch (ArgumentException)
        {
            return false;
        }
    }

    /// <summary>04, x and y: 65 bytes.</summary>
    public byte[] ToUncompressed() => [.. _uncompressed];

    /// <summary>02 (y is even) or 03 (y is odd), and x: 33 bytes.</summary>
    public byte[] ToCompressed() => Point.GetEncoded(true);

    /// <inheritdoc/>
    public bool Equals(PublicKey? other) => other is not null && _uncompressed.AsSpan().SequenceEqual(other._uncompressed);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as PublicKey);

    /// <inheritdoc/>
    public override int GetHashCode() => Address.GetHashCode();

    /// <inheritdoc/>
    public override string ToString() => Hex.Encode(ToCompressed());
}
