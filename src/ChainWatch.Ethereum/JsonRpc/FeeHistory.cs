using System.Numerics;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>
/// Fees of recent blocks (<c>eth_feeHistory</c>), oldest first. The ratios of gas used, which the endpoint sends as binary
/// fractions, are left out.
/// </summary>
public sealed record FeeHistory
{
    /// <summary>Number of the first block.</summary>
    public required ulong OldestBlock { get; init; }

    /// <summary>Base fee per gas in wei of each block, and of the block after the last; 0 before London.</summary>
    public required IReadOnlyList<BigInteger> BaseFeePerGas { get; init; }

    /// <summary>Base fee per blob gas in wei, likewise; empty where the endpoint sends none.</summary>
    public IReadOnlyList<BigInteger> BaseFeePerBlobGas { get; init; } = [];

    /// <summary>For each block the priority fee in wei at each percentile that was asked for; empty where none was.</summary>
    public IReadOnlyList<IReadOnlyList<BigInteger>> Rewards { get; init; } = [];
}
