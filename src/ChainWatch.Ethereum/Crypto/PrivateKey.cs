using System.Security.Cryptography;
using Org.BouncyCastle.Math;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>
/// A secp256k1 private key. The bytes are held once, in memory that the collector does not move, and zeroed on disposal;
/// no text of this type shows them.
/// </summary>
/// <remarks>
/// Computing with the key makes passing copies of it in BouncyCastle's integers, which cannot be zeroed and live until
/// they are collected. Whoever can read this process's memory can read its keys.
/// </remarks>
public sealed class PrivateKey : IDisposable
{
    /// <summary>Bytes in a private key.</summary>
    public const int Size = 32;

    private readonly byte[] _bytes = GC.AllocateArray<byte>(Size, pinned: true);
    private bool _disposed;

    /// <summary>The key of these 32 big-endian bytes, which are copied: zeroing them is the caller's.</summary>
    /// <exception cref="FormatException">Another length, zero, or not below the order of the curve.</exception>
    public PrivateKey(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != Size || !CurveOrder.IsInRange(new Hash32(bytes)))
        {
            throw new FormatException("A private key is 32 bytes that lie between 1 and the order of secp256k1 less 1.");
        }

        bytes.CopyTo(_bytes);
        var scalar = ToScalar();
        PublicKey = new PublicKey(Secp256k1.MultiplyBase(scalar));
    }

    /// <summary>The public key.</summary>
    public PublicKey PublicKey { get; }

    /// <summary>The address of the public key.</summary>
    public Address Address => PublicKey.Address;

    /// <summary>A new key from the operating system's random numbers.</summary>
    public static PrivateKey Generate()
    {
        Span<byte> bytes = stackalloc byte[Size];
        try
        {
            do
            {
                RandomNumberGenerator.Fill(bytes);
            }
            while (!CurveOrder.IsInRange(new Hash32(bytes)));
            return new PrivateKey(bytes);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(bytes);
        }
    }

    /// <summary>Signs a 32-byte digest: deterministic k (RFC 6979 with SHA-256) and low s, so that one digest has one signature.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed of.</exception>
    public Signature Sign(Hash32 digest)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return Secp256k1.Sign(digest, _bytes);
    }

    /// <summary>Writes the 32 bytes to <paramref name="destination"/>, whose zeroing is the caller's.</summary>
    /// <exception cref="ObjectDisposedException">The key was disposed of.</exception>
    public void CopyTo(Span<byte> destination)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        _bytes.CopyTo(destination);
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        _disposed = true;
        CryptographicOperations.ZeroMemory(_bytes);
    }

    /// <summary>The address and never the key.</summary>
    public override string ToString() => $"private key of {Address}";

    internal BigInteger ToScalar()
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return new BigInteger(1, _bytes);
    }
}
