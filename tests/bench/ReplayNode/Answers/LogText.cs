using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Text;
using ChainWatch.Ethereum;

namespace ChainWatch.Replay.Answers;

/// <summary>Logs as JSON, as fast as memory is copied: what is the same for a shape or a block is written once.</summary>
internal sealed class LogText(bool withTimestamp)
{
    private const int LongestLog = 1_024;

    private static readonly byte[][] Beginnings = [.. Shape.All.Select(Beginning)];

    private readonly byte[] _block = new byte[256];
    private int _blockLength;

    /// <summary>Turns to another block.</summary>
    public void Enter(ulong number, Hash32 hash, ulong time)
    {
        var text = new Utf8Pen(_block);
        text.Write("\",\"blockNumber\":\"0x"u8);
        text.WriteQuantity(number);
        text.Write("\",\"blockHash\":\"0x"u8);
        text.WriteHex(hash.Bytes);
        if (withTimestamp)
        {
            text.Write("\",\"blockTimestamp\":\"0x"u8);
            text.WriteQuantity(time);
        }

        text.Write("\",\"transactionHash\":\"0x"u8);
        _blockLength = text.Length;
    }

    /// <summary>Writes a log of the block that was turned to.</summary>
    public void Write(IBufferWriter<byte> to, in Emission log, bool isFirst)
    {
        var text = new Utf8Pen(to.GetSpan(LongestLog));
        if (!isFirst)
        {
            text.Write(","u8);
        }

        Span<byte> amount = stackalloc byte[16];
        BinaryPrimitives.WriteUInt128BigEndian(amount, log.Amount);
        text.Write(Beginnings[log.Shape]);
        text.WriteHex(amount);
        text.Write(_block.AsSpan(0, _blockLength));
        text.WriteHex(log.TransactionHash.Bytes);
        text.Write("\",\"transactionIndex\":\"0x"u8);
        text.WriteQuantity((ulong)log.TransactionIndex);
        text.Write("\",\"logIndex\":\"0x"u8);
        text.WriteQuantity((ulong)log.LogIndex);
        text.Write("\",\"removed\":false}"u8);
        to.Advance(text.Length);
    }

    // All up to the amount's lower half.
    private static byte[] Beginning(Shape shape)
    {
        var topics = string.Join(',', shape.Topics.Select(topic => $"\"{topic}\""));
        return Encoding.UTF8.GetBytes($$"""{"address":"{{Hex.Encode(shape.Contract.Bytes)}}","topics":[{{topics}}],"data":"{{Hex.Encode(shape.Data(0).AsSpan()[..^16])}}""");
    }

    private ref struct Utf8Pen(Span<byte> to)
    {
        private readonly Span<byte> _to = to;

        public int Length { get; private set; }

        public void Write(scoped ReadOnlySpan<byte> text)
        {
            text.CopyTo(_to[Length..]);
            Length += text.Length;
        }

        public void WriteHex(scoped ReadOnlySpan<byte> bytes)
        {
            Convert.TryToHexStringLower(bytes, _to[Length..], out var written);
            Length += written;
        }

        public void WriteQuantity(ulong value)
        {
            Utf8Formatter.TryFormat(value, _to[Length..], out var written, 'x');
            Length += written;
        }
    }
}
