using System.Text.Json;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.TypedData;

/// <summary>Values as EIP-712 encodes them. The depth of the JSON bounds the recursion.</summary>
internal sealed class StructEncoder(StructTypes types)
{
    /// <summary>hashStruct.</summary>
    /// <exception cref="TypedDataException">A field is missing, extra, or none of its type.</exception>
    public Hash32 Hash(string name, JsonElement value, string path) => Keccak256.Hash(Encode(name, value, path));

    /// <summary>typeHash and encodeData: one word for the type and one for each field.</summary>
    /// <inheritdoc cref="Hash"/>
    public byte[] Encode(string name, JsonElement value, string path)
    {
        var fields = types.FieldsOf(name);
        JsonShape.RequireMembers(value, path, [.. fields.Select(field => field.Name)]);
        var words = new byte[(fields.Length + 1) * Hash32.Size];
        types.HashOf(name).Bytes.CopyTo(words);
        for (var i = 0; i < fields.Length; i++)
        {
            var word = EncodeField(fields[i].Type, value.GetProperty(fields[i].Name), JsonShape.Join(path, fields[i].Name));
            word.Bytes.CopyTo(words.AsSpan((i + 1) * Hash32.Size));
        }

        return words;
    }

    private Hash32 EncodeField(FieldType type, JsonElement value, string path)
    {
        if (!type.IsSingle)
        {
            return EncodeArray(type, value, path);
        }

        return types.Contains(type.Name) ? Hash(type.Name, value, path) : AtomicType.Encode(type.Name, value, path);
    }

    private Hash32 EncodeArray(FieldType type, JsonElement value, string path)
    {
        var elements = JsonShape.Elements(value, path);
        var count = value.GetArrayLength();
        if (type.Lengths[^1] is { } length && length != count)
        {
            throw new TypedDataException(path, $"expected {length} elements, found {count}");
        }

        var words = new byte[count * Hash32.Size];
        var element = type.Element;
        foreach (var (index, each) in elements.Index())
        {
            EncodeField(element, each, $"{path}[{index}]").Bytes.CopyTo(words.AsSpan(index * Hash32.Size));
        }

        return Keccak256.Hash(words);
    }
}
