using System.Text.Json;

namespace ChainWatch.Ethereum.TypedData;

/// <summary>The struct of a domain (EIP-712): some of five fields, in this order where the document does not declare it.</summary>
internal static class DomainType
{
    public const string Name = "EIP712Domain";

    private static readonly StructField[] All =
    [
        new("name", "string"), new("version", "string"), new("chainId", "uint256"), new("verifyingContract", "address"), new("salt", "bytes32"),
    ];

    /// <summary>The fields that a domain has, in EIP-712's order.</summary>
    public static StructField[] FieldsIn(JsonElement domain)
    {
        var names = JsonShape.Members(domain, "domain").Select(member => member.Name).ToHashSet(StringComparer.Ordinal);
        return [.. All.Where(field => names.Contains(field.Name))];
    }

    /// <exception cref="TypedDataException">A field that is none of the five, or has another type.</exception>
    public static void Check(StructField[] fields)
    {
        foreach (var field in fields)
        {
            if (!All.Any(known => known.Name == field.Name && known.TypeText == field.TypeText))
            {
                throw new TypedDataException($"types.{Name}.{field.Name}", $"a domain has no such field of type {field.TypeText}");
            }
        }
    }
}
