using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Recognizing;

/// <summary>Asking a contract for a figure of one account after a block.</summary>
internal static class RealtimeBalance
{
    /// <summary>The first result of a function of one account; 0 where no contract was there yet.</summary>
    public static async Task<BigInteger> ReadAsync(
        Chain chain, Address contract, AbiFunction function, Address account, ulong block, CancellationToken cancellation)
    {
        var answer = await chain.CallAsync(contract, function.Encode(account), block, cancellation);
        return answer.Length == 0 ? 0 : function.DecodeResult(answer).Integer(0);
    }
}
