using System.Buffers.Binary;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Signing;

/// <summary>
/// One owner's consent to a Safe transaction. <see cref="Bytes"/> is what a blob of this one signature would be, so that
/// it says itself of which kind it is: 65 bytes (r, s, v), and for a contract owner its tail behind them. There is one
/// spelling of each: s is low, an approval has no s, a tail starts right behind the 65 bytes and nothing follows it.
/// </summary>
public sealed class OwnerSignature : IEquatable<OwnerSignature>
{
    /// <summary>Bytes of every signature's fixed part.</summary>
    public const int PartSize = Signature.Size;

    /// <summary>The longest tail of a contract owner that is taken: as long as a Safe of some hundred owners needs.</summary>
    public const int MaxTail = 1 << 14;

    // eth_sign is told from typed data by this much in v.
    private const byte EthSignOffset = 4;

    private readonly byte[] _bytes;

    private OwnerSignature(Address owner, SignatureKind kind, byte[] bytes) => (Owner, Kind, _bytes) = (owner, kind, bytes);

    /// <summary>Who consents.</summary>
    public Address Owner { get; }

    /// <summary>How.</summary>
    public SignatureKind Kind { get; }

    /// <summary>The blob of this signature alone.</summary>
    public ReadOnlyMemory<byte> Bytes => _bytes;

    /// <summary>What a contract owner is asked about; empty for every other kind.</summary>
    public ReadOnlyMemory<byte> Tail => Kind == SignatureKind.Contract ? Bytes[(PartSize + Hash32.Size)..] : default;

    /// <summary>Whether the signature itself proves the consent; otherwise the chain must be asked (<see cref="ChainConsent"/>).</summary>
    public bool ProvesItself => Kind is SignatureKind.Eip712 or SignatureKind.EthSign;

    /// <summary>A signature of the transaction's typed data.</summary>
    public static OwnerSignature Eip712(Address owner, Signature signature) =>
        new(owner, SignatureKind.Eip712, signature.ToLowS().ToArray());

    /// <summary>A signature of the transaction's hash as a message.</summary>
    public static OwnerSignature EthSign(Address owner, Signature signature)
    {
        var bytes = signature.ToLowS().ToArray();
        bytes[^1] += EthSignOffset;
        return new OwnerSignature(owner, SignatureKind.EthSign, bytes);
    }

    /// <summary>What a contract owner is to accept as its signature.</summary>
    public static OwnerSignature Contract(Address owner, ReadOnlySpan<byte> tail) =>
        new(owner, SignatureKind.Contract, [.. Part(owner, PartSize, v: 0), .. Word(tail.Length), .. tail]);

    /// <summary>An approval that stands on the chain, or that the owner gives by executing.</summary>
    public static OwnerSignature Approved(Address owner) => new(owner, SignatureKind.ApprovedHash, Part(owner, 0, v: 1));

    /// <summary>The fixed part as it stands in a blob where the tail, if there is one, starts at <paramref name="offset"/>.</summary>
    internal byte[] PartAt(int offset) => Kind == SignatureKind.Contract ? Part(Owner, offset, v: 0) : [.. _bytes];

    /// <summary>The tail with its length before it; nothing for every kind but a contract's.</summary>
    internal ReadOnlySpan<byte> LengthAndTail => _bytes.AsSpan(PartSize);

    /// <inheritdoc/>
    public bool Equals(OwnerSignature? other) => other is not null && Owner == other.Owner && _bytes.AsSpan().SequenceEqual(other._bytes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as OwnerSignature);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        var hash = default(HashCode);
        hash.Add(Owner);
        hash.AddBytes(_bytes);
        return hash.ToHashCode();
    }

    /// <inheritdoc/>
    public override string ToString() => $"{Kind.Word()} signature of {Owner}";

    private static byte[] Part(Address owner, int s, byte v) => [.. Hash32.FromAddress(owner).Bytes, .. Word(s), v];

    private static byte[] Word(int number)
    {
        var word = new byte[Hash32.Size];
        BinaryPrimitives.WriteInt32BigEndian(word.AsSpan(Hash32.Size - sizeof(int)), number);
        return word;
    }
}
