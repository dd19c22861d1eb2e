using System.Globalization;

namespace ChainWatch.Ethereum.Abi;

/// <summary>
/// A type of the Solidity contract ABI specification. Two types are equal where their canonical names are.
/// An array whose elements take no bytes is refused, because its length would cost the sender nothing.
/// </summary>
public sealed class AbiType : IEquatable<AbiType>
{
    /// <summary>Arrays and tuples may nest this deep.</summary>
    public const int MaxDepth = 32;

    /// <summary>Bytes in the unit in which everything is encoded.</summary>
    internal const int WordSize = 32;

    private readonly int _depth;

    private AbiType(AbiKind kind, string name, int size)
    {
        Kind = kind;
        Name = name;
        Size = size;
        IsDynamic = kind is AbiKind.Bytes or AbiKind.Text;
        ContentSize = WordSize;
    }

    private AbiType(AbiType element, int? length)
    {
        Kind = AbiKind.Array;
        Name = string.Create(CultureInfo.InvariantCulture, $"{element.Name}[{length}]");
        Element = element;
        Length = length;
        IsDynamic = element.IsDynamic || length is null;
        ContentSize = SizeOrThrow((length ?? 0) * (long)element.HeadSize);
        _depth = DepthOrThrow(element._depth);
    }

    private AbiType(IReadOnlyList<AbiParameter> components)
    {
        Kind = AbiKind.Tuple;
        Name = $"({string.Join(',', components.Select(component => component.Type.Name))})";
        Components = components;
        IsDynamic = components.Any(component => component.Type.IsDynamic);
        ContentSize = SizeOrThrow(components.Sum(component => (long)component.Type.HeadSize));
        Slots = AbiSlot.Of(components);
        _depth = DepthOrThrow(components.Max(component => (int?)component.Type._depth) ?? 0);
    }

    /// <summary>What kind of type this is.</summary>
    public AbiKind Kind { get; }

    /// <summary>The canonical name, as signatures contain it: <c>uint256</c>, <c>(address,uint256)[]</c>.</summary>
    public string Name { get; }

    /// <summary>Bits of an integer; bytes of <c>bytesN</c> and <c>function</c>; 0 for other types.</summary>
    public int Size { get; }

    /// <summary>Elements of <c>T[k]</c>; null for <c>T[]</c> and for types that are no arrays.</summary>
    public int? Length { get; }

    /// <summary>The type of an array's elements.</summary>
    public AbiType? Element { get; }

    /// <summary>The components of a tuple; empty for other types.</summary>
    public IReadOnlyList<AbiParameter> Components { get; } = [];

    /// <summary>Whether the encoding's length depends on the value, so that an offset to it stands in its place.</summary>
    public bool IsDynamic { get; }

    /// <summary>Bytes that this type takes in the head it is part of.</summary>
    internal int HeadSize => IsDynamic ? WordSize : ContentSize;

    /// <summary>Bytes of the head that <c>T[k]</c> or a tuple has itself.</summary>
    internal int ContentSize { get; }

    /// <summary>Where each component stands in the tuple.</summary>
    internal IReadOnlyList<AbiSlot> Slots { get; } = [];

    /// <summary>Reads a type such as <c>(uint256,address[])[2]</c>. Components may have names; <c>uint</c> means <c>uint256</c>.</summary>
    /// <exception cref="AbiException">Not a type.</exception>
    public static AbiType Parse(string text) => AbiSyntax.ParseType(text);

    /// <summary>The tuple of <paramref name="components"/>.</summary>
    /// <exception cref="AbiException">It is too deep or too large.</exception>
    public static AbiType Tuple(params IReadOnlyList<AbiParameter> components) => new(components);

    /// <summary>The array of <paramref name="length"/> elements of this type; of any number where that is null.</summary>
    /// <exception cref="AbiException">The elements take no bytes, or the array is too deep or too large.</exception>
    public AbiType ArrayOf(int? length = null) => HeadSize == 0
        ? throw new AbiException($"An array of {Name} has elements without bytes.")
        : new AbiType(this, length);

    /// <summary>Reads the name of a type that contains no other.</summary>
    internal static AbiType Elementary(string name) => name switch
    {
        "uint" => Elementary("uint256"),
        "int" => Elementary("int256"),
        "fixed" => Elementary("fixed128x18"),
        "ufixed" => Elementary("ufixed128x18"),
        "address" => new(AbiKind.Address, name, 0),
        "bool" => new(AbiKind.Bool, name, 0),
        "bytes" => new(AbiKind.Bytes, name, 0),
        "string" => new(AbiKind.Text, name, 0),
        "function" => new(AbiKind.FixedBytes, name, Address.Size + 4),
        ['b', 'y', 't', 'e', 's', .. var size] => new(AbiKind.FixedBytes, name, SizeIn(name, size, 1, WordSize)),
        ['u', 'i', 'n', 't', .. var bits] => new(AbiKind.UnsignedInteger, name, BitsIn(name, bits)),
        ['i', 'n', 't', .. var bits] => new(AbiKind.SignedInteger, name, BitsIn(name, bits)),
        ['u', 'f', 'i', 'x', 'e', 'd', .. var sizes] => new(AbiKind.UnsignedInteger, name, FixedBitsIn(name, sizes)),
        ['f', 'i', 'x', 'e', 'd', .. var sizes] => new(AbiKind.SignedInteger, name, FixedBitsIn(name, sizes)),
        _ => throw NoType(name),
    };

    /// <inheritdoc/>
    public bool Equals(AbiType? other) => other?.Name == Name;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as AbiType);

    /// <inheritdoc/>
    public override int GetHashCode() => Name.GetHashCode(StringComparison.Ordinal);

    /// <summary>The canonical name.</summary>
    public override string ToString() => Name;

    private static int FixedBitsIn(string name, string sizes)
    {
        var x = sizes.IndexOf('x', StringComparison.Ordinal);
        if (x < 0)
        {
            throw NoType(name);
        }

        _ = SizeIn(name, sizes[(x + 1)..], 1, 80);
        return BitsIn(name, sizes[..x]);
    }

    private static int BitsIn(string name, string digits)
    {
        var bits = SizeIn(name, digits, 8, 256);
        return bits % 8 == 0 ? bits : throw NoType(name);
    }

    private static int SizeIn(string name, string digits, int least, int most) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
        && size >= least && size <= most && digits[0] != '0'
            ? size
            : throw NoType(name);

    private static AbiException NoType(string name) => new($"'{Hex.Shown(name)}' is not an ABI type.");

    private static int SizeOrThrow(long size) => size <= int.MaxValue
        ? (int)size
        : throw new AbiException("The type is larger than any data.");

    private static int DepthOrThrow(int inner) => inner < MaxDepth
        ? inner + 1
        : throw new AbiException($"The type nests deeper than {MaxDepth}.");
}
