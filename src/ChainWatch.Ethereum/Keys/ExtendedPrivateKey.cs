using System.Buffers.Binary;
using System.Security.Cryptography;
using ChainWatch.Ethereum.Crypto;
using Org.BouncyCastle.Math;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// A private key from which others are derived (BIP-32). Key and chain code are zeroed on disposal; no text of this type
/// but <see cref="ExportXprv"/> shows them.
/// </summary>
public sealed class ExtendedPrivateKey : IDisposable
{
    private readonly byte[] _chainCode = GC.AllocateArray<byte>(32, pinned: true);

    private ExtendedPrivateKey(PrivateKey key, ReadOnlySpan<byte> chainCode, ExtendedKeyPlace place)
    {
        (Key, Place) = (key, place);
        chainCode.CopyTo(_chainCode);
    }

    /// <summary>The private key, which is disposed of with this one.</summary>
    public PrivateKey Key { get; }

    /// <summary>Where it stands in its tree.</summary>
    public ExtendedKeyPlace Place { get; }

    /// <summary>The master key of a seed of 16 to 64 bytes, for example that of a <see cref="Mnemonic"/>.</summary>
    /// <exception cref="FormatException">Another length.</exception>
    /// <exception cref="CryptographicException">The seed (one in 2^127) gives no key.</exception>
    public static ExtendedPrivateKey FromSeed(ReadOnlySpan<byte> seed)
    {
        if (seed.Length is < 16 or > 64)
        {
            throw new FormatException($"A seed has 16 to 64 bytes, not {seed.Length}.");
        }

        Span<byte> derived = stackalloc byte[64];
        try
        {
            HMACSHA512.HashData("Bitcoin seed"u8, seed, derived);
            return CurveOrder.IsInRange(new Hash32(derived[..32]))
                ? new ExtendedPrivateKey(new PrivateKey(derived[..32]), derived[32..], default)
                : throw new CryptographicException("This seed gives no master key.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>Reads an <c>xprv…</c> text.</summary>
    /// <exception cref="FormatException">Not base 58, a wrong checksum or version, a key out of range, or a master key with a parent. No message holds the text.</exception>
    public static ExtendedPrivateKey ParseXprv(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[ExtendedKeyRecord.Size];
        try
        {
            if (!Base58Check.TryDecode(text, bytes))
            {
                throw new FormatException("Not an extended key: not base 58 of 78 bytes, or a wrong checksum.");
            }

            var record = new ExtendedKeyRecord(bytes, ExtendedKeyRecord.PrivateVersion);
            return record.Key[0] == 0
                ? new ExtendedPrivateKey(new PrivateKey(record.Key[1..]), record.ChainCode, new(record.Depth, record.ParentFingerprint, record.Child))
                : throw new FormatException("An xprv key holds a zero byte and 32 bytes of private key.");
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>The descendant at the end of <paramref name="path"/>, as seen from this key. Disposing of both is the caller's.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed of.</exception>
    /// <exception cref="InvalidOperationException">The path leads below depth 255.</exception>
    /// <exception cref="CryptographicException">A child (one in 2^127) does not exist: take the next one.</exception>
    public ExtendedPrivateKey Derive(DerivationPath path)
    {
        ArgumentNullException.ThrowIfNull(path);
        var current = new ExtendedPrivateKey(CopyOfKey(), _chainCode, Place);
        foreach (var child in path.Children)
        {
            using var parent = current;
            current = parent.Child(child);
        }

        return current;
    }

    /// <summary>The child of this number, from 2^31 (<see cref="DerivationPath.Hardened"/>) on hardened. Disposing of it is the caller's.</summary>
    /// <inheritdoc cref="Derive"/>
    public ExtendedPrivateKey Child(uint number)
    {
        Span<byte> data = stackalloc byte[37];
        Span<byte> derived = stackalloc byte[64];
        try
        {
            WriteKey(data, number >= DerivationPath.Hardened);
            BinaryPrimitives.WriteUInt32BigEndian(data[33..], number);
            HMACSHA512.HashData(_chainCode, data, derived);
            return new ExtendedPrivateKey(Add(derived[..32]), derived[32..], Place.ChildOf(Key.PublicKey, number));
        }
        finally
        {
            CryptographicOperations.ZeroMemory(data);
            CryptographicOperations.ZeroMemory(derived);
        }
    }

    /// <summary>The public half, which derives the addresses of the children that are not hardened.</summary>
    public ExtendedPublicKey ToPublic() => new(Key.PublicKey, new Hash32(_chainCode), Place);

    /// <summary>The key as an <c>xprv…</c> text. It is the secret itself, in a string that cannot be zeroed.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed of.</exception>
    public string ExportXprv()
    {
        Span<byte> key = stackalloc byte[33];
        Span<byte> bytes = stackalloc byte[ExtendedKeyRecord.Size];
        WriteKey(key, isPrivate: true);
        ExtendedKeyRecord.Write(bytes, ExtendedKeyRecord.PrivateVersion, Place, _chainCode, key);
        var text = Base58Check.Encode(bytes);
        CryptographicOperations.ZeroMemory(key);
        CryptographicOperations.ZeroMemory(bytes);
        return text;
    }

    /// <summary>Zeroes key and chain code.</summary>
    public void Dispose()
    {
        Key.Dispose();
        CryptographicOperations.ZeroMemory(_chainCode);
    }

    /// <summary>The address and never the key.</summary>
    public override string ToString() => $"extended private key of {Key.Address}";

    private void WriteKey(Span<byte> destination, bool isPrivate)
    {
        if (isPrivate)
        {
            destination[0] = 0;
            Key.CopyTo(destination[1..]);
        }
        else
        {
            Key.PublicKey.ToCompressed().CopyTo(destination);
        }
    }

    private PrivateKey CopyOfKey()
    {
        Span<byte> bytes = stackalloc byte[PrivateKey.Size];
        Key.CopyTo(bytes);
        var copy = new PrivateKey(bytes);
        CryptographicOperations.ZeroMemory(bytes);
        return copy;
    }

    private PrivateKey Add(ReadOnlySpan<byte> tweak)
    {
        var summand = new BigInteger(1, tweak.ToArray());
        var sum = summand.Add(Key.ToScalar()).Mod(CurveOrder.Value);
        if (summand.CompareTo(CurveOrder.Value) >= 0 || sum.SignValue == 0)
        {
            throw new CryptographicException("This child does not exist: take the next number.");
        }

        return new PrivateKey(CurveOrder.ToHash32(sum).Bytes);
    }
}
