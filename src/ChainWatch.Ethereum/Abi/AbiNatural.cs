using System.Numerics;

namespace ChainWatch.Ethereum.Abi;

/// <summary>Reads values as the types that <see cref="AbiKind"/> names.</summary>
internal static class AbiNatural
{
    public static object Read(AbiReader reader, AbiType type, int position, AbiFrame frame) => type.Kind switch
    {
        AbiKind.Bytes => reader.Bytes(position, frame).ToArray(),
        AbiKind.Text => reader.Text(position, frame),
        AbiKind.Array => ReadList(reader, type.Element!, reader.Open(type, position, frame)),
        AbiKind.Tuple => ReadSlots(reader, type.Components, type.Slots, reader.Open(type, position, frame)),
        _ => ReadWord(reader, type, reader.Word(position)),
    };

    public static object ReadWord(AbiReader reader, AbiType type, ReadOnlySpan<byte> word) => type.Kind switch
    {
        AbiKind.UnsignedInteger or AbiKind.SignedInteger => AbiWords.Integer<BigInteger>(reader, word, type),
        AbiKind.Address => AbiWords.Address(reader, word),
        AbiKind.Bool => AbiWords.Bool(reader, word),
        _ when type.Size == Hash32.Size => new Hash32(word),
        _ => AbiWords.FixedBytes(reader, word, type),
    };

    public static AbiValues ReadSlots(
        AbiReader reader, IReadOnlyList<AbiParameter> parameters, IReadOnlyList<AbiSlot> slots, AbiItems items)
    {
        var values = new object[slots.Count];
        for (var i = 0; i < values.Length; i++)
        {
            reader.Path.Enter(parameters[i].Name, i);
            values[i] = ReadSlot(reader, slots[i], items);
            reader.Path.Leave();
        }

        return new AbiValues(parameters, values);
    }

    private static object ReadSlot(AbiReader reader, AbiSlot slot, AbiItems items)
    {
        if (slot.Topic is not { } index)
        {
            return Read(reader, slot.Parameter.Type, items.Position + slot.Offset, items.Frame);
        }

        var topic = reader.Topic(index);
        return slot.IsHashed ? topic : ReadWord(reader, slot.Parameter.Type, topic.Bytes);
    }

    private static object[] ReadList(AbiReader reader, AbiType element, AbiItems items)
    {
        var values = new object[items.Count];
        for (var i = 0; i < values.Length; i++)
        {
            reader.Path.Enter(i);
            values[i] = Read(reader, element, items.Position + (i * element.HeadSize), items.Frame);
            reader.Path.Leave();
        }

        return values;
    }
}
