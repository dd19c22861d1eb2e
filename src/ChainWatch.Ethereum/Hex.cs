using System.Diagnostics.CodeAnalysis;

namespace ChainWatch.Ethereum;

/// <summary>
/// Hexadecimal text as Ethereum writes it: <c>0x</c> and two digits a byte ("data" in the Ethereum JSON-RPC
/// specification). Reading is strict: the prefix is required and odd lengths are refused.
/// </summary>
public static class Hex
{
    /// <summary>Bytes as <c>0x</c> and lower-case digits; no bytes give <c>0x</c>.</summary>
    public static string Encode(ReadOnlySpan<byte> bytes) => "0x" + Convert.ToHexStringLower(bytes);

    /// <summary>The bytes of <paramref name="text"/>.</summary>
    /// <exception cref="FormatException">No <c>0x</c>, an odd number of digits, or a character that is no digit.</exception>
    public static byte[] Decode(ReadOnlySpan<char> text)
    {
        if (TryDecode(text, out var bytes))
        {
            return bytes;
        }

        throw new FormatException($"'{Shown(text)}' is not hexadecimal data: expected 0x and an even number of hex digits.");
    }

    /// <summary>Reads <paramref name="text"/> into <paramref name="bytes"/>; false where <see cref="Decode"/> would throw.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, [NotNullWhen(true)] out byte[]? bytes)
    {
        bytes = null;
        if (text.Length % 2 != 0 || !text.StartsWith("0x", StringComparison.Ordinal))
        {
            return false;
        }

        var decoded = new byte[(text.Length - 2) / 2];
        if (!TryDecode(text, decoded))
        {
            return false;
        }

        bytes = decoded;
        return true;
    }

    /// <summary>Fills exactly <paramref name="destination"/> from <paramref name="text"/>; false where text is not of that length or not hex.</summary>
    public static bool TryDecode(ReadOnlySpan<char> text, Span<byte> destination) =>
        text.Length == 2 + (destination.Length * 2)
        && text.StartsWith("0x", StringComparison.Ordinal)
        && Convert.FromHexString(text[2..], destination, out _, out _) == System.Buffers.OperationStatus.Done;

    /// <summary>Fills exactly <paramref name="destination"/> from UTF-8 <paramref name="text"/>; false where text is not of that length or not hex.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination) =>
        text.Length == 2 + (destination.Length * 2)
        && text.StartsWith("0x"u8)
        && Convert.FromHexString(text[2..], destination, out _, out _) == System.Buffers.OperationStatus.Done;

    internal static string Shown(ReadOnlySpan<char> text) => text.Length <= 80 ? text.ToString() : string.Concat(text[..77], "...");
}
