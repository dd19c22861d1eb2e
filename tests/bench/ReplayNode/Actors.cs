using System.Text;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Replay;

/// <summary>Who pays, in what, and to whom: the same on every replayed chain.</summary>
public static class Actors
{
    /// <summary>Accounts that pay the owner in <see cref="Coin"/>.</summary>
    public const int PayerCount = 8;

    /// <summary>The wallet that is paid.</summary>
    public static Address Owner { get; } = Named("owner");

    /// <summary>An account that has nothing to do with the owner.</summary>
    public static Address Stranger { get; } = Named("stranger");

    /// <summary>An ERC-20 token with six decimals.</summary>
    public static Address Coin { get; } = Named("coin");

    /// <summary>A token that nobody watches.</summary>
    public static Address OtherCoin { get; } = Named("other coin");

    /// <summary>A PaymentSplitter that pays the owner in the chain's own coin and in <see cref="Coin"/>.</summary>
    public static Address Splitter { get; } = Named("splitter");

    /// <summary>Who pays the owner in <see cref="Coin"/>.</summary>
    public static IReadOnlyList<Address> Payers { get; } = [.. Enumerable.Range(0, PayerCount).Select(n => Named($"payer {n}"))];

    private static Address Named(string name) => new(Keccak256.Hash(Encoding.UTF8.GetBytes($"replay {name}")).Bytes[12..]);
}
