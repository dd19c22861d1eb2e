using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>
/// Keccak-f[1600] of four states at once: a vector holds one lane of each, so that one instruction does for four.
/// The letters are those of <see cref="KeccakPermutation"/>. Sixteen vector registers hold the columns and one row at a time, never 25 lanes.
/// </summary>
internal static class KeccakPermutationOfFour
{
    [MethodImpl(MethodImplOptions.AggressiveOptimization)]
    public static unsafe void Apply(Span<Vector256<ulong>> states)
    {
        ArgumentOutOfRangeException.ThrowIfNotEqual(states.Length, KeccakPermutation.Lanes);
        var other = stackalloc Vector256<ulong>[KeccakPermutation.Lanes];
        fixed (Vector256<ulong>* given = states)
        {
            Vector256<ulong>* a = given, e = other;
            var c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
            var c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
            var c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
            var c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
            var c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
            foreach (var constant in KeccakPermutation.RoundConstants)
            {
                var d0 = c4 ^ RotateLeft(c1, 1);
                var d1 = c0 ^ RotateLeft(c2, 1);
                var d2 = c1 ^ RotateLeft(c3, 1);
                var d3 = c2 ^ RotateLeft(c4, 1);
                var d4 = c3 ^ RotateLeft(c0, 1);

                c0 = Vector256.Create(constant);
                c1 = c2 = c3 = c4 = default;
                WriteRow(
                    e, a[0] ^ d0, RotateLeft(a[6] ^ d1, 44), RotateLeft(a[12] ^ d2, 43), RotateLeft(a[18] ^ d3, 21), RotateLeft(a[24] ^ d4, 14),
                    ref c0, ref c1, ref c2, ref c3, ref c4);
                e[0] = c0;
                WriteRow(
                    e + 5, RotateLeft(a[3] ^ d3, 28), RotateLeft(a[9] ^ d4, 20), RotateLeft(a[10] ^ d0, 3), RotateLeft(a[16] ^ d1, 45), RotateLeft(a[22] ^ d2, 61),
                    ref c0, ref c1, ref c2, ref c3, ref c4);
                WriteRow(
                    e + 10, RotateLeft(a[1] ^ d1, 1), RotateLeft(a[7] ^ d2, 6), RotateLeft(a[13] ^ d3, 25), RotateLeft(a[19] ^ d4, 8), RotateLeft(a[20] ^ d0, 18),
                    ref c0, ref c1, ref c2, ref c3, ref c4);
                WriteRow(
                    e + 15, RotateLeft(a[4] ^ d4, 27), RotateLeft(a[5] ^ d0, 36), RotateLeft(a[11] ^ d1, 10), RotateLeft(a[17] ^ d2, 15), RotateLeft(a[23] ^ d3, 56),
                    ref c0, ref c1, ref c2, ref c3, ref c4);
                WriteRow(
                    e + 20, RotateLeft(a[2] ^ d2, 62), RotateLeft(a[8] ^ d3, 55), RotateLeft(a[14] ^ d4, 39), RotateLeft(a[15] ^ d0, 41), RotateLeft(a[21] ^ d1, 2),
                    ref c0, ref c1, ref c2, ref c3, ref c4);

                // What was written is read next; after 24 rounds that is what was given.
                var written = e;
                e = a;
                a = written;
            }
        }
    }

    /// <summary>Chi: a row of the result from its five lanes, each of which is added to the parity c of its column.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static unsafe void WriteRow(
        Vector256<ulong>* row,
        Vector256<ulong> b0,
        Vector256<ulong> b1,
        Vector256<ulong> b2,
        Vector256<ulong> b3,
        Vector256<ulong> b4,
        ref Vector256<ulong> c0,
        ref Vector256<ulong> c1,
        ref Vector256<ulong> c2,
        ref Vector256<ulong> c3,
        ref Vector256<ulong> c4)
    {
        c0 ^= row[0] = b0 ^ (~b1 & b2);
        c1 ^= row[1] = b1 ^ (~b2 & b3);
        c2 ^= row[2] = b2 ^ (~b3 & b4);
        c3 ^= row[3] = b3 ^ (~b4 & b0);
        c4 ^= row[4] = b4 ^ (~b0 & b1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<ulong> RotateLeft(Vector256<ulong> lanes, int bits) => (lanes << bits) | (lanes >>> (64 - bits));
}
