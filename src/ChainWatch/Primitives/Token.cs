using ChainWatch.Ethereum;

namespace ChainWatch.Primitives;

/// <summary>
/// What an amount is counted in: an ERC-20 contract, or the chain's own coin. The zero address stands for the coin,
/// as no token contract can live there.
/// </summary>
public readonly record struct Token(Address Contract)
{
    /// <summary>The chain's own coin, for example ETH.</summary>
    public static Token Native => default;

    /// <summary>Whether this is the chain's own coin.</summary>
    public bool IsNative => Contract == Address.Zero;

    /// <summary><c>native</c>, or the checksummed address of the contract.</summary>
    public override string ToString() => IsNative ? "native" : Contract.ToString();
}
