namespace ChainWatch.Ethereum.Abi;

/// <summary>An error with which a contract reverts.</summary>
public sealed class AbiError : AbiCall
{
    internal AbiError(string name, IReadOnlyList<AbiParameter> inputs)
        : base(name, inputs)
    {
    }

    /// <summary>The arguments of the error in <paramref name="revertData"/>.</summary>
    /// <exception cref="AbiException">Another selector, or arguments that are not strictly encoded.</exception>
    public AbiValues Decode(ReadOnlyMemory<byte> revertData) => DecodeArguments(revertData);
}
