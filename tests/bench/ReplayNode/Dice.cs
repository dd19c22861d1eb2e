using System.Buffers.Binary;
using ChainWatch.Ethereum;

namespace ChainWatch.Replay;

/// <summary>Numbers that look random and follow from where they are asked for (SplitMix64's finalizer), so that nothing need be kept.</summary>
internal static class Dice
{
    private const ulong Step = 0x9e3779b97f4a7c15;

    /// <summary>The n-th number that follows from another.</summary>
    public static ulong Roll(ulong from, ulong n)
    {
        var z = from + ((n + 1) * Step);
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9;
        z = (z ^ (z >> 27)) * 0x94d049bb133111eb;
        return z ^ (z >> 31);
    }

    /// <summary>The n-th 32 bytes that follow from a number.</summary>
    public static Hash32 Hash(ulong from, ulong n)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        for (var word = 0; word < 4; word++)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes[(word * 8)..], Roll(from, (n * 4) + (ulong)word));
        }

        return new Hash32(bytes);
    }
}
