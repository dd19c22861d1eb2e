using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace ChainWatch.Ethereum.Crypto;

/// <summary>
/// Keccak-256 of messages of any lengths, four at a time: each lane of the vectors hashes one message block by block, and takes
/// the next message as soon as its own is done.
/// </summary>
internal static class KeccakFour
{
    private const int Width = 4;
    private const int WordsInBlock = Keccak256.Rate / sizeof(ulong);

    /// <summary>Whether this is faster than one message after another. (Every such processor is little-endian, as Keccak's lanes are.)</summary>
    public static bool IsFast => Vector256.IsHardwareAccelerated && BitConverter.IsLittleEndian;

    /// <summary>Hashes messages that lie end to end in <paramref name="messages"/>.</summary>
    public static void Hash(ReadOnlySpan<byte> messages, ReadOnlySpan<int> ends, Span<Hash32> hashes)
    {
        Span<Vector256<ulong>> states = stackalloc Vector256<ulong>[KeccakPermutation.Lanes];
        Span<ulong> blocks = stackalloc ulong[Width * WordsInBlock];
        Span<Lane> lanes = stackalloc Lane[Width];
        states.Clear();
        lanes.Clear();
        for (var (next, done) = (0, 0); done < ends.Length;)
        {
            next = GiveMessages(lanes, states, ends, next);
            for (var i = 0; i < Width; i++)
            {
                lanes[i].ReadBlock(messages, MemoryMarshal.AsBytes(blocks.Slice(i * WordsInBlock, WordsInBlock)));
            }

            Absorb(states, blocks);
            for (var i = 0; i < Width; i++)
            {
                if (lanes[i].IsAtEnd)
                {
                    hashes[lanes[i].Message] = ReadHash(states, i);
                    lanes[i] = default;
                    done++;
                }
            }
        }
    }

    /// <summary>Gives each idle lane the next message and a fresh state, and returns the message after those.</summary>
    private static int GiveMessages(Span<Lane> lanes, Span<Vector256<ulong>> states, ReadOnlySpan<int> ends, int next)
    {
        var kept = Vector256<ulong>.AllBitsSet;
        for (var i = 0; i < Width && next < ends.Length; i++)
        {
            if (!lanes[i].IsBusy)
            {
                lanes[i] = new Lane { IsBusy = true, Message = next, From = next == 0 ? 0 : ends[next - 1], To = ends[next] };
                kept = kept.WithElement(i, 0ul);
                next++;
            }
        }

        if (kept != Vector256<ulong>.AllBitsSet)
        {
            foreach (ref var state in states)
            {
                state &= kept;
            }
        }

        return next;
    }

    private static void Absorb(Span<Vector256<ulong>> states, ReadOnlySpan<ulong> blocks)
    {
        for (var i = 0; i < WordsInBlock; i++)
        {
            states[i] ^= Vector256.Create(blocks[i], blocks[WordsInBlock + i], blocks[(2 * WordsInBlock) + i], blocks[(3 * WordsInBlock) + i]);
        }

        KeccakPermutationOfFour.Apply(states);
    }

    private static Hash32 ReadHash(ReadOnlySpan<Vector256<ulong>> states, int lane)
    {
        ReadOnlySpan<ulong> hash = [states[0][lane], states[1][lane], states[2][lane], states[3][lane]];
        return new Hash32(MemoryMarshal.AsBytes(hash));
    }

    /// <summary>One of four messages, read from <see cref="From"/> to <see cref="To"/>.</summary>
    private struct Lane
    {
        public bool IsBusy;
        public bool IsAtEnd;
        public int Message;
        public int From;
        public int To;

        /// <summary>Copies the next block; the one that the message does not fill is padded and is the last.</summary>
        public void ReadBlock(ReadOnlySpan<byte> messages, Span<byte> block)
        {
            if (!IsBusy)
            {
                return;
            }

            var held = Math.Min(To - From, Keccak256.Rate);
            messages.Slice(From, held).CopyTo(block);
            From += held;
            if (held < Keccak256.Rate)
            {
                Keccak256.Pad(block, held);
                IsAtEnd = true;
            }
        }
    }
}
