using System.Buffers.Binary;
using System.Security.Cryptography;
using ChainWatch.Ethereum.Crypto;
using Org.BouncyCastle.Crypto.Digests;

namespace ChainWatch.Ethereum.Keys;

/// <summary>Where an extended key stands in its tree (BIP-32); the default is the master key's place.</summary>
/// <param name="Depth">Levels below the master key.</param>
/// <param name="ParentFingerprint">The first four bytes of the parent's identifier; 0 for the master key.</param>
/// <param name="Child">Its number among the parent's children, from 2^31 on hardened; 0 for the master key.</param>
public readonly record struct ExtendedKeyPlace(byte Depth, uint ParentFingerprint, uint Child)
{
    internal static uint FingerprintOf(PublicKey key)
    {
        var digest = new RipeMD160Digest();
        digest.BlockUpdate(SHA256.HashData(key.ToCompressed()), 0, SHA256.HashSizeInBytes);
        var identifier = new byte[digest.GetDigestSize()];
        digest.DoFinal(identifier, 0);
        return BinaryPrimitives.ReadUInt32BigEndian(identifier);
    }

    internal ExtendedKeyPlace ChildOf(PublicKey key, uint child) => Depth < byte.MaxValue
        ? new ExtendedKeyPlace((byte)(Depth + 1), FingerprintOf(key), child)
        : throw new InvalidOperationException("A key at depth 255 has no children.");
}
