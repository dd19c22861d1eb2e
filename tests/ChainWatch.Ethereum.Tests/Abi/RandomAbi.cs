using System.Numerics;
using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Ethereum.Tests.Abi;

/// <summary>Random types, and random values of them with a liking for the ends of each range. One seed gives one sequence.</summary>
internal sealed class RandomAbi(int seed)
{
    private readonly Random _random = new(seed);

    public AbiType Type(int depth = 3) => _random.Next(depth > 0 ? 13 : 8) switch
    {
        0 => AbiType.Parse($"uint{8 * _random.Next(1, 33)}"),
        1 => AbiType.Parse($"int{8 * _random.Next(1, 33)}"),
        2 => AbiType.Parse($"bytes{_random.Next(1, 33)}"),
        3 => AbiType.Parse("address"),
        4 => AbiType.Parse("bool"),
        5 => AbiType.Parse("bytes"),
        6 => AbiType.Parse("string"),
        7 => AbiType.Parse("uint256"),
        8 or 9 => Type(depth - 1).ArrayOf(),
        10 => Type(depth - 1).ArrayOf(_random.Next(1, 4)),
        _ => Tuple(depth - 1),
    };

    public AbiType Tuple(int depth) =>
        AbiType.Tuple([.. Enumerable.Range(0, _random.Next(1, 4)).Select(i => new AbiParameter($"p{i}", Type(depth)))]);

    public object Value(AbiType type) => type.Kind switch
    {
        AbiKind.UnsignedInteger or AbiKind.SignedInteger => Integer(type),
        AbiKind.Address => new Address(Bytes(Address.Size)),
        AbiKind.Bool => _random.Next(2) == 1,
        AbiKind.FixedBytes when type.Size == Hash32.Size => new Hash32(Bytes(Hash32.Size)),
        AbiKind.FixedBytes => Bytes(type.Size),
        AbiKind.Bytes => Bytes(_random.Next(70)),
        AbiKind.Text => Text(),
        AbiKind.Array => Enumerable.Range(0, type.Length ?? _random.Next(4)).Select(_ => Value(type.Element!)).ToArray(),
        _ => type.Components.Select(component => Value(component.Type)).ToArray(),
    };

    public byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        _random.NextBytes(bytes);
        return bytes;
    }

    private BigInteger Integer(AbiType type)
    {
        var least = type.Kind == AbiKind.SignedInteger ? -(BigInteger.One << (type.Size - 1)) : 0;
        var most = (BigInteger.One << (type.Size - (type.Kind == AbiKind.SignedInteger ? 1 : 0))) - 1;
        var any = new BigInteger(Bytes(type.Size / 8), isUnsigned: true);
        return _random.Next(6) switch
        {
            0 => least,
            1 => most,
            2 => BigInteger.Min(most, _random.Next(1000)),
            3 => BigInteger.Max(least, -1),
            _ => least + (any % (most - least + 1)),
        };
    }

    private string Text()
    {
        string[] alphabet = ["a", "Z", " ", "é", "€", "漢", "🚀", "\0", "\n", "\""];
        var text = string.Concat(Enumerable.Range(0, _random.Next(40)).Select(_ => alphabet[_random.Next(alphabet.Length)]));

        // viem 2.52 drops the zero bytes at the start of a string that it decodes.
        return text.TrimStart('\0');
    }
}
