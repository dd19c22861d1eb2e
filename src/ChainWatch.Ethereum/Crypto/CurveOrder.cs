using Org.BouncyCastle.Math;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>The order n of secp256k1 (SEC 2, 2.4.1), and comparisons with it.</summary>
internal static class CurveOrder
{
    private static readonly Hash32 N = Hash32.Parse("0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141");
    private static readonly Hash32 HalfN = Hash32.Parse("0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0");

    public static BigInteger Value { get; } = new(1, N.ToArray());

    /// <summary>Whether the scalar is in 1 to n-1.</summary>
    public static bool IsInRange(Hash32 scalar) => scalar != Hash32.Zero && scalar < N;

    /// <inheritdoc cref="IsInRange(Hash32)"/>
    public static bool IsInRange(BigInteger scalar) => scalar.SignValue > 0 && scalar.CompareTo(Value) < 0;

    /// <summary>Whether the scalar is at most n/2.</summary>
    public static bool IsLow(Hash32 scalar) => scalar <= HalfN;

    /// <summary>The number modulo n. (Twice n is more than 32 bytes hold.)</summary>
    public static Hash32 Reduce(Hash32 number) => number < N ? number : ToHash32(new BigInteger(1, number.ToArray()).Subtract(Value));

    /// <summary>n less the scalar, which is in 1 to n-1.</summary>
    public static Hash32 Negate(Hash32 scalar) => ToHash32(Value.Subtract(new BigInteger(1, scalar.ToArray())));

    /// <summary>The scalar as 32 big-endian bytes.</summary>
    public static Hash32 ToHash32(BigInteger scalar)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        bytes.Clear();
        var magnitude = scalar.ToByteArrayUnsigned();
        magnitude.CopyTo(bytes[(Hash32.Size - magnitude.Length)..]);
        return new Hash32(bytes);
    }
}
