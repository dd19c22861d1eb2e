using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>Reads one value of an answer.</summary>
/// <exception cref="AnswerException">The value has another shape.</exception>
/// <exception cref="JsonException">The text is not JSON.</exception>
internal delegate T AnswerDecoder<T>(ref AnswerReader answer);

/// <summary>
/// A forward walk over one JSON value that knows Ethereum's encodings: "quantity" and "data" of the Ethereum JSON-RPC
/// specification. Each reading method reads the value that the walk stands on; the errors name the member.
/// </summary>
internal ref struct AnswerReader
{
    /// <summary>Longer names are nobody's; they read as unknown members.</summary>
    internal const int LongestName = 64;
    private const int LongestShown = 48;

    /// <summary>A trace nests two levels for each call in a call, of which there may be 1024 (Yellow Paper, 9.4.2).</summary>
    private const int DeepestNesting = 4096;

    private readonly Span<char> _nameBuffer;
    private Utf8JsonReader _json;
    private int _nameLength;

    internal AnswerReader(ReadOnlySpan<byte> json, Span<char> nameBuffer)
    {
        _json = new Utf8JsonReader(json, new JsonReaderOptions { MaxDepth = DeepestNesting });
        _nameBuffer = nameBuffer;
        _json.Read();
    }

    /// <summary>The member that the walk stands on, or last stood on.</summary>
    internal readonly ReadOnlySpan<char> Name => _nameBuffer[.._nameLength];

    internal readonly bool IsNull => _json.TokenType == JsonTokenType.Null;

    internal readonly bool IsArray => _json.TokenType == JsonTokenType.StartArray;

    internal readonly bool IsObject => _json.TokenType == JsonTokenType.StartObject;

    internal readonly bool IsText => _json.TokenType == JsonTokenType.String;

    /// <summary>Reads one whole JSON text; anything but white space after it is not JSON.</summary>
    internal static T Decode<T>(ReadOnlySpan<byte> json, AnswerDecoder<T> decode)
    {
        var reader = new AnswerReader(json, stackalloc char[LongestName]);
        var value = decode(ref reader);
        reader._json.Read();
        return value;
    }

    /// <summary>Reads a list, item by item.</summary>
    internal static List<T> Many<T>(ref AnswerReader answer, AnswerDecoder<T> read)
    {
        answer.ExpectArray();
        var items = new List<T>();
        while (answer.NextItem())
        {
            items.Add(read(ref answer));
        }

        return items;
    }

    internal readonly void ExpectObject() => Expect(IsObject, "an object");

    internal readonly void ExpectArray() => Expect(IsArray, "a list");

    /// <summary>Steps to the value of the next member; false at the object's end.</summary>
    internal bool NextMember()
    {
        _json.Read();
        if (_json.TokenType == JsonTokenType.EndObject)
        {
            return false;
        }

        _nameLength = _json.ValueSpan.Length <= LongestName ? _json.CopyString(_nameBuffer) : Unnamed();
        _json.Read();
        return true;
    }

    /// <summary>Steps to the next item; false at the list's end.</summary>
    internal bool NextItem()
    {
        _json.Read();
        return _json.TokenType != JsonTokenType.EndArray;
    }

    /// <summary>Steps over the value, whatever it is.</summary>
    internal void Skip() => _json.Skip();

    internal readonly bool Boolean() => _json.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Wrong("true or false"),
    };

    internal readonly bool TryInteger(out long value)
    {
        value = 0;
        return _json.TokenType == JsonTokenType.Number && _json.TryGetInt64(out value);
    }

    internal readonly Hash32 Hash() => IsText && Hash32.TryParse(_json.ValueSpan, out var hash) ? hash : throw Wrong("32 bytes of hex data");

    internal readonly Address Address() =>
        IsText && Ethereum.Address.TryParseIgnoringChecksum(_json.ValueSpan, out var address) ? address : throw Wrong("an address");

    /// <summary>A quantity that fits 64 bits.</summary>
    internal readonly ulong Quantity() => TryQuantity(out var value) ? value : throw Wrong("a quantity of at most 64 bits");

    internal readonly bool TryQuantity(out ulong value)
    {
        value = 0;
        return Digits(out var digits) && digits.TrimStart((byte)'0').Length <= 16
            && (digits.TrimStart((byte)'0').Length == 0
                || ulong.TryParse(digits.TrimStart((byte)'0'), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value));
    }

    /// <summary>A quantity that fits an int: a place in a list.</summary>
    internal readonly int Place() => TryQuantity(out var value) && value <= int.MaxValue ? (int)value : throw Wrong("a place in a list");

    /// <summary>A quantity that fits 256 bits.</summary>
    internal readonly BigInteger BigQuantity() => new(UpTo32Bytes().Bytes, isUnsigned: true, isBigEndian: true);

    /// <summary>At most 32 bytes, however they are padded, as the 32 bytes whose big-endian number they are.</summary>
    internal readonly Hash32 UpTo32Bytes()
    {
        if (!Digits(out var digits))
        {
            throw Wrong("a quantity of at most 256 bits");
        }

        Span<byte> text = stackalloc byte[2 + (Hash32.Size * 2)];
        text.Fill((byte)'0');
        text[1] = (byte)'x';
        digits.CopyTo(text[^digits.Length..]);
        return Hash32.TryParse(text, out var word) ? word : throw Wrong("a quantity of at most 256 bits");
    }

    /// <summary>Bytes of any number.</summary>
    internal readonly byte[] Data()
    {
        var length = IsText && !_json.ValueIsEscaped ? _json.ValueSpan.Length : 1;
        var bytes = new byte[length >= 2 && length % 2 == 0 ? (length - 2) / 2 : 0];
        return length >= 2 && Hex.TryDecode(_json.ValueSpan, bytes) ? bytes : throw Wrong("hex data");
    }

    /// <summary>Exactly <paramref name="size"/> bytes.</summary>
    internal readonly byte[] Data(int size)
    {
        var bytes = new byte[size];
        return IsText && Hex.TryDecode(_json.ValueSpan, bytes) ? bytes : throw Wrong($"{size} bytes of hex data");
    }

    /// <summary>A string, shortened; whatever in it is not text is replaced.</summary>
    internal readonly string Text(int longest)
    {
        if (!IsText)
        {
            throw Wrong("text");
        }

        if (_json.ValueSpan.Length > longest * 6)
        {
            return Encoding.UTF8.GetString(_json.ValueSpan[..longest]) + "…";
        }

        try
        {
            return _json.GetString()!;
        }
        catch (InvalidOperationException)
        {
            // Not Unicode, which the JSON reader notices only here.
            return Encoding.UTF8.GetString(_json.ValueSpan);
        }
    }

    /// <summary>What is wrong with the value that the walk stands on.</summary>
    internal readonly AnswerException Wrong(string expected)
    {
        var member = _nameLength == 0 ? "the answer" : $"'{Name}'";
        return new AnswerException($"{member} should be {expected} but is {Shown()}");
    }

    private readonly string Shown() => _json.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "a list",
        JsonTokenType.None => "missing",
        JsonTokenType.String => $"\"{Shortened()}\"",
        _ => Shortened(),
    };

    private readonly string Shortened()
    {
        var value = _json.ValueSpan;
        return value.Length <= LongestShown ? Encoding.UTF8.GetString(value) : Encoding.UTF8.GetString(value[..LongestShown]) + "…";
    }

    /// <summary>The digits after 0x: at least one, no more than 256 bits need. Zeros in front are read, since real nodes send them.</summary>
    private readonly bool Digits(out ReadOnlySpan<byte> digits)
    {
        digits = default;
        if (!IsText || _json.ValueSpan.Length is < 3 or > 2 + (Hash32.Size * 2) || !_json.ValueSpan.StartsWith("0x"u8))
        {
            return false;
        }

        digits = _json.ValueSpan[2..];
        return true;
    }

    private readonly void Expect(bool holds, string expected)
    {
        if (!holds)
        {
            throw Wrong(expected);
        }
    }

    private readonly int Unnamed()
    {
        "(long name)".CopyTo(_nameBuffer);
        return "(long name)".Length;
    }
}
