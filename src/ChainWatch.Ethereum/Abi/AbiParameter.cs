namespace ChainWatch.Ethereum.Abi;

/// <summary>An argument, a returned value or a component of a tuple.</summary>
/// <param name="Name">Its name; empty where the description gives none.</param>
/// <param name="Type">Its type.</param>
/// <param name="Indexed">Whether it is an event's argument that stands in a topic.</param>
public sealed record AbiParameter(string Name, AbiType Type, bool Indexed = false)
{
    /// <summary>Type, <c>indexed</c> and name, as a description writes them.</summary>
    public override string ToString() => $"{Type.Name}{(Indexed ? " indexed" : "")} {Name}".TrimEnd();

    /// <summary>
    /// The place of <paramref name="name"/> among <paramref name="parameters"/>: the exact name, else the only one that differs
    /// no more than in case and leading underscores; -1 where there is none or more than one.
    /// </summary>
    internal static int IndexOf(IReadOnlyList<AbiParameter> parameters, string name)
    {
        var similar = -1;
        var many = false;
        for (var i = 0; i < parameters.Count; i++)
        {
            if (parameters[i].Name == name && name.Length > 0)
            {
                return i;
            }

            if (parameters[i].Name.AsSpan().TrimStart('_').Equals(name.AsSpan().TrimStart('_'), StringComparison.OrdinalIgnoreCase))
            {
                many = similar >= 0;
                similar = i;
            }
        }

        return many || name.AsSpan().TrimStart('_').IsEmpty ? -1 : similar;
    }
}
