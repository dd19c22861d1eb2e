using System.Text.Json;

namespace ChainWatch.Ethereum.TypedData;

/// <summary>A field of a struct: its name, and its type as declared.</summary>
internal sealed record StructField(string Name, string TypeText, FieldType Type)
{
    public StructField(string name, string type)
        : this(name, type, FieldType.Parse(type, name))
    {
    }

    /// <exception cref="TypedDataException">Not an object of a name and a type.</exception>
    public static StructField Read(JsonElement json, string path)
    {
        JsonShape.RequireMembers(json, path, ["name", "type"]);
        var name = JsonShape.Text(json.GetProperty("name"), $"{path}.name");
        var type = JsonShape.Text(json.GetProperty("type"), $"{path}.type");
        return FieldType.IsIdentifier(name)
            ? new StructField(name, type, FieldType.Parse(type, $"{path}.type"))
            : throw new TypedDataException($"{path}.name", $"'{Hex.Shown(name)}' is no name for a field");
    }
}
