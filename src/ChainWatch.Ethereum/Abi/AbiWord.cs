using System.Buffers.Binary;
using System.Numerics;

namespace ChainWatch.Ethereum.Abi;

/// <summary>Reads one value out of its 32 bytes, whether these stand in data or in a topic.</summary>
internal delegate T AbiWord<out T>(AbiReader reader, ReadOnlySpan<byte> word);

/// <summary>What the 32 bytes of each elementary type mean, and the padding that each must have.</summary>
internal static class AbiWords
{
    public static Address Address(AbiReader reader, ReadOnlySpan<byte> word)
    {
        const int Padding = AbiType.WordSize - Ethereum.Address.Size;
        return word[..Padding].ContainsAnyExcept((byte)0)
            ? throw reader.Fault("an address has twelve zero bytes before it")
            : new Address(word[Padding..]);
    }

    public static bool Bool(AbiReader reader, ReadOnlySpan<byte> word) =>
        word[^1] > 1 || word[..^1].ContainsAnyExcept((byte)0) ? throw reader.Fault("a bool is 0 or 1") : word[^1] == 1;

    public static byte[] FixedBytes(AbiReader reader, ReadOnlySpan<byte> word, AbiType type) =>
        word[type.Size..].ContainsAnyExcept((byte)0)
            ? throw reader.Fault($"{type.Name} has bytes that are not zero behind it")
            : word[..type.Size].ToArray();

    /// <summary>An integer as any integer type that holds the value at hand.</summary>
    public static T Integer<T>(AbiReader reader, ReadOnlySpan<byte> word, AbiType type)
        where T : IBinaryInteger<T>
    {
        var isNegative = type.Kind == AbiKind.SignedInteger && word[^(type.Size / 8)] >= 0x80;
        if (word[..^(type.Size / 8)].ContainsAnyExcept(isNegative ? (byte)0xff : (byte)0))
        {
            throw reader.Fault($"the number is out of the range of {type.Name}");
        }

        try
        {
            return isNegative || word[..^sizeof(ulong)].ContainsAnyExcept((byte)0)
                ? T.CreateChecked(new BigInteger(word, isUnsigned: !isNegative, isBigEndian: true))
                : T.CreateChecked(BinaryPrimitives.ReadUInt64BigEndian(word[^sizeof(ulong)..]));
        }
        catch (OverflowException)
        {
            throw reader.Fault($"the number does not fit {typeof(T).Name}");
        }
    }
}
