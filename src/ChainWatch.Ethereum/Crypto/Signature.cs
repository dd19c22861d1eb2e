using System.Diagnostics.CodeAnalysis;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>
/// An ECDSA signature on secp256k1 that says which of two public keys made it: r and s in 1 to n-1 (n is the order of the
/// curve) and the parity of the point's y. Every value of this type is in range; whether s is low is <see cref="IsLowS"/>.
/// </summary>
public sealed record Signature
{
    /// <summary>Bytes in the form r, s, v.</summary>
    public const int Size = 65;

    /// <summary>A signature of these parts.</summary>
    /// <exception cref="FormatException">r or s is zero or not below n, or the parity is neither 0 nor 1.</exception>
    public Signature(Hash32 r, Hash32 s, int yParity)
    {
        if (!CurveOrder.IsInRange(r) || !CurveOrder.IsInRange(s))
        {
            throw new FormatException("A signature's r and s lie between 1 and the order of secp256k1 less 1.");
        }

        if (yParity is not (0 or 1))
        {
            throw new FormatException($"A signature's y parity is 0 or 1, not {yParity}.");
        }

        (R, S, YParity) = (r, s, yParity);
    }

    /// <summary>The x coordinate of the signature's point, big-endian.</summary>
    public Hash32 R { get; }

    /// <summary>The proof, big-endian.</summary>
    public Hash32 S { get; }

    /// <summary>0 where the y coordinate of the point is even, 1 where it is odd.</summary>
    public int YParity { get; }

    /// <summary>Whether s is at most n/2, as EIP-2 requires of transactions: the other signature of the same message is then refused.</summary>
    public bool IsLowS => CurveOrder.IsLow(S);

    /// <summary>
    /// The same consent with s at most n/2. From any signature everybody can make the other one of the same message:
    /// of the two, this is the one to keep and to compare.
    /// </summary>
    public Signature ToLowS() => IsLowS ? this : new Signature(R, CurveOrder.Negate(S), 1 - YParity);

    /// <summary>Reads r, s and v: 65 bytes, v written as 0, 1, 27 or 28.</summary>
    /// <exception cref="FormatException">Another length, another v, or r or s out of range.</exception>
    public static Signature Parse(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size)
        {
            throw new FormatException($"A signature has {Size} bytes (r, s, v), not {bytes.Length}.");
        }

        var parity = bytes[64] switch
        {
            0 or 27 => 0,
            1 or 28 => 1,
            var v => throw new FormatException($"A signature's v is 0, 1, 27 or 28, not {v}."),
        };
        return new Signature(new Hash32(bytes[..32]), new Hash32(bytes[32..64]), parity);
    }

    /// <summary>Reads 0x and 130 hex digits as <see cref="Parse(ReadOnlySpan{byte})"/> reads bytes.</summary>
    /// <exception cref="FormatException">Not hexadecimal, or no signature.</exception>
    public static Signature Parse(ReadOnlySpan<char> text) => Parse(Hex.Decode(text));

    /// <summary>Reads a signature as <see cref="Parse(ReadOnlySpan{byte})"/> does; false where that would throw.</summary>
    public static bool TryParse(ReadOnlySpan<byte> bytes, [NotNullWhen(true)] out Signature? signature)
    {
        var read = bytes.Length == Size
            && bytes[64] is (0 or 1 or 27 or 28)
            && CurveOrder.IsInRange(new Hash32(bytes[..32]))
            && CurveOrder.IsInRange(new Hash32(bytes[32..64]));
        signature = read ? Parse(bytes) : null;
        return read;
    }

    /// <summary>r, s and v, v being 27 or 28: 65 bytes, as <c>eth_sign</c>, <c>ecrecover</c> and Safe take them.</summary>
    public byte[] ToArray() => [.. R.Bytes, .. S.Bytes, (byte)(27 + YParity)];

    /// <summary>r, s and v as 0x and 130 hex digits.</summary>
    public override string ToString() => Hex.Encode(ToArray());
}
