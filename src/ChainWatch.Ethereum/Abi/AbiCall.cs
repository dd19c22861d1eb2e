namespace ChainWatch.Ethereum.Abi;

/// <summary>What starts with a selector of four bytes and goes on with arguments: calls of functions, and errors.</summary>
public abstract class AbiCall : AbiItem
{
    /// <summary>Bytes in a selector.</summary>
    public const int SelectorSize = 4;

    private protected AbiCall(string name, IReadOnlyList<AbiParameter> inputs)
        : base(name, inputs)
    {
    }

    /// <summary>The first four bytes of the signature's hash. A new array on each use.</summary>
    public byte[] Selector => SignatureHash.Bytes[..SelectorSize].ToArray();

    /// <summary>Whether <paramref name="data"/> starts with this selector.</summary>
    public bool Matches(ReadOnlySpan<byte> data) => data.StartsWith(SignatureHash.Bytes[..SelectorSize]);

    /// <summary>
    /// Selector and encoded <paramref name="arguments"/>. What values fit which types: <see cref="AbiCodec"/>.
    /// A single <c>string[]</c> argument must be cast to <c>object</c>, or C# takes its elements for the arguments.
    /// </summary>
    /// <exception cref="AbiException">The arguments are not as many as the inputs, or one does not fit its type.</exception>
    public byte[] Encode(params object[] arguments)
    {
        var writer = new AbiWriter(SignatureHash.Bytes[..SelectorSize]);
        writer.WriteArguments(Arguments, arguments);
        return writer.ToArray();
    }

    private protected AbiValues DecodeArguments(ReadOnlyMemory<byte> data) => Matches(data.Span)
        ? AbiCodec.Decode(Arguments, data[SelectorSize..])
        : throw new AbiException(
            $"{Hex.Encode(data.Span[..Math.Min(SelectorSize, data.Length)])} is not the selector of {Signature}, {Hex.Encode(Selector)}.");
}
