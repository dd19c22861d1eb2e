using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>How contracts write the chain's own coin where they expect the address of a token.</summary>
internal static class Coins
{
    private static readonly Address Ether = Address.Parse("0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE");

    /// <summary>The token of an address; the zero address and 0xEeee…EEeE mean the coin.</summary>
    public static Token TokenOf(Address token) => token == Ether ? Token.Native : new Token(token);
}
