using System.Text.Json;

namespace ChainWatch.Ethereum.TypedData;

/// <summary>JSON of the expected form, or a fault that says where it is not.</summary>
internal static class JsonShape
{
    public static JsonElement.ObjectEnumerator Members(JsonElement json, string path) => json.ValueKind == JsonValueKind.Object
        ? json.EnumerateObject()
        : throw new TypedDataException(path, $"expected an object, found {Shown(json)}");

    public static JsonElement.ArrayEnumerator Elements(JsonElement json, string path) => json.ValueKind == JsonValueKind.Array
        ? json.EnumerateArray()
        : throw new TypedDataException(path, $"expected an array, found {Shown(json)}");

    public static string Text(JsonElement json, string path) => json.ValueKind == JsonValueKind.String
        ? json.GetString()!
        : throw new TypedDataException(path, $"expected a string, found {Shown(json)}");

    /// <summary>Requires an object with these members and no others.</summary>
    public static void RequireMembers(JsonElement json, string path, IReadOnlyCollection<string> names)
    {
        foreach (var member in Members(json, path))
        {
            if (!names.Contains(member.Name, StringComparer.Ordinal))
            {
                throw new TypedDataException(Join(path, Hex.Shown(member.Name)), "not a field of its type");
            }
        }

        foreach (var name in names)
        {
            if (!json.TryGetProperty(name, out _))
            {
                throw new TypedDataException(Join(path, name), "missing");
            }
        }
    }

    public static string Join(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    public static string Shown(JsonElement json) => json.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => "an array",
        _ => Hex.Shown(json.GetRawText()),
    };
}
