using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;

namespace ChainWatch.Executing;

/// <summary>
/// What of executed transfers really arrived. An event says that something was done, a balance what came of it. What
/// arrived in a block is counted for one of its transfers only.
/// </summary>
internal sealed class Arrivals(Chain chain)
{
    private readonly Dictionary<(Token Token, Address Beneficiary, ulong Block), BigInteger> _uncounted = [];

    /// <summary>Base units by which the beneficiary's balance grew in a block and that no other transfer took, at most what was to be moved.</summary>
    /// <exception cref="RpcException">The endpoint keeps no state of that block, or failed.</exception>
    public async Task<BigInteger> TakeAsync(Transfer transfer, ulong block, CancellationToken cancellation)
    {
        var key = (transfer.Token, transfer.Beneficiary, block);
        if (!_uncounted.TryGetValue(key, out var grown))
        {
            grown = await BalanceAsync(transfer, block, cancellation) - await BalanceAsync(transfer, block - 1, cancellation);
        }

        var arrived = BigInteger.Max(0, BigInteger.Min(grown, transfer.Amount));
        _uncounted[key] = grown - arrived;
        return arrived;
    }

    private Task<BigInteger> BalanceAsync(Transfer transfer, ulong block, CancellationToken cancellation) =>
        TokenBalance.ReadAsync(chain, transfer.Token, transfer.Beneficiary, block, cancellation);
}
