namespace ChainWatch.Ethereum.Abi;

/// <summary>
/// An interface description, a value or encoded bytes that break the Solidity contract ABI specification, or do not fit
/// what was asked for. The message says where.
/// </summary>
public sealed class AbiException : Exception
{
    /// <summary>A fault of a description or of its use, which has no place in encoded bytes.</summary>
    public AbiException(string message)
        : base(message)
    {
    }

    /// <summary>A description that could not be read at all.</summary>
    public AbiException(string message, Exception innerException)
        : base(message, innerException)
    {
    }

    private AbiException(string path, int? offset, string message)
        : base(message)
    {
        Path = path;
        Offset = offset;
    }

    /// <summary>Which value, such as <c>orders[3].amount</c>; an argument without a name goes by its place. Null where no value is at fault.</summary>
    public string? Path { get; }

    /// <summary>Where in the encoded arguments, in bytes after any selector; null for topics and where nothing was decoded.</summary>
    public int? Offset { get; }

    internal static AbiException InValue(AbiPath path, string reason) => new(path.ToString(), null, $"{path}: {reason}");

    internal static AbiException InData(AbiPath path, int offset, string reason) =>
        new(path.ToString(), offset, $"{path} at byte {offset}: {reason}");

    internal static AbiException InTopic(AbiPath path, int topic, string reason) =>
        new(path.ToString(), null, $"{path} in topic {topic}: {reason}");
}
