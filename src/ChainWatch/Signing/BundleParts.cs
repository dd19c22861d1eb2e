using System.Buffers.Text;
using System.Globalization;
using System.Text;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Signing;

/// <summary>
/// A bundle in pieces of text that fit into QR codes: <c>chainwatch:2/3:9f86d081:…</c> is the second of three, of a whole
/// whose Keccak-256 begins with 9f86d081, in base 64 (RFC 4648, the alphabet for addresses). The pieces may be scanned
/// in any order, and more than once.
/// </summary>
public static class BundleParts
{
    /// <summary>Bytes in a piece: a QR code of them fits on a terminal of a hundred columns.</summary>
    public const int PartSize = 480;

    private const string Prefix = "chainwatch:";
    private const int MaxParts = 999;
    private const int DigestLength = 8;

    /// <summary>The pieces of <paramref name="bundle"/>, in order.</summary>
    public static IReadOnlyList<string> Split(ReadOnlySpan<byte> bundle)
    {
        var digest = Digest(bundle);
        var count = Math.Max(1, (bundle.Length + PartSize - 1) / PartSize);
        var parts = new List<string>();
        for (var i = 0; i < count; i++)
        {
            var piece = bundle[(i * PartSize)..Math.Min(bundle.Length, (i + 1) * PartSize)];
            parts.Add(string.Create(CultureInfo.InvariantCulture, $"{Prefix}{i + 1}/{count}:{digest}:{Base64Url.EncodeToString(piece)}"));
        }

        return parts;
    }

    /// <summary>Whether a text begins as a piece does.</summary>
    public static bool IsPart(ReadOnlySpan<byte> text) => text.StartsWith(Encoding.ASCII.GetBytes(Prefix));

    /// <summary>The whole, of pieces with white space between them.</summary>
    /// <exception cref="ChainWatchException">A piece is missing, damaged, or of another whole.</exception>
    public static byte[] Join(string scanned)
    {
        var pieces = scanned.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries).Select(Read).ToList();
        if (pieces.Count == 0 || pieces.Any(piece => piece.Count != pieces[0].Count || piece.Digest != pieces[0].Digest))
        {
            throw StrictJson.Refuse("parts", "they are not pieces of one bundle");
        }

        var ordered = pieces.DistinctBy(piece => piece.Number).OrderBy(piece => piece.Number).ToList();
        if (Enumerable.Range(1, pieces[0].Count).Except(ordered.Select(piece => piece.Number)).ToList() is { Count: > 0 } missing)
        {
            throw StrictJson.Refuse("parts", $"of {pieces[0].Count}, these are missing: {string.Join(", ", missing)}");
        }

        byte[] whole = [.. ordered.SelectMany(piece => piece.Bytes)];
        return Digest(whole) == pieces[0].Digest ? whole : throw StrictJson.Refuse("parts", "they are damaged: put together they are another whole than they say");
    }

    private static (int Number, int Count, string Digest, byte[] Bytes) Read(string text)
    {
        var fields = text.Split(':');
        var places = fields.Length == 4 && fields[0] + ":" == Prefix ? fields[1].Split('/') : [];
        var reads = places.Length == 2
            & TryNumber(places.ElementAtOrDefault(0), out var number)
            & TryNumber(places.ElementAtOrDefault(1), out var count);
        return reads && number <= count && fields[2].Length == DigestLength && Base64Url.IsValid(fields[3])
            ? (number, count, fields[2], Base64Url.DecodeFromChars(fields[3]))
            : throw StrictJson.Refuse("parts", $"a piece reads {Prefix}1/3:… and is not cut off");
    }

    private static bool TryNumber(string? digits, out int number) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out number) && number is > 0 and <= MaxParts;

    private static string Digest(ReadOnlySpan<byte> whole) => Keccak256.Hash(whole).ToString()[2..(2 + DigestLength)];
}
