using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Valuing;

namespace ChainWatch.Executing;

/// <summary>What of a transfer really moved.</summary>
/// <param name="Amount">Base units.</param>
/// <param name="Evidence">By what that is known where it is not by balances; null where it is.</param>
public sealed record Moved(BigInteger Amount, string? Evidence = null);

/// <summary>Where something was executed.</summary>
/// <param name="BlockNumber">Height of the block.</param>
/// <param name="BlockHash">The block.</param>
/// <param name="TransactionHash">The transaction.</param>
public sealed record ExecutedAt(ulong BlockNumber, Hash32 BlockHash, Hash32 TransactionHash)
{
    /// <summary>Where an event stands.</summary>
    public static ExecutedAt Of(Log log)
    {
        ArgumentNullException.ThrowIfNull(log);
        return new ExecutedAt(log.BlockNumber, log.BlockHash, log.TransactionHash);
    }
}

/// <summary>
/// What of executed transfers really moved. An event says that something was done, a balance what came of it. What
/// arrived in a block is counted for one of its transfers only: one pass over a chain has one of these.
/// </summary>
public sealed class Arrivals(Chain chain)
{
    private readonly Dictionary<(Token Token, Address Holder, ulong Block), BigInteger> _uncounted = [];
    private readonly Dictionary<(Token Token, Address Holder, ulong Block), BigInteger> _left = [];
    private readonly Dictionary<(Token Token, Address Holder, Hash32 Transaction), BigInteger> _told = [];

    /// <summary>By how much the beneficiary's balance grew in the block and no other transfer took, at most what was to be moved.</summary>
    /// <param name="transfer">What was to be moved.</param>
    /// <param name="executed">Where it was.</param>
    /// <param name="cancellation">Ends the reading.</param>
    /// <exception cref="RpcException">The endpoint failed.</exception>
    public async Task<Moved> TakeAsync(Transfer transfer, ExecutedAt executed, CancellationToken cancellation)
    {
        try
        {
            return new Moved(await TakeGrownAsync(transfer, executed.BlockNumber, cancellation));
        }
        catch (RpcException forgotten) when (ContractQuestion.IsForgotten(forgotten))
        {
            return await TakeToldAsync(transfer, executed, cancellation);
        }
    }

    /// <summary>What left an account: of a token, what it tells of it in that transaction; of the chain's coin, what a call that succeeded sent along.</summary>
    /// <exception cref="RpcException">The endpoint failed, or has no receipt of the transaction.</exception>
    public async Task<BigInteger> LeftAsync(Address from, Transfer transfer, ExecutedAt executed, CancellationToken cancellation)
    {
        var left = transfer.Token.IsNative
            ? transfer.Amount
            : Sum(await TransfersAsync(transfer, executed, cancellation), sent => sent.From == from && sent.To == transfer.Beneficiary);
        left = BigInteger.Min(left, transfer.Amount);
        var key = (transfer.Token, from, executed.BlockNumber);
        _left[key] = _left.GetValueOrDefault(key) + left;
        return left;
    }

    private async Task<BigInteger> TakeGrownAsync(Transfer transfer, ulong block, CancellationToken cancellation)
    {
        var key = (transfer.Token, transfer.Beneficiary, block);
        if (!_uncounted.TryGetValue(key, out var grown))
        {
            // What was paid out of the same account in the same block hides what arrived.
            grown = await BalanceAsync(transfer, block, cancellation) - await BalanceAsync(transfer, block - 1, cancellation) + _left.GetValueOrDefault(key);
        }

        var arrived = BigInteger.Max(0, BigInteger.Min(grown, transfer.Amount));
        _uncounted[key] = grown - arrived;
        return arrived;
    }

    private async Task<Moved> TakeToldAsync(Transfer transfer, ExecutedAt executed, CancellationToken cancellation)
    {
        var because = $"the endpoint keeps no state of block {executed.BlockNumber}";
        if (transfer.Token.IsNative)
        {
            return new Moved(transfer.Amount, $"that it arrived is known by the event of its execution alone: {because}");
        }

        var key = (transfer.Token, transfer.Beneficiary, executed.TransactionHash);
        if (!_told.TryGetValue(key, out var told))
        {
            told = Sum(await TransfersAsync(transfer, executed, cancellation), sent => sent.To == transfer.Beneficiary);
        }

        var arrived = BigInteger.Min(told, transfer.Amount);
        _told[key] = told - arrived;
        return new Moved(arrived, $"what arrived is known by the token's own events alone: {because}");
    }

    private async Task<IEnumerable<(Address From, Address To, BigInteger Amount)>> TransfersAsync(Transfer transfer, ExecutedAt executed, CancellationToken cancellation)
    {
        var transferred = ContractAbi.Erc20.Event("Transfer");
        var receipt = await chain.GetReceiptAsync(executed.TransactionHash, cancellation);
        return receipt?.BlockHash == executed.BlockHash
            ? receipt.Logs.Where(log => log.Address == transfer.Token.Contract && transferred.Matches(log)).Select(transferred.Decode)
                .Select(sent => (sent.Address(0), sent.Address(1), sent.Integer(2)))
            : throw new RpcException(
                RpcFailure.Final, chain.Settings.Name, "eth_getTransactionReceipt", $"there is no receipt of {executed.TransactionHash} in block {executed.BlockNumber}, where its event stands");
    }

    private static BigInteger Sum(IEnumerable<(Address From, Address To, BigInteger Amount)> transfers, Func<(Address From, Address To, BigInteger Amount), bool> counts) =>
        transfers.Where(counts).Aggregate(BigInteger.Zero, (sum, sent) => sum + sent.Amount);

    private Task<BigInteger> BalanceAsync(Transfer transfer, ulong block, CancellationToken cancellation) =>
        TokenBalance.ReadAsync(chain, transfer.Token, transfer.Beneficiary, block, cancellation);
}
