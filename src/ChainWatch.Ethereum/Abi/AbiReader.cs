using System.Buffers.Binary;
using System.Text;
using System.Text.Unicode;

namespace ChainWatch.Ethereum.Abi;

/// <summary>The head to which offsets are relative, and into which they may not point.</summary>
internal readonly record struct AbiFrame(int Start, int HeadSize);

/// <summary>Where the elements of an array or the components of a tuple stand, one after another from <paramref name="Position"/>.</summary>
internal readonly record struct AbiItems(int Position, int Count, AbiFrame Frame);

/// <summary>
/// Walks over encoded data. As in Solidity's own decoder, offsets may come in any order, need not be multiples of 32 and
/// must stay within the data. Stricter than there: they may not point into the head that holds them, all padding must be
/// right, and what is read may not add up to more bytes than there are. So one tail that many offsets share (which no
/// compiler writes) cannot turn little data into much.
/// </summary>
internal sealed class AbiReader
{
    private ReadOnlyMemory<byte> _data;
    private IReadOnlyList<Hash32> _topics = [];
    private long _unread;
    private int _position;
    private bool _inTopics;

    public AbiPath Path { get; } = new();

    /// <summary>Begins to read; what was read before, which must have ended well, is forgotten.</summary>
    public void Begin(ReadOnlyMemory<byte> data, IReadOnlyList<Hash32> topics) => (_data, _topics, _unread) = (data, topics, data.Length);

    /// <summary>The arguments, results or data arguments of an event, at the start of the data.</summary>
    public AbiItems Open(AbiType arguments) => Open(0, arguments, arguments.Components.Count);

    /// <summary>Steps into the array or tuple whose place in the head of <paramref name="frame"/> is <paramref name="position"/>.</summary>
    public AbiItems Open(AbiType type, int position, AbiFrame frame)
    {
        if (!type.IsDynamic)
        {
            return new AbiItems(position, type.Length ?? type.Components.Count, frame);
        }

        var start = Follow(position, frame);
        if (type is { Kind: AbiKind.Array, Length: null })
        {
            var count = Length(start);
            return Open(start + AbiType.WordSize, type, count);
        }

        return Open(start, type, type.Length ?? type.Components.Count);
    }

    /// <summary>The word at a place that a frame's head is known to hold.</summary>
    public ReadOnlySpan<byte> Word(int position)
    {
        _position = position;
        _inTopics = false;
        return _data.Span.Slice(position, AbiType.WordSize);
    }

    /// <summary>A topic of the event's log.</summary>
    public Hash32 Topic(int index)
    {
        _position = index;
        _inTopics = true;
        return _topics[index];
    }

    /// <summary>The content of <c>bytes</c> or <c>string</c>.</summary>
    public ReadOnlySpan<byte> Bytes(int position, AbiFrame frame)
    {
        var start = Follow(position, frame);
        var length = Length(start);
        start += AbiType.WordSize;
        var padded = (length + (AbiType.WordSize - 1L)) / AbiType.WordSize * AbiType.WordSize;
        Take(start, padded);
        var bytes = _data.Span.Slice(start, (int)padded);
        return bytes[length..].ContainsAnyExcept((byte)0) ? throw Fault("the padding is not zero") : bytes[..length];
    }

    /// <summary>The content of a <c>string</c>.</summary>
    public string Text(int position, AbiFrame frame)
    {
        var bytes = Bytes(position, frame);
        return Utf8.IsValid(bytes) ? Encoding.UTF8.GetString(bytes) : throw Fault("the string is not valid UTF-8");
    }

    public AbiException Fault(string reason) => _inTopics
        ? AbiException.InTopic(Path, _position, reason)
        : AbiException.InData(Path, _position, reason);

    private AbiItems Open(int start, AbiType type, int count)
    {
        var headSize = type.Element is { } element ? count * (long)element.HeadSize : type.ContentSize;
        Take(start, headSize);
        return new AbiItems(start, count, new AbiFrame(start, (int)headSize));
    }

    private int Follow(int position, AbiFrame frame)
    {
        var offset = Number(position);
        if (offset < frame.HeadSize)
        {
            throw Fault($"the offset {offset} points into the head of {frame.HeadSize} bytes");
        }

        return offset <= _data.Length - frame.Start
            ? frame.Start + offset
            : throw Fault($"the offset {offset} points past the end");
    }

    private int Length(int position)
    {
        Take(position, AbiType.WordSize);
        return Number(position);
    }

    /// <summary>An offset or a length; nothing beyond 31 bits can be present.</summary>
    private int Number(int position)
    {
        var word = Word(position);
        var number = BinaryPrimitives.ReadUInt32BigEndian(word[^sizeof(uint)..]);
        return number > int.MaxValue || word[..^sizeof(uint)].ContainsAnyExcept((byte)0)
            ? throw Fault("an offset or length is beyond any data")
            : (int)number;
    }

    private void Take(int position, long count)
    {
        _position = position;
        _inTopics = false;
        if (count > _data.Length - position)
        {
            throw Fault($"{count} bytes expected, {_data.Length - position} present");
        }

        _unread -= count;
        if (_unread < 0)
        {
            throw Fault("values share bytes");
        }
    }
}
