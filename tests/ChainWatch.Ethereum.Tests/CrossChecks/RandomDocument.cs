using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;

namespace ChainWatch.Ethereum.Tests.CrossChecks;

/// <summary>Typed-data documents with structs in structs, arrays in arrays, every atomic type, and any part of a domain.</summary>
internal sealed class RandomDocument(Random random)
{
    private const int Structs = 4;

    private readonly List<(string Name, string Type)>[] _fields = new List<(string, string)>[Structs];

    public JsonObject Make()
    {
        for (var i = 0; i < Structs; i++)
        {
            // A struct contains later ones only, so that there are no circles.
            _fields[i] = [.. Enumerable.Range(0, random.Next(i == 0 ? 1 : 0, 6)).Select(field => ($"field{field}", Type(i)))];
        }

        var types = new JsonObject();
        foreach (var i in Enumerable.Range(0, Structs).OrderBy(_ => random.Next()))
        {
            types.Add($"Struct{i}", new JsonArray([.. _fields[i].Select(field => (JsonNode)new JsonObject { ["name"] = field.Name, ["type"] = field.Type })]));
        }

        return new JsonObject { ["types"] = types, ["primaryType"] = "Struct0", ["domain"] = Domain(), ["message"] = Struct(0) };
    }

    private string Type(int within)
    {
        var name = random.Next(3) == 0 && within + 1 < Structs ? $"Struct{random.Next(within + 1, Structs)}" : AtomicType();
        var suffix = random.Next(8) switch { 0 => "[]", 1 => "[2]", 2 => "[][1]", 3 => "[2][]", _ => "" };
        return name + suffix;
    }

    private string AtomicType() => random.Next(8) switch
    {
        0 => "address",
        1 => "bool",
        2 => "string",
        3 => "bytes",
        4 => $"bytes{random.Next(1, 33)}",
        5 => $"int{random.Next(1, 33) * 8}",
        _ => $"uint{random.Next(1, 33) * 8}",
    };

    private JsonObject Struct(int index) => new(_fields[index].Select(field => KeyValuePair.Create(field.Name, Value(field.Type))));

    private JsonNode? Value(string type)
    {
        if (type.EndsWith(']'))
        {
            var open = type.LastIndexOf('[');
            var count = type[open + 1] == ']' ? random.Next(4) : type[open + 1] - '0';
            return new JsonArray([.. Enumerable.Range(0, count).Select(_ => Value(type[..open]))]);
        }

        return type.StartsWith("Struct", StringComparison.Ordinal) ? Struct(type[^1] - '0') : Atomic(type);
    }

    private JsonNode Atomic(string type) => type switch
    {
        "address" => new Address(Bytes(20)).ToString(),
        "bool" => random.Next(2) == 0,
        "string" => Text(),
        "bytes" => Hex.Encode(Bytes(random.Next(100))),
        _ when type.StartsWith("bytes", StringComparison.Ordinal) => Hex.Encode(Bytes(int.Parse(type[5..], null))),
        _ when type.StartsWith("uint", StringComparison.Ordinal) => Unsigned(int.Parse(type[4..], null)),
        _ => Signed(int.Parse(type[3..], null)),
    };

    private JsonNode Unsigned(int bits)
    {
        var number = Number(bits);
        return random.Next(3) switch
        {
            0 when number < 1L << 53 => (long)number,
            1 => "0x" + Convert.ToHexStringLower(number.ToByteArray(isUnsigned: true, isBigEndian: true)),
            _ => number.ToString(CultureInfo.InvariantCulture),
        };
    }

    private JsonNode Signed(int bits) => (Number(bits) - (BigInteger.One << (bits - 1))).ToString(CultureInfo.InvariantCulture);

    /// <summary>Often the smallest or the largest of its bits.</summary>
    private BigInteger Number(int bits) => random.Next(6) switch
    {
        0 => BigInteger.Zero,
        1 => (BigInteger.One << bits) - 1,
        _ => new BigInteger(Bytes(bits / 8), isUnsigned: true),
    };

    private JsonObject Domain()
    {
        var domain = new JsonObject();
        Maybe(() => domain["name"] = Text());
        Maybe(() => domain["version"] = Text());
        Maybe(() => domain["chainId"] = random.Next(1, 1 << 30));
        Maybe(() => domain["verifyingContract"] = new Address(Bytes(20)).ToString());
        Maybe(() => domain["salt"] = Hex.Encode(Bytes(32)));
        return domain;
    }

    private void Maybe(Action act)
    {
        if (random.Next(3) > 0)
        {
            act();
        }
    }

    private string Text() => string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => (string[])["a", "\"", "\n", "õ", "€", "🔑", "\\", " "]).Select(
        letters => letters[random.Next(letters.Length)]));

    private byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        random.NextBytes(bytes);
        return bytes;
    }
}
