using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Proving;

/// <summary>
/// Reads what a block tells of the chain's own coin coming to an account and leaving it: its transactions with the receipts of those
/// that concern the account, what the beacon chain paid out (EIP-4895), and, where that is not enough, what calls moved.
/// </summary>
internal sealed class CoinFlowReader(Chain chain)
{
    private const int NewestType = 4;
    private const int Deposit = 0x7e;

    /// <summary>What the block tells.</summary>
    /// <param name="held">The account and the block.</param>
    /// <param name="isEnough">Whether nobody needs to trace calls.</param>
    /// <param name="cancellation">Ends it between two requests.</param>
    /// <exception cref="RpcException">The endpoint failed and went on failing.</exception>
    /// <exception cref="OtherBlockException">Another block stands there.</exception>
    public async Task<CoinFlows> ReadAsync(Held held, Func<CoinFlows, bool> isEnough, CancellationToken cancellation)
    {
        try
        {
            var (block, flows) = await chain.TogetherAsync(one => ReadBlockAsync(one, held, cancellation), cancellation);
            return isEnough(flows) ? flows
                : await TraceAsync(block, held.Account, cancellation) is { } inside ? flows with { Inside = inside }
                : flows with { Obstacle = flows.Obstacle ?? "no endpoint traced the calls inside of its transactions" };
        }
        catch (RpcException cannot) when (cannot.Failure is RpcFailure.Final or RpcFailure.NotSupported or RpcFailure.RangeTooLarge)
        {
            return new CoinFlows([], 0) { Obstacle = "no endpoint told the block's transactions and what they cost" };
        }
    }

    private static async Task<(BlockTransactions Block, CoinFlows Flows)> ReadBlockAsync(Chain one, Held held, CancellationToken cancellation)
    {
        var block = await one.GetBlockAsToldAsync(held.Number, cancellation)
            ?? throw new RpcException(RpcFailure.Retry, one.Preferred, "eth_getBlockByNumber", $"there is no block {held.Number}");
        if (block.Header.Hash != held.Block)
        {
            throw new OtherBlockException();
        }

        var flows = new CoinFlows([], block.Withdrawals.Where(paid => paid.Address == held.Account).Aggregate(BigInteger.Zero, (sum, paid) => sum + paid.Wei))
        {
            Obstacle = block.Header.Beneficiary == held.Account ? "the beneficiary is paid fees of the block" : null,
        };
        foreach (var transaction in block.Transactions.Where(transaction => Concerns(transaction, held.Account)))
        {
            flows = Add(flows, transaction, await ReceiptAsync(one, block.Header, transaction, cancellation), held.Account);
        }

        return (block, flows);
    }

    private static bool Concerns(MinedTransaction transaction, Address account) =>
        transaction.From == account || (transaction.To == account && !transaction.Value.IsZero);

    // Nodes forget in which blocks old transactions are, and still have all receipts of the block.
    private static async Task<Receipt?> ReceiptAsync(Chain one, BlockHeader block, MinedTransaction transaction, CancellationToken cancellation) =>
        await one.GetReceiptAsync(transaction.Hash, cancellation) is { } receipt && receipt.BlockHash == block.Hash ? receipt
        : one.IsToBeProved(block) ? (await one.GetReceiptsAsync(block, cancellation)).ElementAtOrDefault(transaction.Index)
        : null;

    private static CoinFlows Add(CoinFlows flows, MinedTransaction transaction, Receipt? receipt, Address account)
    {
        var isOwn = transaction.From == account;
        if (WhyUnsure(transaction, receipt, isOwn) is { } obstacle)
        {
            return flows with { Obstacle = flows.Obstacle ?? obstacle };
        }

        // A deposit's mint stays with the sender also where the rest of it fails.
        var beside = isOwn ? transaction.Mint - receipt!.Fee!.Value : 0;
        return receipt!.Succeeded == true && transaction.From != transaction.To && !transaction.Value.IsZero
            ? new CoinFlows([.. flows.Paid, new Moved(transaction.Hash, isOwn ? -transaction.Value : transaction.Value)], flows.Beside + beside) { Obstacle = flows.Obstacle }
            : flows with { Beside = flows.Beside + beside };
    }

    private static string? WhyUnsure(MinedTransaction transaction, Receipt? receipt, bool isOwn) =>
        transaction.Type is not ((>= 0 and <= NewestType) or Deposit) ? $"transaction {transaction.Index} is of the type 0x{transaction.Type:x}, of which it is not known what it moves"
        : receipt is null ? $"no endpoint has the receipt of transaction {transaction.Index}"
        : receipt.Succeeded is null ? $"the receipt of transaction {transaction.Index} does not say whether it succeeded"
        : isOwn && receipt.Fee is null ? $"the receipt of transaction {transaction.Index} does not tell what it cost"
        : null;

    // Whoever traces tells of that very block. A node that is too slow for it must not keep back what comes after.
    private async Task<IReadOnlyList<Moved>?> TraceAsync(BlockTransactions block, Address account, CancellationToken cancellation)
    {
        try
        {
            var moved = await chain.TogetherAsync(one => TraceAsync(one, block, cancellation), cancellation);
            return
            [
                .. moved.Where(move => move.From != move.To && (move.From == account || move.To == account))
                    .Select(move => new Moved(block.Transactions[move.TransactionIndex].Hash, move.To == account ? move.Value : -move.Value)),
            ];
        }
        catch (RpcException)
        {
            return null;
        }
    }

    // One that traces nothing leaves it to the others.
    private static async Task<IReadOnlyList<InternalTransfer>> TraceAsync(Chain one, BlockTransactions block, CancellationToken cancellation) =>
        await one.GetInternalTransfersAsync(block, cancellation)
        ?? throw new RpcException(RpcFailure.NotSupported, one.Preferred, "debug_traceBlockByHash", $"it does not trace block {block.Header.Number}");
}
