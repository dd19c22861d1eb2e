namespace ChainWatch.Ethereum.Abi;

/// <summary>The constructor of a contract.</summary>
public sealed class AbiConstructor : AbiItem
{
    internal AbiConstructor(IReadOnlyList<AbiParameter> inputs, AbiMutability mutability)
        : base("", inputs) => Mutability = mutability;

    /// <summary>Whether the constructor takes ether.</summary>
    public AbiMutability Mutability { get; }

    /// <summary>The encoded <paramref name="arguments"/>, to stand after the creation code.</summary>
    /// <exception cref="AbiException">The arguments are not as many as the inputs, or one does not fit its type.</exception>
    public byte[] Encode(params object[] arguments)
    {
        var writer = new AbiWriter([]);
        writer.WriteArguments(Arguments, arguments);
        return writer.ToArray();
    }

    /// <summary>The arguments that stand after the creation code.</summary>
    /// <exception cref="AbiException">The arguments are not strictly encoded.</exception>
    public AbiValues Decode(ReadOnlyMemory<byte> arguments) => AbiCodec.Decode(Arguments, arguments);
}
