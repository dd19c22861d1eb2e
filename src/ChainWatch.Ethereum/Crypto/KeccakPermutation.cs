using System.Runtime.CompilerServices;
using static System.Numerics.BitOperations;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>
/// Keccak-f[1600]: 24 rounds over 25 lanes of 64 bits (The Keccak reference, version 3.0). The lane at column x and row y
/// stands at index x + 5y.
/// </summary>
/// <remarks>
/// One round reads one buffer and writes the other, so that no lane is moved for the sake of moving. In each round
/// <list type="bullet">
/// <item>theta: d is what a column gets from the parities c of the columns beside it;</item>
/// <item>rho and pi: b0 to b4 gather, turned, the five lanes that make up a row of the result;</item>
/// <item>chi and iota: the row is mixed and written, and c becomes the parity of the new columns on the way.</item>
/// </list>
/// Two rounds are written out because with constant indices and rotations the compiler keeps most of it in registers;
/// a method for each round costs a quarter of the speed.
/// </remarks>
internal static class KeccakPermutation
{
    public const int Lanes = 25;

    internal static ReadOnlySpan<ulong> RoundConstants =>
    [
        0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000, 0x000000000000808b, 0x0000000080000001,
        0x8000000080008081, 0x8000000000008009, 0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
        0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003, 0x8000000000008002, 0x8000000000000080,
        0x000000000000800a, 0x800000008000000a, 0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
    ];

    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Apply(Span<ulong> state)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(state.Length, Lanes);
        var e = stackalloc ulong[Lanes];
        fixed (ulong* a = state)
        fixed (ulong* constants = RoundConstants)
        {
            ulong b0, b1, b2, b3, b4;
            ulong d0, d1, d2, d3, d4;
            var c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
            var c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
            var c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
            var c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
            var c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
            for (var round = 0; round < 24; round += 2)
            {
                d0 = c4 ^ RotateLeft(c1, 1);
                d1 = c0 ^ RotateLeft(c2, 1);
                d2 = c1 ^ RotateLeft(c3, 1);
                d3 = c2 ^ RotateLeft(c4, 1);
                d4 = c3 ^ RotateLeft(c0, 1);

                b0 = a[0] ^ d0;
                b1 = RotateLeft(a[6] ^ d1, 44);
                b2 = RotateLeft(a[12] ^ d2, 43);
                b3 = RotateLeft(a[18] ^ d3, 21);
                b4 = RotateLeft(a[24] ^ d4, 14);
                c0 = e[0] = b0 ^ (~b1 & b2) ^ constants[round];
                c1 = e[1] = b1 ^ (~b2 & b3);
                c2 = e[2] = b2 ^ (~b3 & b4);
                c3 = e[3] = b3 ^ (~b4 & b0);
                c4 = e[4] = b4 ^ (~b0 & b1);

                b0 = RotateLeft(a[3] ^ d3, 28);
                b1 = RotateLeft(a[9] ^ d4, 20);
                b2 = RotateLeft(a[10] ^ d0, 3);
                b3 = RotateLeft(a[16] ^ d1, 45);
                b4 = RotateLeft(a[22] ^ d2, 61);
                c0 ^= e[5] = b0 ^ (~b1 & b2);
                c1 ^= e[6] = b1 ^ (~b2 & b3);
                c2 ^= e[7] = b2 ^ (~b3 & b4);
                c3 ^= e[8] = b3 ^ (~b4 & b0);
                c4 ^= e[9] = b4 ^ (~b0 & b1);

                b0 = RotateLeft(a[1] ^ d1, 1);
                b1 = RotateLeft(a[7] ^ d2, 6);
                b2 = RotateLeft(a[13] ^ d3, 25);
                b3 = RotateLeft(a[19] ^ d4, 8);
                b4 = RotateLeft(a[20] ^ d0, 18);
                c0 ^= e[10] = b0 ^ (~b1 & b2);
                c1 ^= e[11] = b1 ^ (~b2 & b3);
                c2 ^= e[12] = b2 ^ (~b3 & b4);
                c3 ^= e[13] = b3 ^ (~b4 & b0);
                c4 ^= e[14] = b4 ^ (~b0 & b1);

                b0 = RotateLeft(a[4] ^ d4, 27);
                b1 = RotateLeft(a[5] ^ d0, 36);
                b2 = RotateLeft(a[11] ^ d1, 10);
                b3 = RotateLeft(a[17] ^ d2, 15);
                b4 = RotateLeft(a[23] ^ d3, 56);
                c0 ^= e[15] = b0 ^ (~b1 & b2);
                c1 ^= e[16] = b1 ^ (~b2 & b3);
                c2 ^= e[17] = b2 ^ (~b3 & b4);
                c3 ^= e[18] = b3 ^ (~b4 & b0);
                c4 ^= e[19] = b4 ^ (~b0 & b1);

                b0 = RotateLeft(a[2] ^ d2, 62);
                b1 = RotateLeft(a[8] ^ d3, 55);
                b2 = RotateLeft(a[14] ^ d4, 39);
                b3 = RotateLeft(a[15] ^ d0, 41);
                b4 = RotateLeft(a[21] ^ d1, 2);
                c0 ^= e[20] = b0 ^ (~b1 & b2);
                c1 ^= e[21] = b1 ^ (~b2 & b3);
                c2 ^= e[22] = b2 ^ (~b3 & b4);
                c3 ^= e[23] = b3 ^ (~b4 & b0);
                c4 ^= e[24] = b4 ^ (~b0 & b1);

                // The same round back: e is read, a is written.
                d0 = c4 ^ RotateLeft(c1, 1);
                d1 = c0 ^ RotateLeft(c2, 1);
                d2 = c1 ^ RotateLeft(c3, 1);
                d3 = c2 ^ RotateLeft(c4, 1);
                d4 = c3 ^ RotateLeft(c0, 1);

                b0 = e[0] ^ d0;
                b1 = RotateLeft(e[6] ^ d1, 44);
                b2 = RotateLeft(e[12] ^ d2, 43);
                b3 = RotateLeft(e[18] ^ d3, 21);
                b4 = RotateLeft(e[24] ^ d4, 14);
                c0 = a[0] = b0 ^ (~b1 & b2) ^ constants[round + 1];
                c1 = a[1] = b1 ^ (~b2 & b3);
                c2 = a[2] = b2 ^ (~b3 & b4);
                c3 = a[3] = b3 ^ (~b4 & b0);
                c4 = a[4] = b4 ^ (~b0 & b1);

                b0 = RotateLeft(e[3] ^ d3, 28);
                b1 = RotateLeft(e[9] ^ d4, 20);
                b2 = RotateLeft(e[10] ^ d0, 3);
                b3 = RotateLeft(e[16] ^ d1, 45);
                b4 = RotateLeft(e[22] ^ d2, 61);
                c0 ^= a[5] = b0 ^ (~b1 & b2);
                c1 ^= a[6] = b1 ^ (~b2 & b3);
                c2 ^= a[7] = b2 ^ (~b3 & b4);
                c3 ^= a[8] = b3 ^ (~b4 & b0);
                c4 ^= a[9] = b4 ^ (~b0 & b1);

                b0 = RotateLeft(e[1] ^ d1, 1);
                b1 = RotateLeft(e[7] ^ d2, 6);
                b2 = RotateLeft(e[13] ^ d3, 25);
                b3 = RotateLeft(e[19] ^ d4, 8);
                b4 = RotateLeft(e[20] ^ d0, 18);
                c0 ^= a[10] = b0 ^ (~b1 & b2);
                c1 ^= a[11] = b1 ^ (~b2 & b3);
                c2 ^= a[12] = b2 ^ (~b3 & b4);
                c3 ^= a[13] = b3 ^ (~b4 & b0);
                c4 ^= a[14] = b4 ^ (~b0 & b1);

                b0 = RotateLeft(e[4] ^ d4, 27);
                b1 = RotateLeft(e[5] ^ d0, 36);
                b2 = RotateLeft(e[11] ^ d1, 10);
                b3 = RotateLeft(e[17] ^ d2, 15);
                b4 = RotateLeft(e[23] ^ d3, 56);
                c0 ^= a[15] = b0 ^ (~b1 & b2);
                c1 ^= a[16] = b1 ^ (~b2 & b3);
                c2 ^= a[17] = b2 ^ (~b3 & b4);
                c3 ^= a[18] = b3 ^ (~b4 & b0);
                c4 ^= a[19] = b4 ^ (~b0 & b1);

                b0 = RotateLeft(e[2] ^ d2, 62);
                b1 = RotateLeft(e[8] ^ d3, 55);
                b2 = RotateLeft(e[14] ^ d4, 39);
                b3 = RotateLeft(e[15] ^ d0, 41);
                b4 = RotateLeft(e[21] ^ d1, 2);
                c0 ^= a[20] = b0 ^ (~b1 & b2);
                c1 ^= a[21] = b1 ^ (~b2 & b3);
                c2 ^= a[22] = b2 ^ (~b3 & b4);
                c3 ^= a[23] = b3 ^ (~b4 & b0);
                c4 ^= a[24] = b4 ^ (~b0 & b1);
            }
        }
    }
}
