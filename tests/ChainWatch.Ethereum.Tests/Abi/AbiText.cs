using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Ethereum.Tests.Abi;

/// <summary>Values as one line of JSON, to compare whole trees and to exchange them with other programs; and back by their type.</summary>
internal static class AbiText
{
    /// <summary>Integers and all bytes are strings, tuples are arrays.</summary>
    public static string Of(object value) => value switch
    {
        bool flag => flag ? "true" : "false",
        string text => JsonSerializer.Serialize(text),
        byte[] bytes => $"\"{Hex.Encode(bytes)}\"",
        BigInteger number => $"\"{number.ToString(CultureInfo.InvariantCulture)}\"",
        Address address => $"\"{Hex.Encode(address.Bytes)}\"",
        IEnumerable<object> items => $"[{string.Join(',', items.Select(Of))}]",
        _ => $"\"{value}\"",
    };

    public static object Value(AbiType type, JsonElement value) => type.Kind switch
    {
        AbiKind.UnsignedInteger or AbiKind.SignedInteger =>
            BigInteger.Parse(value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText(), CultureInfo.InvariantCulture),
        AbiKind.Address => Address.Parse(value.GetString()),
        AbiKind.Bool => value.GetBoolean(),
        AbiKind.FixedBytes when type.Size == Hash32.Size => Hash32.Parse(value.GetString()),
        AbiKind.FixedBytes or AbiKind.Bytes => Hex.Decode(value.GetString()),
        AbiKind.Text => value.GetString()!,
        AbiKind.Array => value.EnumerateArray().Select(item => Value(type.Element!, item)).ToArray(),
        _ => value.EnumerateArray().Zip(type.Components, (item, component) => Value(component.Type, item)).ToArray(),
    };
}
