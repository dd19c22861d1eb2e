using System.Text.Json;

namespace ChainWatch.Ethereum.Abi;

/// <summary>Reads the JSON form of the Solidity contract ABI specification, whatever compiler wrote it.</summary>
internal static class AbiJson
{
    /// <summary>The functions, events, errors and constructor of an array, or of the <c>abi</c> of a build artifact.</summary>
    public static List<AbiItem> Read(ReadOnlyMemory<byte> utf8Json)
    {
        try
        {
            using var document = JsonDocument.Parse(utf8Json);
            var root = document.RootElement;
            var items = root.ValueKind == JsonValueKind.Object ? Required(root, "abi") : root;
            return [.. items.EnumerateArray().Select(Item).OfType<AbiItem>()];
        }
        catch (JsonException notJson)
        {
            throw new AbiException($"The ABI is not JSON: {notJson.Message}", notJson);
        }
        catch (InvalidOperationException notShaped)
        {
            throw new AbiException($"The ABI's JSON is not shaped like an ABI: {notShaped.Message}", notShaped);
        }
    }

    private static AbiItem? Item(JsonElement item) => Optional(item, "type") switch
    {
        null or "function" => new AbiFunction(Name(item), Parameters(item, "inputs"), Parameters(item, "outputs"), Mutability(item)),
        "event" => new AbiEvent(Name(item), Parameters(item, "inputs"), Flag(item, "anonymous")),
        "error" => new AbiError(Name(item), Parameters(item, "inputs")),
        "constructor" => new AbiConstructor(Parameters(item, "inputs"), Mutability(item)),
        "fallback" or "receive" => null,
        var other => throw new AbiException($"The ABI has an item of unknown type '{other}'."),
    };

    private static List<AbiParameter> Parameters(JsonElement item, string list) => item.TryGetProperty(list, out var parameters)
        ? [.. parameters.EnumerateArray().Select(parameter =>
            new AbiParameter(Optional(parameter, "name") ?? "", Type(parameter), Flag(parameter, "indexed")))]
        : [];

    private static AbiType Type(JsonElement parameter)
    {
        var name = Optional(parameter, "type") ?? throw new AbiException("The ABI has a parameter without a type.");
        return name.StartsWith("tuple", StringComparison.Ordinal)
            ? AbiSyntax.ParseArraySuffix(AbiType.Tuple(Parameters(parameter, "components")), name["tuple".Length..])
            : AbiType.Parse(name);
    }

    /// <summary>Compilers before Solidity 0.5 wrote two flags in place of one word.</summary>
    private static AbiMutability Mutability(JsonElement item) => Optional(item, "stateMutability") switch
    {
        "pure" => AbiMutability.Pure,
        "view" => AbiMutability.View,
        "payable" => AbiMutability.Payable,
        "nonpayable" => AbiMutability.NonPayable,
        null when Flag(item, "constant") => AbiMutability.View,
        null when Flag(item, "payable") => AbiMutability.Payable,
        null => AbiMutability.NonPayable,
        var other => throw new AbiException($"The ABI has an unknown stateMutability '{other}'."),
    };

    private static string Name(JsonElement item) => Optional(item, "name") is { Length: > 0 } name
        ? name
        : throw new AbiException("The ABI has an item without a name.");

    private static string? Optional(JsonElement item, string property) =>
        item.TryGetProperty(property, out var value) ? value.GetString() : null;

    private static bool Flag(JsonElement item, string property) => item.TryGetProperty(property, out var value) && value.GetBoolean();

    private static JsonElement Required(JsonElement item, string property) => item.TryGetProperty(property, out var value)
        ? value
        : throw new AbiException($"The JSON has no '{property}'.");
}
