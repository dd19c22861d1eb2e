using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Tests.Signing;

/// <summary>
/// Safe's checkNSignatures (Safe.sol 1.4.1), told anew line by line in whole numbers and knowing nothing of the code
/// under test. Returns the code with which the Safe would revert, or null.
/// </summary>
internal static class CheckNSignatures
{
    public static string? Run(Hash32 hash, IReadOnlyCollection<Address> owners, int threshold, byte[] blob, Func<Address, byte[], bool> accepts, Func<Address, bool> approved)
    {
        if (blob.Length < threshold * 65)
        {
            return "GS020";
        }

        var last = BigInteger.Zero;
        for (var i = 0; i < threshold; i++)
        {
            var r = Number(blob, i * 65);
            var s = Number(blob, (i * 65) + 32);
            var v = blob[(i * 65) + 64];
            var owner = v > 1 ? BigInteger.Zero : r & ((BigInteger.One << 160) - 1);
            if (v == 0)
            {
                if (s < threshold * 65)
                {
                    return "GS021";
                }

                if (s + 32 > blob.Length)
                {
                    return "GS022";
                }

                var length = Number(blob, (int)s);
                if (s + 32 + length > blob.Length)
                {
                    return "GS023";
                }

                if (!accepts(ToAddress(owner), blob[((int)s + 32)..((int)s + 32 + (int)length)]))
                {
                    return "GS024";
                }
            }
            else if (v == 1)
            {
                if (!approved(ToAddress(owner)))
                {
                    return "GS025";
                }
            }
            else
            {
                owner = v > 30
                    ? Recover(PersonalMessage.Hash(hash.Bytes), (byte)(v - 4), blob.AsSpan(i * 65, 64))
                    : Recover(hash, v, blob.AsSpan(i * 65, 64));
            }

            if (owner <= last || !owners.Contains(ToAddress(owner)) || owner == 1)
            {
                return "GS026";
            }

            last = owner;
        }

        return null;
    }

    /// <summary>The precompile: zero where nothing is recovered.</summary>
    private static BigInteger Recover(Hash32 digest, byte v, ReadOnlySpan<byte> rs) =>
        v is 27 or 28 && Signature.TryParse([.. rs, v], out var signature) && Secp256k1.TryRecover(digest, signature, out var key)
            ? new BigInteger(key.Address.Bytes, isUnsigned: true, isBigEndian: true)
            : BigInteger.Zero;

    private static BigInteger Number(byte[] blob, int at) => new(blob.AsSpan(at, 32), isUnsigned: true, isBigEndian: true);

    private static Address ToAddress(BigInteger number)
    {
        var bytes = new byte[20];
        var digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(bytes.AsSpan(20 - digits.Length));
        return new Address(bytes);
    }
}
