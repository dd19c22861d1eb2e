using System.Buffers.Binary;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// scrypt (RFC 7914). Takes 128·N·r bytes of memory outside the collected heap and zeroes them before giving them back.
/// (BouncyCastle's refuses N of 65536 and more where r is 1, which keystores have.)
/// </summary>
internal static class Scrypt
{
    /// <exception cref="InsufficientMemoryException">The system has not enough memory.</exception>
    public static unsafe void DeriveKey(ReadOnlySpan<byte> passphrase, ReadOnlySpan<byte> salt, ScryptCost cost, Span<byte> key)
    {
        var laneSize = 128 * cost.R;
        var lanes = new byte[cost.P * laneSize];
        var size = (nuint)(cost.N + 2) * (nuint)laneSize;
        byte* memory;
        try
        {
            memory = (byte*)NativeMemory.AlignedAlloc(size, 64);
        }
        catch (OutOfMemoryException e)
        {
            throw new InsufficientMemoryException($"Not enough memory for a passphrase of this cost: {size >> 20} MiB are needed.", e);
        }

        try
        {
            Rfc2898DeriveBytes.Pbkdf2(passphrase, salt, lanes, 1, HashAlgorithmName.SHA256);
            for (var lane = 0; lane < cost.P; lane++)
            {
                Mix(lanes.AsSpan(lane * laneSize, laneSize), cost, (uint*)memory);
            }

            Rfc2898DeriveBytes.Pbkdf2(passphrase, lanes, key, 1, HashAlgorithmName.SHA256);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(lanes);
            NativeMemory.Clear(memory, size);
            NativeMemory.AlignedFree(memory);
        }
    }

    /// <summary>scryptROMix: fills the memory with N successive mixtures of the lane, then reads it where the lane says.</summary>
    private static unsafe void Mix(Span<byte> lane, ScryptCost cost, uint* memory)
    {
        var words = (nuint)(32 * cost.R);
        var x = memory + ((nuint)cost.N * words);
        var y = x + words;
        Load(lane, memory);
        for (nuint i = 1; i <= (nuint)cost.N; i++)
        {
            SalsaMix.Apply(memory + ((i - 1) * words), null, memory + (i * words), cost.R);
        }

        for (var i = 0; i < cost.N; i++)
        {
            // The first word of the last block decides: N is below 2^32, and the word stands first in both orders.
            var chosen = x[words - 16] & (uint)(cost.N - 1);
            SalsaMix.Apply(x, memory + (chosen * words), y, cost.R);
            var mixed = y;
            y = x;
            x = mixed;
        }

        Store(x, lane);
    }

    private static unsafe void Load(ReadOnlySpan<byte> lane, uint* words)
    {
        for (var i = 0; i < lane.Length / 4; i++)
        {
            words[SalsaMix.PlaceOf(i)] = BinaryPrimitives.ReadUInt32LittleEndian(lane[(i * 4)..]);
        }
    }

    private static unsafe void Store(uint* words, Span<byte> lane)
    {
        for (var i = 0; i < lane.Length / 4; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(lane[(i * 4)..], words[SalsaMix.PlaceOf(i)]);
        }
    }
}
