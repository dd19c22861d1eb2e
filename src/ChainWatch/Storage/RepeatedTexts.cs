using System.Text;

namespace ChainWatch.Storage;

/// <summary>Strings of UTF-8 texts that come again and again: a text that was just met is not made anew.</summary>
internal sealed class RepeatedTexts
{
    private const int Places = 256;
    private const int Longest = 64;

    private readonly (byte[] Bytes, string Text)[] _known = new (byte[], string)[Places];

    /// <summary>The text of <paramref name="utf8"/>.</summary>
    public string Of(ReadOnlySpan<byte> utf8)
    {
        if (utf8.Length is 0 or > Longest)
        {
            return Encoding.UTF8.GetString(utf8);
        }

        ref var known = ref _known[PlaceOf(utf8)];
        if (known.Bytes is null || !utf8.SequenceEqual(known.Bytes))
        {
            known = (utf8.ToArray(), Encoding.UTF8.GetString(utf8));
        }

        return known.Text;
    }

    // Names often differ in their last digits alone.
    private static int PlaceOf(ReadOnlySpan<byte> utf8) =>
        ((utf8[^1] * 31) + (utf8[utf8.Length / 2] * 17) + (utf8[^Math.Min(2, utf8.Length)] * 7) + utf8[0] + utf8.Length) % Places;
}
