namespace ChainWatch.Ethereum.Abi;

/// <summary>What a contract can be asked and what it emits: the Solidity contract ABI specification, both spellings.</summary>
public sealed class AbiContract
{
    private AbiContract(IReadOnlyList<AbiItem> items)
    {
        Functions = [.. items.OfType<AbiFunction>()];
        Events = [.. items.OfType<AbiEvent>()];
        Errors = [.. items.OfType<AbiError>()];
        Constructor = items.OfType<AbiConstructor>().FirstOrDefault();
    }

    /// <summary>All functions, in the order of the description.</summary>
    public IReadOnlyList<AbiFunction> Functions { get; }

    /// <summary>All events, in the order of the description.</summary>
    public IReadOnlyList<AbiEvent> Events { get; }

    /// <summary>All errors, in the order of the description.</summary>
    public IReadOnlyList<AbiError> Errors { get; }

    /// <summary>The constructor, where the description has one.</summary>
    public AbiConstructor? Constructor { get; }

    /// <summary>Reads a JSON ABI: the array, or a build artifact with the array as its <c>abi</c>.</summary>
    /// <exception cref="AbiException">Not JSON, or not an ABI.</exception>
    public static AbiContract FromJson(ReadOnlyMemory<byte> utf8Json) => new(AbiJson.Read(utf8Json));

    /// <summary>Reads descriptions such as <c>event Transfer(address indexed from, address indexed to, uint256 value)</c>.</summary>
    /// <exception cref="AbiException">One of them cannot be read; the message shows where.</exception>
    public static AbiContract Parse(params IEnumerable<string> descriptions) => new([.. descriptions.Select(AbiSyntax.ParseItem)]);

    /// <summary>The function of a name, or of a signature such as <c>transfer(address,uint256)</c> where the name is overloaded.</summary>
    /// <exception cref="AbiException">No function, or more than one.</exception>
    public AbiFunction Function(string nameOrSignature) => Find(Functions, nameOrSignature, "function");

    /// <summary>The event of a name, or of a signature such as <c>Transfer(address,address,uint256)</c> where the name is overloaded.</summary>
    /// <exception cref="AbiException">No event, or more than one.</exception>
    public AbiEvent Event(string nameOrSignature) => Find(Events, nameOrSignature, "event");

    /// <summary>The error of a name, or of a signature where the name is overloaded.</summary>
    /// <exception cref="AbiException">No error, or more than one.</exception>
    public AbiError Error(string nameOrSignature) => Find(Errors, nameOrSignature, "error");

    private static T Find<T>(IReadOnlyList<T> items, string nameOrSignature, string what)
        where T : AbiItem
    {
        var found = items.Where(item => item.Name == nameOrSignature || item.Signature == nameOrSignature).ToList();
        return found switch
        {
            [var only] => only,
            [] => throw new AbiException($"There is no {what} {nameOrSignature}: there are {string.Join(", ", items.Select(item => item.Name))}."),
            _ => throw new AbiException($"More than one {what} is named {nameOrSignature}; use one of {string.Join(", ", found)}."),
        };
    }
}
