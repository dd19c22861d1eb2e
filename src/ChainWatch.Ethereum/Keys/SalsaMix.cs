using System.Runtime.Intrinsics;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// scryptBlockMix with Salsa20/8 (RFC 7914). Each block of sixteen words is held as the four diagonals of Salsa's square
/// rather than as its rows, so that a quarter round runs on all four columns at once.
/// </summary>
internal static class SalsaMix
{
    /// <summary>Where word <paramref name="index"/> of a row of blocks stands among the diagonals.</summary>
    public static int PlaceOf(int index)
    {
        var (row, column) = (index % 16 / 4, index % 4);
        return (index & ~15) + ((row - column + 4) % 4 * 4) + column;
    }

    /// <summary>Mixes the 2r blocks of <paramref name="input"/>, XORed with those of <paramref name="other"/> unless it is null, into <paramref name="output"/>.</summary>
    public static unsafe void Apply(uint* input, uint* other, uint* output, int r)
    {
        var blocks = 2 * r;
        var (a, b, c, d) = Read(input, other, blocks - 1);
        for (var block = 0; block < blocks; block++)
        {
            var (e, f, g, h) = Read(input, other, block);
            (a, b, c, d) = Salsa(a ^ e, b ^ f, c ^ g, d ^ h);
            var to = output + (16 * ((block / 2) + (block % 2 * r)));
            a.Store(to);
            b.Store(to + 4);
            c.Store(to + 8);
            d.Store(to + 12);
        }
    }

    private static unsafe (Vector128<uint> A, Vector128<uint> B, Vector128<uint> C, Vector128<uint> D) Read(uint* input, uint* other, int block)
    {
        var from = input + (16 * block);
        var (a, b, c, d) = (Vector128.Load(from), Vector128.Load(from + 4), Vector128.Load(from + 8), Vector128.Load(from + 12));
        if (other is null)
        {
            return (a, b, c, d);
        }

        var with = other + (16 * block);
        return (a ^ Vector128.Load(with), b ^ Vector128.Load(with + 4), c ^ Vector128.Load(with + 8), d ^ Vector128.Load(with + 12));
    }

    private static (Vector128<uint> A, Vector128<uint> B, Vector128<uint> C, Vector128<uint> D) Salsa(
        Vector128<uint> a, Vector128<uint> b, Vector128<uint> c, Vector128<uint> d)
    {
        var (a0, b0, c0, d0) = (a, b, c, d);
        for (var i = 0; i < 4; i++)
        {
            b ^= Turn(a + d, 7);
            c ^= Turn(b + a, 9);
            d ^= Turn(c + b, 13);
            a ^= Turn(d + c, 18);

            // The rows of the square become its columns: the second diagonal trades places with the fourth.
            (b, c, d) = (Turn1(d), Turn2(c), Turn3(b));
            b ^= Turn(a + d, 7);
            c ^= Turn(b + a, 9);
            d ^= Turn(c + b, 13);
            a ^= Turn(d + c, 18);
            (b, c, d) = (Turn1(d), Turn2(c), Turn3(b));
        }

        return (a + a0, b + b0, c + c0, d + d0);
    }

    private static Vector128<uint> Turn(Vector128<uint> value, int bits) => (value << bits) | (value >>> (32 - bits));

    private static Vector128<uint> Turn1(Vector128<uint> value) => Vector128.Shuffle(value, Vector128.Create(1u, 2, 3, 0));

    private static Vector128<uint> Turn2(Vector128<uint> value) => Vector128.Shuffle(value, Vector128.Create(2u, 3, 0, 1));

    private static Vector128<uint> Turn3(Vector128<uint> value) => Vector128.Shuffle(value, Vector128.Create(3u, 0, 1, 2));
}
