namespace ChainWatch.Ethereum.Abi;

/// <summary>Where a value of an event or tuple stands: in a topic, or at an offset from the first of its items.</summary>
internal sealed record AbiSlot(AbiParameter Parameter, int Index, int Offset, int? Topic)
{
    /// <summary>Whether the topic holds the hash of the value, which cannot be read back.</summary>
    public bool IsHashed => Topic is not null && (Parameter.Type.IsDynamic || Parameter.Type.Kind is AbiKind.Array or AbiKind.Tuple);

    /// <summary>The slots of an event's arguments, or of a tuple's components, none of which is indexed.</summary>
    public static IReadOnlyList<AbiSlot> Of(IReadOnlyList<AbiParameter> parameters, int firstTopic = 0)
    {
        var slots = new List<AbiSlot>();
        var (offset, topic) = (0, firstTopic);
        foreach (var parameter in parameters)
        {
            slots.Add(new AbiSlot(parameter, slots.Count, offset, parameter.Indexed ? topic++ : null));
            offset += parameter.Indexed ? 0 : parameter.Type.HeadSize;
        }

        return slots;
    }
}
