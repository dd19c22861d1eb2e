using System.Globalization;
using System.Numerics;
using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.TypedData;

/// <summary>The types of EIP-712 that are no structs, and their values as words of 32 bytes.</summary>
internal static class AtomicType
{
    /// <summary>The largest whole number that every wallet reads from JSON as it was written: 2^53 - 1.</summary>
    private const long MaxJsonInteger = (1L << 53) - 1;

    private const int MaxDigits = 80;

    /// <summary>Whether values of this type are encoded here.</summary>
    public static bool IsKnown(string name) =>
        name is "address" or "bool" or "string" or "bytes" || SizeOf(name, "bytes", 1, 32, 1) > 0 || BitsOf(name) != 0;

    /// <summary>Whether no struct may have this name: types of Solidity, also those that EIP-712 does not have.</summary>
    public static bool IsReserved(string name) => IsKnown(name) || name is "uint" or "int" or "byte" or "function" or "fixed" or "ufixed";

    /// <exception cref="TypedDataException">The value is none of the type.</exception>
    public static Hash32 Encode(string type, JsonElement value, string path) => type switch
    {
        "address" => Hash32.FromAddress(ReadAddress(value, path)),
        "bool" => ReadBoolean(value, path),
        "string" => Keccak256.Hash(Encoding.UTF8.GetBytes(JsonShape.Text(value, path))),
        "bytes" => Keccak256.Hash(ReadBytes(value, path)),
        _ when BitsOf(type) is not 0 and var bits => ReadInteger(value, type, bits, path),
        _ => ReadFixedBytes(value, SizeOf(type, "bytes", 1, 32, 1), path),
    };

    /// <summary>The number behind the prefix, where it is a multiple of the step from least to most; else 0.</summary>
    private static int SizeOf(string name, string prefix, int least, int most, int step)
    {
        var digits = name.StartsWith(prefix, StringComparison.Ordinal) ? name[prefix.Length..] : "";
        var isSize = int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
            && digits[0] != '0' && size >= least && size <= most && size % step == 0;
        return isSize ? size : 0;
    }

    /// <summary>Bits of an integer type, below 0 for a signed one; 0 for any other type.</summary>
    private static int BitsOf(string name) => SizeOf(name, "uint", 8, 256, 8) is > 0 and var bits ? bits : -SizeOf(name, "int", 8, 256, 8);

    private static Address ReadAddress(JsonElement value, string path)
    {
        var text = JsonShape.Text(value, path);
        return Address.TryParse(text, out var address)
            ? address
            : throw new TypedDataException(path, $"'{Hex.Shown(text)}' is no address, or its EIP-55 checksum is wrong");
    }

    private static Hash32 ReadBoolean(JsonElement value, string path) => value.ValueKind switch
    {
        JsonValueKind.True => ToWord(BigInteger.One),
        JsonValueKind.False => Hash32.Zero,
        _ => throw new TypedDataException(path, $"expected true or false, found {JsonShape.Shown(value)}"),
    };

    private static byte[] ReadBytes(JsonElement value, string path)
    {
        var text = JsonShape.Text(value, path);
        return Hex.TryDecode(text, out var bytes) ? bytes : throw new TypedDataException(path, $"'{Hex.Shown(text)}' is not 0x and hex digits of whole bytes");
    }

    private static Hash32 ReadFixedBytes(JsonElement value, int size, string path)
    {
        var bytes = ReadBytes(value, path);
        return bytes.Length == size
            ? new Hash32([.. bytes, .. new byte[Hash32.Size - size]])
            : throw new TypedDataException(path, $"expected {size} bytes, found {bytes.Length}");
    }

    private static Hash32 ReadInteger(JsonElement value, string type, int bits, string path)
    {
        var number = value.ValueKind switch
        {
            JsonValueKind.Number when value.TryGetInt64(out var small) && small is >= -MaxJsonInteger and <= MaxJsonInteger => small,
            JsonValueKind.Number => throw new TypedDataException(path, "a number that JSON does not carry exactly: write it as a string"),
            _ => ParseInteger(JsonShape.Text(value, path), path),
        };
        var (least, most) = bits > 0
            ? (BigInteger.Zero, (BigInteger.One << bits) - 1)
            : (-(BigInteger.One << (-bits - 1)), (BigInteger.One << (-bits - 1)) - 1);
        return number >= least && number <= most ? ToWord(number) : throw new TypedDataException(path, $"{number} is out of the range of {type}");
    }

    private static BigInteger ParseInteger(string text, string path)
    {
        var isHex = text.StartsWith("0x", StringComparison.Ordinal) && text.Length is > 2 and < MaxDigits;
        var style = isHex ? NumberStyles.AllowHexSpecifier : NumberStyles.AllowLeadingSign;
        var digits = isHex ? string.Concat("0", text.AsSpan(2)) : text;
        return digits.Length <= MaxDigits && !digits.StartsWith('+') && BigInteger.TryParse(digits, style, CultureInfo.InvariantCulture, out var number)
            ? number
            : throw new TypedDataException(path, $"'{Hex.Shown(text)}' is no whole number, in decimal or as 0x and hex digits");
    }

    /// <summary>Two's complement in 32 big-endian bytes.</summary>
    private static Hash32 ToWord(BigInteger number)
    {
        Span<byte> word = stackalloc byte[Hash32.Size];
        word.Fill(number.Sign < 0 ? (byte)0xff : (byte)0);
        var digits = number.ToByteArray(isUnsigned: number.Sign >= 0, isBigEndian: true);
        digits.CopyTo(word[(Hash32.Size - digits.Length)..]);
        return new Hash32(word);
    }
}
