namespace ChainWatch.Ethereum.Abi;

/// <summary>Where a value of an event or tuple stands: in a topic, or at an offset from the first of its items.</summary>
internal sealed record AbiSlot(AbiParameter Parameter, int Index, int Offset, int? Topic)
{
    /// <summary>Whether the topic holds the hash of the value, which cannot be read back.</summary>
    public bool IsHashed => Topic is not null && (Parameter.Type.IsDynamic || Parameter.Type.Kind is AbiKind.Array or AbiKind.Tuple);

    /// <summary>The slots of an event's arguments; without a first topic those of a tuple, where no component is in a topic.</summary>
    public static IReadOnlyList<AbiSlot> Of(IReadOnlyList<AbiParameter> parameters, int? firstTopic = null)
    {
        var slots = new List<AbiSlot>();
        var (offset, topic) = (0, firstTopic);
        foreach (var parameter in parameters)
        {
            var isInTopic = parameter.Indexed && topic is not null;
            slots.Add(new AbiSlot(parameter, slots.Count, offset, isInTopic ? topic++ : null));
            offset += isInTopic ? 0 : parameter.Type.HeadSize;
        }

        return slots;
    }
}
