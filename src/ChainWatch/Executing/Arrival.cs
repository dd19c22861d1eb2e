using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;

namespace ChainWatch.Executing;

/// <summary>What of an executed transfer really arrived. An event says that something was done, a balance what came of it.</summary>
internal static class Arrival
{
    /// <summary>Base units by which the beneficiary's balance grew in a block, at most what was to be moved.</summary>
    /// <exception cref="RpcException">The endpoint keeps no state of that block, or failed.</exception>
    public static async Task<BigInteger> OfAsync(Chain chain, Transfer transfer, ulong block, CancellationToken cancellation)
    {
        var grown = await BalanceAsync(chain, transfer, block, cancellation) - await BalanceAsync(chain, transfer, block - 1, cancellation);
        return BigInteger.Max(0, BigInteger.Min(grown, transfer.Amount));
    }

    private static Task<BigInteger> BalanceAsync(Chain chain, Transfer transfer, ulong block, CancellationToken cancellation) =>
        TokenBalance.ReadAsync(chain, transfer.Token, transfer.Beneficiary, block, cancellation);
}
