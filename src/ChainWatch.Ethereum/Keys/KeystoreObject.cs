using System.Text.Json;

namespace ChainWatch.Ethereum.Keys;

/// <summary>A JSON object of a keystore, read strictly: what is missing or of another form is damage, and named.</summary>
internal readonly struct KeystoreObject
{
    private readonly JsonElement _element;
    private readonly string _path;

    private KeystoreObject(JsonElement element, string path)
    {
        (_element, _path) = (element, path);
        if (element.ValueKind != JsonValueKind.Object)
        {
            throw KeystoreDocument.Damaged($"{(path.Length == 0 ? "it" : path)} is no object");
        }
    }

    public static KeystoreObject Root(JsonElement element) => new(element, "");

    public bool Has(string name) => _element.TryGetProperty(name, out _);

    public KeystoreObject Object(string name) => new(Member(name), Path(name));

    public string Text(string name)
    {
        var member = Member(name);
        try
        {
            return member.ValueKind == JsonValueKind.String ? member.GetString()! : throw KeystoreDocument.Damaged($"{Path(name)} is no text");
        }
        catch (InvalidOperationException)
        {
            // An escape that is half of a surrogate pair.
            throw KeystoreDocument.Damaged($"{Path(name)} is no Unicode text");
        }
    }

    public int Integer(string name)
    {
        var member = Member(name);
        return member.ValueKind == JsonValueKind.Number && member.TryGetInt32(out var value)
            ? value
            : throw KeystoreDocument.Damaged($"{Path(name)} is no whole number below 2^31");
    }

    public Address Address(string name) => new(Bytes(name, Ethereum.Address.Size, Ethereum.Address.Size));

    /// <summary>Hex digits, which some wallets begin with 0x.</summary>
    public byte[] Bytes(string name, int least, int most)
    {
        var text = Text(name);
        var digits = text.StartsWith("0x", StringComparison.Ordinal) ? text : "0x" + text;
        return Hex.TryDecode(digits, out var bytes) && bytes.Length >= least && bytes.Length <= most
            ? bytes
            : throw KeystoreDocument.Damaged($"{Path(name)} is not the hex of {(least == most ? $"{least}" : $"at most {most}")} bytes");
    }

    private JsonElement Member(string name) => _element.TryGetProperty(name, out var member)
        ? member
        : throw KeystoreDocument.Damaged($"{Path(name)} is missing");

    private string Path(string name) => _path.Length == 0 ? name : $"{_path}.{name}";
}
