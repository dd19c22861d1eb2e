using System.Buffers.Binary;
using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace ChainWatch.Ethereum.Abi;

/// <summary>
/// Encodes values in one pass: the head is reserved in zeros and filled from the left, tails are appended behind it.
/// </summary>
internal sealed class AbiWriter
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private readonly AbiPath _path = new();
    private byte[] _buffer = new byte[256];
    private int _length;

    public AbiWriter(ReadOnlySpan<byte> prefix) => prefix.CopyTo(Append(prefix.Length));

    public byte[] ToArray() => _buffer[.._length];

    public void WriteArguments(AbiType arguments, IReadOnlyList<object> values) => WriteContent(arguments, values);

    /// <summary>Writes the head and then the tails of an array's elements or a tuple's components.</summary>
    private void WriteContent(AbiType type, IReadOnlyList<object> values)
    {
        var start = _length;
        _ = Append(type.Element is { } element ? checked(values.Count * element.HeadSize) : type.ContentSize);
        WriteItems(type, values, start, start);
    }

    private void WriteItems(AbiType type, IReadOnlyList<object> values, int position, int frame)
    {
        var expected = type.Kind == AbiKind.Tuple ? type.Components.Count : type.Length ?? values.Count;
        if (values.Count != expected)
        {
            throw Fault($"{type.Name} has {expected} values, not {values.Count}");
        }

        for (var i = 0; i < values.Count; i++)
        {
            Enter(type, i);
            var item = type.Element ?? type.Components[i].Type;
            Write(item, values[i], position, frame);
            position += item.HeadSize;
            _path.Leave();
        }
    }

    private void Write(AbiType type, object value, int position, int frame)
    {
        if (type.IsDynamic)
        {
            WriteLength(_length - frame, position);
            WriteTail(type, value);
        }
        else if (type.Kind is AbiKind.Array or AbiKind.Tuple)
        {
            WriteItems(type, Items(type, value), position, frame);
        }
        else
        {
            WriteWord(type, value, _buffer.AsSpan(position, AbiType.WordSize));
        }
    }

    private void WriteTail(AbiType type, object value)
    {
        if (type.Kind is AbiKind.Bytes or AbiKind.Text)
        {
            WriteBytes(type.Kind == AbiKind.Bytes ? Bytes(type, value) : Text(type, value));
            return;
        }

        var items = Items(type, value);
        if (type is { Kind: AbiKind.Array, Length: null })
        {
            AppendLength(items.Count);
        }

        WriteContent(type, items);
    }

    private void WriteBytes(ReadOnlySpan<byte> bytes)
    {
        AppendLength(bytes.Length);
        bytes.CopyTo(Append(checked(bytes.Length + AbiType.WordSize - 1) / AbiType.WordSize * AbiType.WordSize));
    }

    private void WriteWord(AbiType type, object value, Span<byte> word)
    {
        switch (type.Kind)
        {
            case AbiKind.UnsignedInteger or AbiKind.SignedInteger:
                WriteInteger(type, Integer(type, value), word);
                break;
            case AbiKind.Address when value is Address address:
                address.Bytes.CopyTo(word[(AbiType.WordSize - Address.Size)..]);
                break;
            case AbiKind.Bool when value is bool flag:
                word[^1] = flag ? (byte)1 : (byte)0;
                break;
            case AbiKind.FixedBytes:
                var bytes = Bytes(type, value);
                _ = bytes.Length == type.Size ? 0 : throw Fault($"{type.Name} has {type.Size} bytes, not {bytes.Length}");
                bytes.CopyTo(word);
                break;
            default:
                throw Misfit(type, value);
        }
    }

    private void WriteInteger(AbiType type, BigInteger value, Span<byte> word)
    {
        // GetBitLength leaves the sign out: -128 has 7 bits, as 127 has.
        var isUnsigned = type.Kind == AbiKind.UnsignedInteger;
        if (value.GetBitLength() > type.Size - (isUnsigned ? 0 : 1) || (isUnsigned && value.Sign < 0))
        {
            throw Fault($"the number is out of the range of {type.Name}");
        }

        Span<byte> digits = stackalloc byte[AbiType.WordSize];
        _ = value.TryWriteBytes(digits, out var count, isUnsigned, isBigEndian: true);
        word.Fill(value.Sign < 0 ? (byte)0xff : (byte)0);
        digits[..count].CopyTo(word[^count..]);
    }

    private BigInteger Integer(AbiType type, object value) => value switch
    {
        BigInteger number => number,
        int number => number,
        ulong number => number,
        long number => number,
        uint number => number,
        short number => number,
        ushort number => number,
        byte number => number,
        sbyte number => number,
        Int128 number => number,
        UInt128 number => number,
        _ => throw Misfit(type, value),
    };

    private byte[] Bytes(AbiType type, object value) => value switch
    {
        byte[] bytes => bytes,
        ReadOnlyMemory<byte> bytes => bytes.ToArray(),
        Hash32 hash => hash.ToArray(),
        _ => throw Misfit(type, value),
    };

    private byte[] Text(AbiType type, object value)
    {
        if (value is not string text)
        {
            throw Misfit(type, value);
        }

        try
        {
            return StrictUtf8.GetBytes(text);
        }
        catch (EncoderFallbackException)
        {
            throw Fault("the string holds half of a surrogate pair");
        }
    }

    private IReadOnlyList<object> Items(AbiType type, object value) => value switch
    {
        IReadOnlyList<object> items => items,
        ITuple tuple when type.Kind == AbiKind.Tuple => [.. Enumerable.Range(0, tuple.Length).Select(i => tuple[i]!)],
        IEnumerable items and not string => [.. items.Cast<object>()],
        _ => throw Misfit(type, value),
    };

    private void Enter(AbiType type, int index)
    {
        if (type.Kind == AbiKind.Tuple)
        {
            _path.Enter(type.Components[index].Name, index);
        }
        else
        {
            _path.Enter(index);
        }
    }

    private void AppendLength(int length) => BinaryPrimitives.WriteInt32BigEndian(Append(AbiType.WordSize)[^sizeof(int)..], length);

    private void WriteLength(int length, int position) =>
        BinaryPrimitives.WriteInt32BigEndian(_buffer.AsSpan(position + AbiType.WordSize - sizeof(int)), length);

    /// <summary>Makes room for so many zero bytes at the end.</summary>
    private Span<byte> Append(int count)
    {
        var start = _length;
        _length = checked(_length + count);
        if (_length > _buffer.Length)
        {
            Array.Resize(ref _buffer, Math.Max(_length, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength)));
        }

        return _buffer.AsSpan(start, count);
    }

    private AbiException Misfit(AbiType type, object? value) => Fault($"{value?.GetType().Name ?? "null"} is no value for {type.Name}");

    private AbiException Fault(string reason) => AbiException.InValue(_path, reason);
}
