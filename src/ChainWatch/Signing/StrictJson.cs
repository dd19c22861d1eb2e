using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ChainWatch.Ethereum;

namespace ChainWatch.Signing;

/// <summary>JSON of exactly the expected form: what is missing, extra or of another type is named by its place.</summary>
internal static class StrictJson
{
    /// <summary>2^53 - 1: above it, readers of JSON disagree about what a number is.</summary>
    private const long MaxInteger = (1L << 53) - 1;

    private const int MaxDigits = 78;

    public static JsonDocument Parse(ReadOnlyMemory<byte> json, int maxSize)
    {
        if (json.Length > maxSize)
        {
            throw Refuse("file", $"it has more than {maxSize} bytes");
        }

        try
        {
            return JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
        }
        catch (JsonException wrong)
        {
            throw Refuse("file", "it is not JSON, is nested too deep, or has a member that stands twice", wrong);
        }
    }

    public static void RequireMembers(JsonElement json, string path, params ReadOnlySpan<string> names)
    {
        if (json.ValueKind != JsonValueKind.Object)
        {
            throw Refuse(path, $"expected an object, found {Shown(json)}");
        }

        foreach (var member in json.EnumerateObject())
        {
            if (!names.Contains(member.Name))
            {
                throw Refuse(Join(path, Printable(member.Name)), "there is no such member");
            }
        }

        foreach (var name in names)
        {
            if (!json.TryGetProperty(name, out _))
            {
                throw Refuse(Join(path, name), "it is missing");
            }
        }
    }

    public static string Text(JsonElement json, string path)
    {
        try
        {
            return json.ValueKind == JsonValueKind.String ? json.GetString()! : throw Refuse(path, $"expected a string, found {Shown(json)}");
        }
        catch (InvalidOperationException wrong)
        {
            throw Refuse(path, "it is no Unicode text", wrong);
        }
    }

    /// <summary>A whole number from 0 to 2^53 - 1, written as a JSON number without fraction or exponent.</summary>
    public static long Integer(JsonElement json, string path) =>
        json.ValueKind == JsonValueKind.Number && json.TryGetInt64(out var number) && number is >= 0 and <= MaxInteger
            ? number
            : throw Refuse(path, $"expected a whole number from 0 to {MaxInteger}, found {Shown(json)}");

    /// <summary>A number below 2^256 as decimal digits in a string, without leading zeros.</summary>
    public static BigInteger Amount(JsonElement json, string path)
    {
        var text = Text(json, path);
        return text.Length is > 0 and <= MaxDigits && (text.Length == 1 || text[0] != '0')
            && BigInteger.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number < BigInteger.One << 256
                ? number
                : throw Refuse(path, $"expected decimal digits of a number below 2^256, found {Shown(json)}");
    }

    public static Address Address(JsonElement json, string path) => Ethereum.Address.TryParse(Text(json, path), out var address)
        ? address
        : throw Refuse(path, $"expected an address with a right checksum, found {Shown(json)}");

    public static Hash32 Hash(JsonElement json, string path) => Hash32.TryParse(Text(json, path), out var hash)
        ? hash
        : throw Refuse(path, $"expected 0x and 64 hex digits, found {Shown(json)}");

    public static byte[] Bytes(JsonElement json, string path) => Hex.TryDecode(Text(json, path), out var bytes)
        ? bytes
        : throw Refuse(path, $"expected 0x and hex digits of whole bytes, found {Shown(json)}");

    public static ChainWatchException Refuse(string path, string reason, Exception? cause = null) => new(
        Refusal.Refused, "bundle", $"The bundle is refused: {path}: {reason}.", "Export it again with: chainwatch escrow export ID --format bundle", cause);

    private static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public static string Shown(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Printable(json.GetRawText()),
    };

    // What a stranger wrote must not steer the terminal.
    private static string Printable(string text) =>
        string.Concat(text.Take(80).Select(letter => letter is >= ' ' and < (char)0x7f ? letter : '?')) + (text.Length > 80 ? "..." : "");
}
