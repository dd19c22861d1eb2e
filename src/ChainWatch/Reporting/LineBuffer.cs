using System.Buffers;
using System.Text;

namespace ChainWatch.Reporting;

/// <summary>A line as it is being written, in UTF-8; used again for the next one.</summary>
internal sealed class LineBuffer : IBufferWriter<byte>
{
    private const int Shortest = 4096;

    private byte[] _bytes = new byte[Shortest];
    private int _length;

    /// <summary>What was written since it was last cleared; valid until more is written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Begins the next line.</summary>
    public void Clear() => _length = 0;

    /// <summary>Adds a text.</summary>
    public void Add(ReadOnlySpan<char> text) => Advance(Encoding.UTF8.GetBytes(text, GetSpan(Encoding.UTF8.GetMaxByteCount(text.Length))));

    /// <inheritdoc/>
    public void Advance(int count) => _length += count;

    /// <inheritdoc/>
    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsMemory(_length);
    }

    /// <inheritdoc/>
    public Span<byte> GetSpan(int sizeHint = 0)
    {
        Reserve(sizeHint);
        return _bytes.AsSpan(_length);
    }

    private void Reserve(int count)
    {
        var needed = _length + Math.Max(count, 1);
        if (needed > _bytes.Length)
        {
            Array.Resize(ref _bytes, Math.Max(needed, _bytes.Length * 2));
        }
    }
}
