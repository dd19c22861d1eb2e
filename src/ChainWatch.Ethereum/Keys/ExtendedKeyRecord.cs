using System.Buffers.Binary;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// The 78 bytes of an extended key (BIP-32, serialization format): version, depth, fingerprint of the parent, child number,
/// chain code, and 33 bytes of key.
/// </summary>
internal readonly ref struct ExtendedKeyRecord
{
    public const int Size = 78;
    public const uint PrivateVersion = 0x0488ADE4;
    public const uint PublicVersion = 0x0488B21E;

    private readonly ReadOnlySpan<byte> _bytes;

    /// <exception cref="FormatException">Not the version, or a master key that says that it has a parent. No message holds the key.</exception>
    public ExtendedKeyRecord(ReadOnlySpan<byte> bytes, uint version)
    {
        _bytes = bytes;
        if (BinaryPrimitives.ReadUInt32BigEndian(bytes) != version)
        {
            throw new FormatException($"Not an {(version == PrivateVersion ? "xprv" : "xpub")} key: its version is another one.");
        }

        if (Depth == 0 && (ParentFingerprint != 0 || Child != 0))
        {
            throw new FormatException("A master key (depth 0) has no parent and no child number.");
        }
    }

    public byte Depth => _bytes[4];

    public uint ParentFingerprint => BinaryPrimitives.ReadUInt32BigEndian(_bytes[5..]);

    public uint Child => BinaryPrimitives.ReadUInt32BigEndian(_bytes[9..]);

    public ReadOnlySpan<byte> ChainCode => _bytes.Slice(13, 32);

    public ReadOnlySpan<byte> Key => _bytes[45..];

    public static void Write(Span<byte> bytes, uint version, ExtendedKeyPlace place, ReadOnlySpan<byte> chainCode, ReadOnlySpan<byte> key)
    {
        BinaryPrimitives.WriteUInt32BigEndian(bytes, version);
        bytes[4] = place.Depth;
        BinaryPrimitives.WriteUInt32BigEndian(bytes[5..], place.ParentFingerprint);
        BinaryPrimitives.WriteUInt32BigEndian(bytes[9..], place.Child);
        chainCode.CopyTo(bytes[13..]);
        key.CopyTo(bytes[45..]);
    }
}
