using System.Globalization;

namespace ChainWatch.Ethereum;

/// <summary>
/// Which block a call means: a number, or one of the names of the Ethereum JSON-RPC specification
/// (<c>latest</c>, <c>safe</c>, <c>finalized</c>, <c>earliest</c>, <c>pending</c>).
/// </summary>
public readonly record struct BlockTag
{
    private readonly string? _name;

    private BlockTag(string name) => _name = name;

    /// <summary>The block with this number.</summary>
    public BlockTag(ulong number) => Number = number;

    /// <summary>The head as the endpoint sees it.</summary>
    public static BlockTag Latest { get; } = new("latest");

    /// <summary>The newest block that is safe from reorgs under honest-majority assumptions.</summary>
    public static BlockTag Safe { get; } = new("safe");

    /// <summary>The newest finalized block.</summary>
    public static BlockTag Finalized { get; } = new("finalized");

    /// <summary>The first block of the chain.</summary>
    public static BlockTag Earliest { get; } = new("earliest");

    /// <summary>The block that the endpoint would build next.</summary>
    public static BlockTag Pending { get; } = new("pending");

    /// <summary>The number; null for a named block.</summary>
    public ulong? Number { get; }

    /// <summary>The block with this number.</summary>
    public static implicit operator BlockTag(ulong number) => new(number);

    /// <summary>The block with this number.</summary>
    public static BlockTag FromUInt64(ulong number) => new(number);

    /// <summary>As JSON-RPC takes it: the name, or the number as a hex quantity.</summary>
    public override string ToString() =>
        _name ?? (Number is { } number ? "0x" + number.ToString("x", CultureInfo.InvariantCulture) : "latest");
}
