using System.Buffers.Binary;
using System.Security.Cryptography;
using ChainWatch.Ethereum.Crypto;
using Org.BouncyCastle.Math;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// A public key from which other public keys, and so addresses, are derived without any secret (BIP-32). Its text is the
/// <c>xpub…</c> form. Together with one private key below it, it gives away the private key above: show it to no stranger.
/// </summary>
public sealed class ExtendedPublicKey
{
    private readonly Hash32 _chainCode;

    internal ExtendedPublicKey(PublicKey key, Hash32 chainCode, ExtendedKeyPlace place) => (Key, _chainCode, Place) = (key, chainCode, place);

    /// <summary>The public key.</summary>
    public PublicKey Key { get; }

    /// <summary>Where it stands in its tree.</summary>
    public ExtendedKeyPlace Place { get; }

    /// <summary>Reads an <c>xpub…</c> text.</summary>
    /// <exception cref="FormatException">Not base 58, a wrong checksum or version, no point of the curve, or a master key with a parent.</exception>
    public static ExtendedPublicKey Parse(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[ExtendedKeyRecord.Size];
        if (!Base58Check.TryDecode(text, bytes))
        {
            throw new FormatException("Not an extended key: not base 58 of 78 bytes, or a wrong checksum.");
        }

        var record = new ExtendedKeyRecord(bytes, ExtendedKeyRecord.PublicVersion);
        return new ExtendedPublicKey(
            PublicKey.Parse(record.Key), new Hash32(record.ChainCode), new(record.Depth, record.ParentFingerprint, record.Child));
    }

    /// <summary>The child of this number, below 2^31.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A hardened child: only the private key has it.</exception>
    /// <exception cref="InvalidOperationException">This key is at depth 255.</exception>
    /// <exception cref="CryptographicException">The child (one in 2^127) does not exist: take the next one.</exception>
    public ExtendedPublicKey Child(uint number)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(number, DerivationPath.Hardened);
        Span<byte> data = stackalloc byte[37];
        Span<byte> derived = stackalloc byte[64];
        Key.ToCompressed().CopyTo(data);
        BinaryPrimitives.WriteUInt32BigEndian(data[33..], number);
        HMACSHA512.HashData(_chainCode.Bytes, data, derived);

        var tweak = new BigInteger(1, derived[..32].ToArray());
        var point = Secp256k1.MultiplyBase(tweak).Add(Key.Point);
        return CurveOrder.IsInRange(tweak) && !point.IsInfinity
            ? new ExtendedPublicKey(new PublicKey(point), new Hash32(derived[32..]), Place.ChildOf(Key, number))
            : throw new CryptographicException("This child does not exist: take the next number.");
    }

    /// <summary>The <c>xpub…</c> text.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[ExtendedKeyRecord.Size];
        ExtendedKeyRecord.Write(bytes, ExtendedKeyRecord.PublicVersion, Place, _chainCode.Bytes, Key.ToCompressed());
        return Base58Check.Encode(bytes);
    }
}
