namespace ChainWatch.Ethereum.Abi;

/// <summary>A function of a contract.</summary>
public sealed class AbiFunction : AbiCall
{
    private readonly AbiType _results;

    internal AbiFunction(string name, IReadOnlyList<AbiParameter> inputs, IReadOnlyList<AbiParameter> outputs, AbiMutability mutability)
        : base(name, inputs)
    {
        Outputs = outputs;
        Mutability = mutability;
        _results = AbiType.Tuple(outputs);
    }

    /// <summary>The returned values, in order.</summary>
    public IReadOnlyList<AbiParameter> Outputs { get; }

    /// <summary>What the function may do.</summary>
    public AbiMutability Mutability { get; }

    /// <summary>The arguments of a call. Bytes after them are ignored, as contracts ignore them.</summary>
    /// <exception cref="AbiException">Another selector, or arguments that are not strictly encoded.</exception>
    public AbiValues DecodeCall(ReadOnlyMemory<byte> data) => DecodeArguments(data);

    /// <summary>The values that a call returned. Bytes after them are ignored, as contracts ignore them.</summary>
    /// <exception cref="AbiException">The values are not strictly encoded, or there are none, as where no contract is.</exception>
    public AbiValues DecodeResult(ReadOnlyMemory<byte> data) => data.IsEmpty && Outputs.Count > 0
        ? throw new AbiException($"{Signature} returned nothing: is there such a contract at that address?")
        : AbiCodec.Decode(_results, data);
}
