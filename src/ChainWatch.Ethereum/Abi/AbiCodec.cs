namespace ChainWatch.Ethereum.Abi;

/// <summary>
/// Encodes and decodes values by the Solidity contract ABI specification. Values to encode are: any integer type or
/// <see cref="System.Numerics.BigInteger"/> for integers, <see cref="Address"/>, <see cref="bool"/>, <see cref="string"/>,
/// <c>byte[]</c> or <see cref="ReadOnlyMemory{T}"/> or <see cref="Hash32"/> for bytes, any enumerable for arrays, and
/// <c>object[]</c>, <see cref="AbiValues"/> or a C# tuple for tuples. What comes out of decoding: <see cref="AbiKind"/>.
/// <para>
/// Decoding is strict: numbers in range, bools 0 or 1, zero padding, valid UTF-8, no offset into the head that holds it, and
/// no bytes read twice. Bytes that no value uses are allowed, as contracts allow them.
/// </para>
/// </summary>
public static class AbiCodec
{
    /// <summary>The encoding of <paramref name="values"/> as arguments of <paramref name="types"/>, without a selector.</summary>
    /// <exception cref="AbiException">Another number of values, or one that does not fit its type.</exception>
    public static byte[] Encode(IReadOnlyList<AbiType> types, IReadOnlyList<object> values)
    {
        var writer = new AbiWriter([]);
        writer.WriteArguments(TupleOf(types), values);
        return writer.ToArray();
    }

    /// <summary>The values of <paramref name="types"/> that <paramref name="data"/> holds.</summary>
    /// <exception cref="AbiException">The data is too short or not strictly encoded.</exception>
    public static AbiValues Decode(IReadOnlyList<AbiType> types, ReadOnlyMemory<byte> data) => Decode(TupleOf(types), data);

    internal static AbiValues Decode(AbiType arguments, ReadOnlyMemory<byte> data)
    {
        var reader = new AbiReader();
        reader.Begin(data, []);
        return AbiNatural.ReadSlots(reader, arguments.Components, arguments.Slots, reader.Open(arguments));
    }

    private static AbiType TupleOf(IReadOnlyList<AbiType> types) =>
        AbiType.Tuple([.. types.Select(type => new AbiParameter("", type))]);
}
