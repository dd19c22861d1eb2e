namespace ChainWatch.Ethereum.TypedData;

/// <summary>A document that has no EIP-712 hash, or more than one reading. The message names the place.</summary>
public sealed class TypedDataException : Exception
{
    /// <summary>A fault at <paramref name="path"/>.</summary>
    public TypedDataException(string path, string reason, Exception? innerException = null)
        : base($"Typed data, {(path.Length == 0 ? "document" : path)}: {reason}", innerException) => Path = path;

    /// <summary>The place in the document: <c>message.orders[2].maker</c>, <c>types.Order[0]</c>; empty for the whole.</summary>
    public string Path { get; }
}
