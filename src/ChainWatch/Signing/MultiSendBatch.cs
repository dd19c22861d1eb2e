using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Signing;

/// <summary>One call of a batch.</summary>
/// <param name="Operation">0 a call, 1 a delegatecall, which MultiSendCallOnly refuses.</param>
/// <param name="To">Who is called.</param>
/// <param name="Value">Wei that go along.</param>
/// <param name="Data">Calldata.</param>
internal sealed record BatchedCall(byte Operation, Address To, BigInteger Value, ReadOnlyMemory<byte> Data);

/// <summary>
/// Calldata of <c>multiSend(bytes)</c>: calls packed without padding as operation (1 byte), to (20), value (32), length
/// (32) and calldata (safe-smart-account, MultiSendCallOnly.sol).
/// </summary>
internal static class MultiSendBatch
{
    private const int HeadSize = 1 + Address.Size + (2 * Hash32.Size);

    private static readonly AbiFunction MultiSend = AbiContract.Parse("function multiSend(bytes transactions) payable").Function("multiSend");

    /// <summary>Reads a batch; false where it is none, is malformed, or has bytes that no reader would show.</summary>
    public static bool TryRead(ReadOnlyMemory<byte> data, [NotNullWhen(true)] out IReadOnlyList<BatchedCall>? calls)
    {
        calls = null;
        return TryUnwrap(data, out var packed) && TryUnpack(packed, out calls);
    }

    private static bool TryUnwrap(ReadOnlyMemory<byte> data, out ReadOnlyMemory<byte> packed)
    {
        packed = default;
        try
        {
            packed = MultiSend.DecodeCall(data).Bytes(0);

            // Encoding it again gives the same bytes: nothing hides between or behind.
            return MultiSend.Encode(packed.ToArray()).AsSpan().SequenceEqual(data.Span);
        }
        catch (AbiException)
        {
            return false;
        }
    }

    private static bool TryUnpack(ReadOnlyMemory<byte> packed, [NotNullWhen(true)] out IReadOnlyList<BatchedCall>? calls)
    {
        calls = null;
        var read = new List<BatchedCall>();
        while (!packed.IsEmpty)
        {
            if (packed.Length < HeadSize
                || !SignatureReading.TryReadLength(packed.Span[(HeadSize - Hash32.Size)..HeadSize], out var length)
                || length > packed.Length - HeadSize)
            {
                return false;
            }

            var head = packed.Span;
            var value = new BigInteger(head[(1 + Address.Size)..(1 + Address.Size + Hash32.Size)], isUnsigned: true, isBigEndian: true);
            read.Add(new BatchedCall(head[0], new Address(head[1..(1 + Address.Size)]), value, packed.Slice(HeadSize, length)));
            packed = packed[(HeadSize + length)..];
        }

        calls = read;
        return read.Count > 0;
    }
}
