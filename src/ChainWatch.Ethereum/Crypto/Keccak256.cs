using System.Buffers.Binary;
using System.Runtime.InteropServices;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>
/// Keccak-256 as Ethereum uses it: the Keccak team's original padding (0x01), not that of NIST's SHA3-256 (0x06).
/// Not for secrets that must leave no trace: the stack is not cleared.
/// </summary>
public static class Keccak256
{
    /// <summary>Bytes absorbed by one permutation: 1600 bits less twice the security level of 256.</summary>
    internal const int Rate = 136;

    /// <summary>The hash of <paramref name="message"/>.</summary>
    public static Hash32 Hash(ReadOnlySpan<byte> message) => Hash(message, []);

    /// <summary>The hash of <paramref name="first"/> followed by <paramref name="second"/>, which need not lie side by side.</summary>
    public static Hash32 Hash(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second)
    {
        Span<ulong> state = stackalloc ulong[KeccakPermutation.Lanes];
        state.Clear();
        Span<byte> block = stackalloc byte[Rate];
        var held = AbsorbBlocks(state, first, block);
        if (held + second.Length >= Rate)
        {
            second[..(Rate - held)].CopyTo(block[held..]);
            Absorb(state, block);
            second = second[(Rate - held)..];
            held = 0;
        }

        if (held == 0)
        {
            held = AbsorbBlocks(state, second, block);
        }
        else
        {
            second.CopyTo(block[held..]);
            held += second.Length;
        }

        return Finish(state, block, held);
    }

    /// <summary>Absorbs whole blocks, copies the rest to <paramref name="rest"/>, and says how many bytes that is.</summary>
    private static int AbsorbBlocks(Span<ulong> state, ReadOnlySpan<byte> message, Span<byte> rest)
    {
        while (message.Length >= Rate)
        {
            Absorb(state, message[..Rate]);
            message = message[Rate..];
        }

        message.CopyTo(rest);
        return message.Length;
    }

    private static void Absorb(Span<ulong> state, ReadOnlySpan<byte> block)
    {
        var lanes = MemoryMarshal.Cast<byte, ulong>(block);
        var changed = state[..lanes.Length];
        for (var i = 0; i < lanes.Length; i++)
        {
            changed[i] ^= BitConverter.IsLittleEndian ? lanes[i] : BinaryPrimitives.ReverseEndianness(lanes[i]);
        }

        KeccakPermutation.Apply(state);
    }

    /// <summary>Ends a block of which <paramref name="held"/> bytes are the message's.</summary>
    internal static void Pad(Span<byte> block, int held)
    {
        block[held..].Clear();
        block[held] = 0x01;
        block[Rate - 1] |= 0x80;
    }

    private static Hash32 Finish(Span<ulong> state, Span<byte> block, int held)
    {
        Pad(block, held);
        Absorb(state, block);

        Span<byte> hash = stackalloc byte[Hash32.Size];
        for (var i = 0; i < Hash32.Size / sizeof(ulong); i++)
        {
            BinaryPrimitives.WriteUInt64LittleEndian(hash[(i * sizeof(ulong))..], state[i]);
        }

        return new Hash32(hash);
    }
}
