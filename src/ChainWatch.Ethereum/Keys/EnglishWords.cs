using System.Collections.Frozen;

namespace ChainWatch.Ethereum.Keys;

/// <summary>The 2048 English words of BIP-39. A word's place is eleven bits of a phrase.</summary>
internal static class EnglishWords
{
    public const int Count = 2048;

    private static readonly string[] Words = [.. KeyData.Lines("bip39-english.txt")];

    private static readonly FrozenDictionary<string, int> Places =
        Words.Select((word, place) => KeyValuePair.Create(word, place)).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The longest word has eight letters.</summary>
    public static int LongestWord => 8;

    public static string At(int place) => Words[place];

    /// <summary>The word's place; -1 if it is not in the list.</summary>
    public static int PlaceOf(ReadOnlySpan<char> word) =>
        Places.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(word, out var place) ? place : -1;
}
