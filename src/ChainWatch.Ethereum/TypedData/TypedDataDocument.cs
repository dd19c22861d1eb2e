using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.TypedData;

/// <summary>
/// Typed structured data (EIP-712) as <c>eth_signTypedData_v4</c> takes it: <c>types</c>, <c>primaryType</c>, <c>domain</c>
/// and <c>message</c>. A document that reads has exactly one meaning: nothing is missing, nothing is extra, every value
/// is in the range of its type, and no number is one that another wallet would round.
/// </summary>
public sealed class TypedDataDocument
{
    /// <summary>The largest document that is read.</summary>
    public const int MaxSize = 1 << 20;

    private const int MaxDepth = 64;

    private readonly byte[] _json;

    private TypedDataDocument(JsonElement root)
    {
        var domain = Required(root, "domain");
        var types = new StructTypes(Required(root, "types"), () => DomainType.FieldsIn(domain));
        var encoder = new StructEncoder(types);
        JsonShape.RequireMembers(root, "", ["types", "primaryType", "domain", "message"]);
        PrimaryType = JsonShape.Text(root.GetProperty("primaryType"), "primaryType");
        if (!types.Contains(PrimaryType))
        {
            throw new TypedDataException("primaryType", $"the type '{Hex.Shown(PrimaryType)}' is not declared");
        }

        EncodedType = types.Encode(PrimaryType);
        DomainSeparator = encoder.Hash(DomainType.Name, domain, "domain");
        EncodedMessage = encoder.Encode(PrimaryType, root.GetProperty("message"), "message");
        MessageHash = Keccak256.Hash(EncodedMessage.Span);
        _json = Write(root, types);
    }

    /// <summary>The struct that the message is.</summary>
    public string PrimaryType { get; }

    /// <summary>The primary type spelled out, with the structs that it needs (encodeType).</summary>
    public string EncodedType { get; }

    /// <summary>The message as words: the hash of its type, then one word a field (typeHash and encodeData).</summary>
    public ReadOnlyMemory<byte> EncodedMessage { get; }

    /// <summary>The hash of the domain (hashStruct): for which contract, on which chain.</summary>
    public Hash32 DomainSeparator { get; }

    /// <summary>The hash of the message (hashStruct).</summary>
    public Hash32 MessageHash { get; }

    /// <summary>The digest that is signed. Of a document whose primary type is the domain itself, the domain alone is signed.</summary>
    public Hash32 SigningHash => Keccak256.Hash(EncodeForSigning());

    /// <summary>Reads a document of UTF-8 JSON.</summary>
    /// <exception cref="TypedDataException">Not JSON, or not one of exactly one meaning; the message names the place.</exception>
    public static TypedDataDocument Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxSize)
        {
            throw new TypedDataException("", $"more than {MaxSize} bytes");
        }

        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = MaxDepth, AllowDuplicateProperties = false });
            return new TypedDataDocument(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new TypedDataException("", "not JSON, nested too deep, or with a member that stands twice", e);
        }
        catch (InvalidOperationException e)
        {
            // The reader finds out only when it is asked for a text.
            throw new TypedDataException("", "a text that is not Unicode", e);
        }
    }

    /// <inheritdoc cref="Parse(ReadOnlyMemory{byte})"/>
    public static TypedDataDocument Parse(string json) => Parse(Encoding.UTF8.GetBytes(json));

    /// <summary>What is hashed for signing: 0x1901, the domain separator, and the hash of the message.</summary>
    public byte[] EncodeForSigning() => PrimaryType == DomainType.Name
        ? [0x19, 0x01, .. DomainSeparator.Bytes]
        : [0x19, 0x01, .. DomainSeparator.Bytes, .. MessageHash.Bytes];

    /// <summary>The document as JSON that any wallet takes: as it was read, with the domain's type declared.</summary>
    public override string ToString() => Encoding.UTF8.GetString(_json);

    private static JsonElement Required(JsonElement root, string name) =>
        root.ValueKind == JsonValueKind.Object && root.TryGetProperty(name, out var member) ? member : throw new TypedDataException(name, "missing");

    private static byte[] Write(JsonElement root, StructTypes types)
    {
        using var stream = new MemoryStream();
        using (var json = new Utf8JsonWriter(stream))
        {
            json.WriteStartObject();
            foreach (var member in root.EnumerateObject())
            {
                if (member.Name == "types" && !member.Value.TryGetProperty(DomainType.Name, out _))
                {
                    WriteTypes(json, member.Value, types);
                }
                else
                {
                    member.WriteTo(json);
                }
            }

            json.WriteEndObject();
        }

        return stream.ToArray();
    }

    private static void WriteTypes(Utf8JsonWriter json, JsonElement declared, StructTypes types)
    {
        json.WriteStartObject("types");
        json.WriteStartArray(DomainType.Name);
        foreach (var field in types.FieldsOf(DomainType.Name))
        {
            json.WriteStartObject();
            json.WriteString("name", field.Name);
            json.WriteString("type", field.TypeText);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        foreach (var member in declared.EnumerateObject())
        {
            member.WriteTo(json);
        }

        json.WriteEndObject();
    }
}
