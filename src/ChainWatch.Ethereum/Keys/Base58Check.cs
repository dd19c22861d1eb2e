using System.Security.Cryptography;

namespace ChainWatch.Ethereum.Keys;

/// <summary>Bitcoin's base 58 with a checksum of four bytes (the first of a double SHA-256), for payloads of a known size.</summary>
internal static class Base58Check
{
    private const int ChecksumSize = 4;
    private const string Alphabet = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

    public static string Encode(ReadOnlySpan<byte> payload)
    {
        Span<byte> number = stackalloc byte[payload.Length + ChecksumSize];
        payload.CopyTo(number);
        Checksum(payload, number[payload.Length..]);

        // A digit of base 58 is worth more than 5 bits, so there are at most 8/5 as many digits as bytes.
        Span<char> text = stackalloc char[(number.Length * 8 / 5) + 1];
        var start = text.Length;
        var zeros = number.IndexOfAnyExcept((byte)0) is var first and >= 0 ? first : number.Length;
        while (number.ContainsAnyExcept((byte)0))
        {
            text[--start] = Alphabet[DivideBy58(number)];
        }

        var encoded = string.Concat(new string('1', zeros), text[start..]);
        CryptographicOperations.ZeroMemory(number);
        text.Clear();
        return encoded;
    }

    /// <summary>Fills exactly <paramref name="payload"/>; false for another length, another character, or a wrong checksum.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> payload)
    {
        Span<byte> number = stackalloc byte[payload.Length + ChecksumSize];
        Span<byte> checksum = stackalloc byte[ChecksumSize];
        number.Clear();
        foreach (var character in text)
        {
            var digit = Alphabet.IndexOf(character, StringComparison.Ordinal);
            if (digit < 0 || !TryMultiplyBy58(number, digit))
            {
                return false;
            }
        }

        number[..payload.Length].CopyTo(payload);
        Checksum(payload, checksum);
        var zeros = text.IndexOfAnyExcept('1') is var first and >= 0 ? first : text.Length;
        var isShortest = (number.IndexOfAnyExcept((byte)0) is var lead and >= 0 ? lead : number.Length) == zeros;
        var isRight = checksum.SequenceEqual(number[payload.Length..]);
        CryptographicOperations.ZeroMemory(number);
        return isShortest && isRight;
    }

    private static int DivideBy58(Span<byte> number)
    {
        var remainder = 0;
        foreach (ref var digit in number)
        {
            var value = (remainder << 8) | digit;
            (digit, remainder) = ((byte)(value / 58), value % 58);
        }

        return remainder;
    }

    private static bool TryMultiplyBy58(Span<byte> number, int add)
    {
        for (var i = number.Length - 1; i >= 0; i--)
        {
            var value = (number[i] * 58) + add;
            (number[i], add) = ((byte)value, value >> 8);
        }

        return add == 0;
    }

    private static void Checksum(ReadOnlySpan<byte> payload, Span<byte> checksum)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(payload, hash);
        SHA256.HashData(hash, hash);
        hash[..ChecksumSize].CopyTo(checksum);
    }
}
