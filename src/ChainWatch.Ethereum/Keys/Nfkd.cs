using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// Unicode's normalization form KD, which BIP-39 asks of passphrases, from tables of this library. The runtime's own leaves
/// text as it is, without a word, where it runs without Unicode data (InvariantGlobalization), and a wallet would open
/// on other addresses.
/// </summary>
internal static class Nfkd
{
    private const int HangulFirst = 0xAC00;
    private const int HangulCount = 11172;

    private static readonly Lazy<(FrozenDictionary<int, int[]> Decompositions, FrozenDictionary<int, int> Classes)> Tables = new(ReadTables);

    /// <summary>
    /// The normalized text in UTF-8. Nothing else of it stays in memory; zeroing the result is the caller's.
    /// </summary>
    /// <exception cref="FormatException">Half of a surrogate pair.</exception>
    public static byte[] ToUtf8(ReadOnlySpan<char> text)
    {
        // No code point decomposes into more than 18.
        var points = GC.AllocateArray<int>((text.Length * 18) + 1, pinned: true);
        try
        {
            var count = Decompose(text, points);
            Order(points.AsSpan(0, count));
            return Encode(points.AsSpan(0, count));
        }
        finally
        {
            points.AsSpan().Clear();
        }
    }

    private static int Decompose(ReadOnlySpan<char> text, Span<int> points)
    {
        var count = 0;
        while (!text.IsEmpty)
        {
            if (Rune.DecodeFromUtf16(text, out var rune, out var used) != System.Buffers.OperationStatus.Done)
            {
                throw new FormatException("The text holds half of a surrogate pair.");
            }

            text = text[used..];
            count += Decompose(rune.Value, points[count..]);
        }

        return count;
    }

    private static int Decompose(int point, Span<int> points)
    {
        if (point - HangulFirst is >= 0 and < HangulCount)
        {
            // The Unicode Standard, 3.12: leading consonant, vowel, and a trailing consonant if there is one.
            var (index, trailing) = (point - HangulFirst, (point - HangulFirst) % 28);
            (points[0], points[1], points[2]) = (0x1100 + (index / 588), 0x1161 + (index % 588 / 28), 0x11A7 + trailing);
            return trailing == 0 ? 2 : 3;
        }

        if (point < 0x80 || !Tables.Value.Decompositions.TryGetValue(point, out var decomposition))
        {
            points[0] = point;
            return 1;
        }

        decomposition.CopyTo(points);
        return decomposition.Length;
    }

    /// <summary>Sorts each run of combining marks by class, keeping the order of equals.</summary>
    private static void Order(Span<int> points)
    {
        for (var i = 1; i < points.Length; i++)
        {
            for (var j = i; j > 0 && Class(points[j]) is > 0 and var own && Class(points[j - 1]) > own; j--)
            {
                (points[j], points[j - 1]) = (points[j - 1], points[j]);
            }
        }
    }

    private static int Class(int point) => point < 0x300 ? 0 : Tables.Value.Classes.GetValueOrDefault(point);

    private static byte[] Encode(ReadOnlySpan<int> points)
    {
        var length = 0;
        foreach (var point in points)
        {
            length += new Rune(point).Utf8SequenceLength;
        }

        var utf8 = GC.AllocateArray<byte>(length, pinned: true);
        var rest = utf8.AsSpan();
        foreach (var point in points)
        {
            rest = rest[new Rune(point).EncodeToUtf8(rest)..];
        }

        return utf8;
    }

    private static (FrozenDictionary<int, int[]> Decompositions, FrozenDictionary<int, int> Classes) ReadTables()
    {
        var decompositions = new Dictionary<int, int[]>();
        var classes = new Dictionary<int, int>();
        foreach (var line in KeyData.Lines("unicode-nfkd.txt").Where(line => !line.StartsWith('#')))
        {
            var parts = line.TrimStart('+').Split(' ');
            if (line[0] != '+')
            {
                decompositions.Add(FromHex(parts[0]), [.. parts[1..].Select(FromHex)]);
                continue;
            }

            for (var point = FromHex(parts[0]); point <= FromHex(parts[1]); point++)
            {
                classes.Add(point, int.Parse(parts[2], CultureInfo.InvariantCulture));
            }
        }

        return (decompositions.ToFrozenDictionary(), classes.ToFrozenDictionary());
    }

    private static int FromHex(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
}
