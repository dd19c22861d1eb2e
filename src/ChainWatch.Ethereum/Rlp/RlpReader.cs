namespace ChainWatch.Ethereum.Rlp;

/// <summary>Reads items out of one input; offsets count from the input's start.</summary>
internal readonly struct RlpReader(ReadOnlyMemory<byte> input)
{
    private const byte ShortString = 0x80;
    private const byte LongString = 0xb7;
    private const byte ShortList = 0xc0;
    private const byte LongList = 0xf7;
    private const int LongestShort = 55;

    private readonly ReadOnlyMemory<byte> _input = input;

    /// <summary>The item at <paramref name="offset"/>, which must end at <paramref name="end"/> or before.</summary>
    public RlpItem Read(int offset, int end, int depth)
    {
        if (offset >= end)
        {
            throw new RlpException(offset, "expected an item, found the end");
        }

        var first = _input.Span[offset];
        var (header, length) = first switch
        {
            < ShortString => (0, 1),
            <= LongString => (1, first - ShortString),
            < ShortList => LongForm(offset, end, first - LongString),
            <= LongList => (1, first - ShortList),
            _ => LongForm(offset, end, first - LongList),
        };
        if (length > end - offset - header)
        {
            throw new RlpException(offset, $"{length} bytes announced, {end - offset - header} present");
        }

        var encoded = _input.Slice(offset, header + length);
        if (first >= ShortList)
        {
            return new RlpItem(encoded, offset, header, ReadSequence(offset + header, offset + header + length, depth - 1));
        }

        return header == 1 && length == 1 && encoded.Span[1] < ShortString
            ? throw new RlpException(offset, "a single byte below 0x80 has a header")
            : new RlpItem(encoded, offset, header, null);
    }

    /// <summary>The items that fill the range exactly.</summary>
    public RlpItem[] ReadSequence(int offset, int end, int depth)
    {
        if (depth < 0)
        {
            throw new RlpException(offset, $"lists nest deeper than {RlpItem.MaxDepth}");
        }

        if (offset == end)
        {
            return [];
        }

        var items = new List<RlpItem>();
        while (offset < end)
        {
            var item = Read(offset, end, depth);
            items.Add(item);
            offset += item.Encoded.Length;
        }

        return [.. items];
    }

    private (int Header, int Length) LongForm(int offset, int end, int lengthBytes)
    {
        if (lengthBytes > end - offset - 1)
        {
            throw new RlpException(offset, "the length is cut short");
        }

        var digits = _input.Span.Slice(offset + 1, lengthBytes);
        var length = 0L;
        foreach (var digit in digits)
        {
            // Beyond int nothing can be present; stopping there keeps eight bytes of 0xff from wrapping around.
            length = length > int.MaxValue ? length : (length << 8) | digit;
        }

        if (digits[0] == 0 || length <= LongestShort)
        {
            throw new RlpException(offset, "the length is not in its shortest form");
        }

        return (1 + lengthBytes, (int)Math.Min(length, int.MaxValue));
    }
}
