using System.Diagnostics.CodeAnalysis;
using System.Security.Cryptography;
using Org.BouncyCastle.Crypto.EC;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;
using Org.BouncyCastle.Math.EC.Multiplier;
using ECCurve = Org.BouncyCastle.Math.EC.ECCurve;
using ECPoint = Org.BouncyCastle.Math.EC.ECPoint;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>ECDSA on secp256k1 (SEC 1 and SEC 2) as Ethereum uses it, over BouncyCastle's curve.</summary>
/// <remarks>
/// Secrets and time: multiples of the base point are computed with a fixed comb whose table look-ups touch every entry,
/// and the one inversion of a secret is blinded by a random factor. BouncyCastle's big integers are not constant in time,
/// so this guards against neighbours on the network, not against one who measures the processor itself.
/// </remarks>
public static class Secp256k1
{
    private static readonly Org.BouncyCastle.Asn1.X9.X9ECParameters Parameters = CustomNamedCurves.GetByName("secp256k1");
    private static readonly FixedPointCombMultiplier BaseMultiplier = new();

    internal static ECCurve Curve => Parameters.Curve;

    /// <summary>Whether <paramref name="signature"/> of <paramref name="digest"/> is by <paramref name="key"/>. A high s is refused where
    /// <paramref name="requireLowS"/> (EIP-2): whoever sees a signature can make the other one of the same message.</summary>
    public static bool Verify(Hash32 digest, Signature signature, PublicKey key, bool requireLowS = true)
    {
        ArgumentNullException.ThrowIfNull(signature);
        ArgumentNullException.ThrowIfNull(key);
        return Verify(digest, signature.R, signature.S, key, requireLowS);
    }

    /// <inheritdoc cref="Verify(Hash32, Signature, PublicKey, bool)"/>
    /// <remarks>An r or s that is out of range is refused.</remarks>
    public static bool Verify(Hash32 digest, Hash32 r, Hash32 s, PublicKey key, bool requireLowS = true)
    {
        ArgumentNullException.ThrowIfNull(key);
        if (!CurveOrder.IsInRange(r) || !CurveOrder.IsInRange(s) || (requireLowS && !CurveOrder.IsLow(s)))
        {
            return false;
        }

        var n = CurveOrder.Value;
        var inverse = ToScalar(s).ModInverse(n);
        var u1 = ToScalar(digest).Multiply(inverse).Mod(n);
        var u2 = ToScalar(r).Multiply(inverse).Mod(n);
        var point = ECAlgorithms.SumOfTwoMultiplies(Parameters.G, u1, key.Point, u2).Normalize();
        return !point.IsInfinity && point.AffineXCoord.ToBigInteger().Mod(n).Equals(ToScalar(r));
    }

    /// <summary>
    /// The public key that made <paramref name="signature"/> of <paramref name="digest"/>; false where there is none
    /// (r is no x coordinate of the curve, or the key would be the point at infinity). Takes high s as well as low.
    /// </summary>
    public static bool TryRecover(Hash32 digest, Signature signature, [NotNullWhen(true)] out PublicKey? key)
    {
        ArgumentNullException.ThrowIfNull(signature);
        key = null;
        if (DecompressPoint(signature) is not { } point)
        {
            return false;
        }

        var n = CurveOrder.Value;
        var inverse = ToScalar(signature.R).ModInverse(n);
        var u1 = ToScalar(digest).Negate().Multiply(inverse).Mod(n);
        var u2 = ToScalar(signature.S).Multiply(inverse).Mod(n);
        var recovered = ECAlgorithms.SumOfTwoMultiplies(Parameters.G, u1, point, u2);
        key = recovered.IsInfinity ? null : new PublicKey(recovered);
        return key is not null;
    }

    /// <summary>The public key that made <paramref name="signature"/> of <paramref name="digest"/>.</summary>
    /// <exception cref="CryptographicException">No key makes such a signature.</exception>
    public static PublicKey Recover(Hash32 digest, Signature signature) => TryRecover(digest, signature, out var key)
        ? key
        : throw new CryptographicException("No public key makes this signature of this digest.");

    internal static ECPoint MultiplyBase(BigInteger scalar) => BaseMultiplier.Multiply(Parameters.G, scalar).Normalize();

    internal static Signature Sign(Hash32 digest, ReadOnlySpan<byte> key)
    {
        using var nonces = new NonceSequence(key, digest);
        Span<byte> nonce = stackalloc byte[Hash32.Size];
        try
        {
            while (true)
            {
                nonces.Next(nonce);
                if (TrySign(digest, ToScalar(new Hash32(key)), ToScalar(new Hash32(nonce))) is { } signature)
                {
                    return signature;
                }
            }
        }
        finally
        {
            CryptographicOperations.ZeroMemory(nonce);
        }
    }

    /// <summary>The signature with this k; null for the k (one in 2^127) that gives no r, no s, or an r that Ethereum cannot write.</summary>
    private static Signature? TrySign(Hash32 digest, BigInteger key, BigInteger k)
    {
        var n = CurveOrder.Value;
        var point = MultiplyBase(k);
        var r = point.AffineXCoord.ToBigInteger();
        if (!CurveOrder.IsInRange(r))
        {
            return null;
        }

        var blind = RandomScalar();
        var sum = ToScalar(digest).Add(r.Multiply(key)).Multiply(blind).Mod(n);
        var s = sum.Multiply(k.Multiply(blind).Mod(n).ModInverse(n)).Mod(n);
        if (s.SignValue == 0)
        {
            return null;
        }

        var parity = point.AffineYCoord.TestBitZero() ? 1 : 0;
        return CurveOrder.IsLow(CurveOrder.ToHash32(s))
            ? new Signature(CurveOrder.ToHash32(r), CurveOrder.ToHash32(s), parity)
            : new Signature(CurveOrder.ToHash32(r), CurveOrder.ToHash32(n.Subtract(s)), 1 - parity);
    }

    private static ECPoint? DecompressPoint(Signature signature)
    {
        try
        {
            return Curve.DecodePoint([(byte)(2 + signature.YParity), .. signature.R.Bytes]);
        }
        catch (ArgumentException)
        {
            return null;
        }
    }

    private static BigInteger RandomScalar()
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        do
        {
            RandomNumberGenerator.Fill(bytes);
        }
        while (!CurveOrder.IsInRange(new Hash32(bytes)));
        return ToScalar(new Hash32(bytes));
    }

    private static BigInteger ToScalar(Hash32 value) => new(1, value.ToArray());
}
