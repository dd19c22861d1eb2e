using System.Text;
using System.Text.Json;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.TypedData;

/// <summary>The structs that a document declares: known, complete, and without circles.</summary>
internal sealed class StructTypes
{
    private const int MaxStructs = 256;
    private const int MaxFields = 512;
    private const int MaxNesting = 64;

    private readonly Dictionary<string, StructField[]> _structs = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Hash32> _hashes = new(StringComparer.Ordinal);

    /// <exception cref="TypedDataException">A struct or a field is ill-formed, stands twice, names a type that is not there, or contains itself.</exception>
    public StructTypes(JsonElement types, Func<StructField[]> domainFields)
    {
        foreach (var declared in JsonShape.Members(types, "types"))
        {
            _structs.Add(declared.Name, ReadFields(declared.Name, declared.Value));
        }

        if (_structs.Count > MaxStructs)
        {
            throw new TypedDataException("types", $"more than {MaxStructs} structs");
        }

        _structs.TryAdd(DomainType.Name, domainFields());
        DomainType.Check(_structs[DomainType.Name]);
        var finished = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in _structs.Keys)
        {
            CheckNesting(name, [], finished);
        }
    }

    public bool Contains(string name) => _structs.ContainsKey(name);

    public StructField[] FieldsOf(string name) => _structs[name];

    /// <summary>encodeType of EIP-712: the struct, then those that it needs in the order of their names.</summary>
    public string Encode(string name)
    {
        var needed = new HashSet<string>(StringComparer.Ordinal);
        Collect(name, needed);
        needed.Remove(name);
        var text = new StringBuilder();
        foreach (var each in needed.Order(StringComparer.Ordinal).Prepend(name))
        {
            text.Append(each).Append('(').AppendJoin(',', _structs[each].Select(field => $"{field.TypeText} {field.Name}")).Append(')');
        }

        return text.ToString();
    }

    /// <summary>typeHash of EIP-712.</summary>
    public Hash32 HashOf(string name)
    {
        if (!_hashes.TryGetValue(name, out var hash))
        {
            hash = Keccak256.Hash(Encoding.ASCII.GetBytes(Encode(name)));
            _hashes.Add(name, hash);
        }

        return hash;
    }

    private static StructField[] ReadFields(string name, JsonElement declared)
    {
        var path = $"types.{Hex.Shown(name)}";
        if (!FieldType.IsIdentifier(name) || AtomicType.IsReserved(name))
        {
            throw new TypedDataException(path, "no name for a struct");
        }

        if (JsonShape.Elements(declared, path).Count() > MaxFields)
        {
            throw new TypedDataException(path, $"more than {MaxFields} fields");
        }

        var fields = JsonShape.Elements(declared, path).Select((field, index) => StructField.Read(field, $"{path}[{index}]")).ToArray();
        return fields.DistinctBy(field => field.Name, StringComparer.Ordinal).Count() == fields.Length
            ? fields
            : throw new TypedDataException(path, "a field stands twice");
    }

    private void CheckNesting(string name, List<string> within, HashSet<string> finished)
    {
        if (finished.Contains(name))
        {
            return;
        }

        if (within.Contains(name, StringComparer.Ordinal) || within.Count == MaxNesting)
        {
            throw new TypedDataException($"types.{name}", within.Count == MaxNesting ? "nested too deep" : "the struct contains itself");
        }

        within.Add(name);
        foreach (var field in _structs[name].Where(field => !AtomicType.IsKnown(field.Type.Name)))
        {
            if (!_structs.ContainsKey(field.Type.Name))
            {
                throw new TypedDataException($"types.{name}.{field.Name}", $"the type '{field.Type.Name}' is not declared");
            }

            CheckNesting(field.Type.Name, within, finished);
        }

        within.RemoveAt(within.Count - 1);
        finished.Add(name);
    }

    private void Collect(string name, HashSet<string> found)
    {
        if (!found.Add(name))
        {
            return;
        }

        foreach (var field in _structs[name].Where(field => _structs.ContainsKey(field.Type.Name)))
        {
            Collect(field.Type.Name, found);
        }
    }
}
