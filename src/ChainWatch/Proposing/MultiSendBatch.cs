using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Proposing;

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
    private const int ValueAt = 1 + Address.Size;
    private const int HeadSize = ValueAt + (2 * Hash32.Size);

    private static readonly AbiFunction MultiSend = AbiContract.Parse("function multiSend(bytes transactions) payable").Function("multiSend");

    /// <summary>The calldata of a batch; a call's operation is always 0, since the contract takes no other.</summary>
    public static byte[] Encode(IEnumerable<BatchedCall> calls) => MultiSend.Encode(calls.SelectMany(Pack).ToArray());

    /// <summary>Whether a transaction is a batch through the canonical MultiSendCallOnly, the one delegatecall that can do nothing but calls.</summary>
    public static bool TryRead(SafeTransaction transaction, [NotNullWhen(true)] out IReadOnlyList<BatchedCall>? calls)
    {
        calls = null;
        return transaction.Operation == SafeOperation.DelegateCall
            && KnownSafes.MultiSendCallOnlyAt(transaction.To) is not null
            && TryRead(transaction.Data, out calls);
    }

    /// <summary>Reads a batch; false where it is none, is malformed, or has bytes that no reader would show.</summary>
    private static bool TryRead(ReadOnlyMemory<byte> data, [NotNullWhen(true)] out IReadOnlyList<BatchedCall>? calls)
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
            if (packed.Length < HeadSize)
            {
                return false;
            }

            var head = packed.Span[..HeadSize];
            var length = Number(head[^Hash32.Size..]);
            if (length > packed.Length - HeadSize)
            {
                return false;
            }

            read.Add(new BatchedCall(head[0], new Address(head[1..ValueAt]), Number(head[ValueAt..^Hash32.Size]), packed.Slice(HeadSize, (int)length)));
            packed = packed[(HeadSize + (int)length)..];
        }

        calls = read;
        return read.Count > 0;
    }

    private static byte[] Pack(BatchedCall call) => call.Operation == 0
        ? [0, .. call.To.Bytes, .. SafeTransaction.Word(call.Value), .. SafeTransaction.Word(call.Data.Length), .. call.Data.Span]
        : throw new ArgumentException($"A batch holds calls only; a call of {call.To} has operation {call.Operation}.", nameof(call));

    private static BigInteger Number(ReadOnlySpan<byte> word) => new(word, isUnsigned: true, isBigEndian: true);
}
