using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>How much of a token an account holds.</summary>
public static class TokenBalance
{
    /// <summary>Base units after a block.</summary>
    public static async Task<BigInteger> ReadAsync(Chain chain, Token token, Address holder, BlockTag block, CancellationToken cancellation)
    {
        if (token.IsNative)
        {
            return await chain.GetBalanceAsync(holder, block, cancellation);
        }

        var balance = ContractAbi.Erc20.Function("balanceOf");
        return balance.DecodeResult(await chain.CallAsync(token.Contract, balance.Encode(holder), block, cancellation)).Integer(0);
    }
}
