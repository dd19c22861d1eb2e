using System.Buffers.Binary;
using System.Numerics;

namespace ChainWatch.Ethereum.Rlp;

/// <summary>
/// Writes Recursive Length Prefix (Yellow Paper, appendix B) into one growing buffer. A list's header is written when the
/// list ends, by moving its payload up: one copy for each level of nesting, and no tree of objects.
/// </summary>
public sealed class RlpWriter
{
    private const int LongestShort = 55;

    private readonly Stack<int> _openLists = new();
    private byte[] _buffer = new byte[256];
    private int _length;

    /// <summary>What was written so far. Valid until the next write.</summary>
    /// <exception cref="InvalidOperationException">A list is still open.</exception>
    public ReadOnlySpan<byte> Written => _openLists.Count == 0
        ? _buffer.AsSpan(0, _length)
        : throw new InvalidOperationException($"{_openLists.Count} lists are still open.");

    /// <summary>Writes a string of bytes.</summary>
    public void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length != 1 || bytes[0] >= 0x80)
        {
            Span<byte> header = stackalloc byte[1 + sizeof(int)];
            WriteEncoded(header[..FillHeader(header, bytes.Length, 0x80)]);
        }

        WriteEncoded(bytes);
    }

    /// <summary>Writes a number as its shortest big-endian bytes; 0 is the empty string.</summary>
    public void WriteUInt64(ulong value)
    {
        Span<byte> digits = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(digits, value);
        WriteBytes(digits.TrimStart((byte)0));
    }

    /// <summary>Writes a number as its shortest big-endian bytes; 0 is the empty string.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is negative: RLP has no sign.</exception>
    public void WriteInteger(BigInteger value)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(value);
        WriteBytes(value.IsZero ? [] : value.ToByteArray(isUnsigned: true, isBigEndian: true));
    }

    /// <summary>Writes an item that is RLP already, such as <see cref="RlpItem.Encoded"/>.</summary>
    public void WriteEncoded(ReadOnlySpan<byte> encoded)
    {
        Reserve(encoded.Length);
        encoded.CopyTo(_buffer.AsSpan(_length));
        _length += encoded.Length;
    }

    /// <summary>Opens a list: what follows, up to the matching <see cref="EndList"/>, are its items.</summary>
    public void StartList() => _openLists.Push(_length);

    /// <summary>Ends the list that was opened last.</summary>
    /// <exception cref="InvalidOperationException">No list is open.</exception>
    public void EndList()
    {
        if (!_openLists.TryPop(out var start))
        {
            throw new InvalidOperationException("No list is open.");
        }

        Span<byte> header = stackalloc byte[1 + sizeof(int)];
        var size = FillHeader(header, _length - start, 0xc0);
        Reserve(size);
        _buffer.AsSpan(start, _length - start).CopyTo(_buffer.AsSpan(start + size));
        header[..size].CopyTo(_buffer.AsSpan(start));
        _length += size;
    }

    /// <summary>A copy of what was written.</summary>
    /// <exception cref="InvalidOperationException">A list is still open.</exception>
    public byte[] ToArray() => Written.ToArray();

    /// <summary>Forgets what was written and keeps the buffer for the next use.</summary>
    public void Clear()
    {
        _openLists.Clear();
        _length = 0;
    }

    private static int FillHeader(Span<byte> header, int length, byte kind)
    {
        if (length <= LongestShort)
        {
            header[0] = (byte)(kind + length);
            return 1;
        }

        Span<byte> digits = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(digits, length);
        digits = digits.TrimStart((byte)0);
        header[0] = (byte)(kind + LongestShort + digits.Length);
        digits.CopyTo(header[1..]);
        return 1 + digits.Length;
    }

    private void Reserve(int more)
    {
        if (_buffer.Length - _length < more)
        {
            Array.Resize(ref _buffer, Math.Max(checked(_length + more), (int)Math.Min(_buffer.Length * 2L, Array.MaxLength)));
        }
    }
}
