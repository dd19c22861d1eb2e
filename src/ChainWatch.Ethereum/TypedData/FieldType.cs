using System.Globalization;

namespace ChainWatch.Ethereum.TypedData;

/// <summary>
/// The type of a field: an atomic type or the name of a struct, and array lengths from the inside out (null: any length).
/// <c>Person[2][]</c> is Person, 2, null.
/// </summary>
internal sealed record FieldType(string Name, IReadOnlyList<int?> Lengths)
{
    private const int MaxLengths = 16;

    /// <summary>Whether it is no array.</summary>
    public bool IsSingle => Lengths.Count == 0;

    /// <summary>The type of an array's elements.</summary>
    public FieldType Element => new(Name, [.. Lengths.SkipLast(1)]);

    /// <exception cref="TypedDataException">No name, or brackets that are none of EIP-712's.</exception>
    public static FieldType Parse(string text, string path)
    {
        var bracket = text.IndexOf('[', StringComparison.Ordinal);
        var name = bracket < 0 ? text : text[..bracket];
        if (!IsIdentifier(name))
        {
            throw new TypedDataException(path, $"'{Hex.Shown(text)}' is no type");
        }

        return new FieldType(name, bracket < 0 ? [] : ParseLengths(text, bracket, path));
    }

    /// <summary>Letters, digits, _ and $, and no digit at first, as Solidity names things.</summary>
    public static bool IsIdentifier(string name) =>
        name.Length > 0 && !char.IsAsciiDigit(name[0]) && name.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '$');

    private static List<int?> ParseLengths(string text, int start, string path)
    {
        var lengths = new List<int?>();
        while (start < text.Length && lengths.Count < MaxLengths)
        {
            var end = text.IndexOf(']', start);
            if (text[start] != '[' || end < 0 || !TryParseLength(text[(start + 1)..end], out var length))
            {
                break;
            }

            lengths.Add(length);
            start = end + 1;
        }

        return start == text.Length ? lengths : throw new TypedDataException(path, $"'{Hex.Shown(text)}' is no type");
    }

    private static bool TryParseLength(string digits, out int? length)
    {
        length = null;
        if (digits.Length == 0)
        {
            return true;
        }

        var isNumber = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && digits[0] != '0';
        length = number;
        return isNumber;
    }
}
