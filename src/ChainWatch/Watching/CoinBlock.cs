using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;

namespace ChainWatch.Watching;

/// <summary>One block, as one endpoint tells it: what of the coin came to the watched accounts.</summary>
internal sealed class CoinBlock(Chain one, BlockTransactions block, IReadOnlySet<Address> watched)
{
    private IReadOnlyList<Receipt>? _receipts;
    private bool _areUnprovable;

    /// <summary>Adds it to what the endpoint claims; false when the block is not there any more.</summary>
    public async Task<bool> TellAsync(CoinClaim claim, CancellationToken cancellation)
    {
        var before = claim.Transfers.Count;
        var logged = one.Settings.NativeLogs ? await ReadLoggedAsync(cancellation) : new HashSet<int>();
        var direct = block.Transactions.Where(transaction => IsWatched(transaction.From, transaction.To, transaction.Value)).ToList();
        foreach (var transaction in direct)
        {
            if (await ReceiptAsync(transaction, cancellation) is not { } receipt)
            {
                return false;
            }

            if (receipt.Succeeded != false)
            {
                claim.Transfers.Add(Direct(transaction, receipt));
            }
        }

        foreach (var index in logged)
        {
            if (await ReceiptAsync(block.Transactions[index], cancellation) is not { } receipt)
            {
                return false;
            }

            claim.Transfers.AddRange(NativeLog.Internal(block.Transactions[index], receipt).Where(Concerns).Select(Logged));
        }

        await TraceAsync(claim, logged, cancellation);
        if (claim.Transfers.Count > before)
        {
            claim.Headers.Add(block.Header);
        }

        return true;
    }

    // What the chain logs of a transaction is all that it moved; of the others, traces tell.
    private async Task TraceAsync(CoinClaim claim, IReadOnlySet<int> logged, CancellationToken cancellation)
    {
        if (await one.GetInternalTransfersAsync(block, cancellation) is { } traced)
        {
            claim.Transfers.AddRange(traced.Where(transfer => Concerns(transfer) && !logged.Contains(transfer.TransactionIndex)).Select(Internal));
        }
        else if (!one.Settings.NativeLogs)
        {
            claim.Untraced.Add(block.Header);
        }
    }

    private async Task<IReadOnlySet<int>> ReadLoggedAsync(CancellationToken cancellation)
    {
        var logs = await one.GetLogsAsync([NativeLog.QueryOf(watched) with { BlockHash = block.Header.Hash }], cancellation);
        return logs[0].Select(log => log.TransactionIndex).Where(index => index >= 0 && index < block.Transactions.Count).ToHashSet();
    }

    private CoinTransfer Direct(MinedTransaction transaction, Receipt receipt) =>
        new(CoinTransfer.Place(block.Header, transaction, 0), transaction.From, transaction.To!.Value, transaction.Value)
        {
            Evidence = Prove(transaction),
            Doubt = receipt.Succeeded is null ? "the receipt is from before Byzantium and does not say whether the transaction succeeded" : null,
        };

    private CoinTransfer Internal(InternalTransfer transfer) => new(
        CoinTransfer.Place(block.Header, block.Transactions[transfer.TransactionIndex], 1 + transfer.Place), transfer.From, transfer.To, transfer.Value);

    // The log is in receipts that were proved wherever the transaction can be.
    private CoinTransfer Logged(InternalTransfer transfer) => Internal(transfer) with { Evidence = Prove(block.Transactions[transfer.TransactionIndex]) };

    private TransactionEvidence? Prove(MinedTransaction transaction)
    {
        if (_areUnprovable || !one.IsToBeProved(block.Header) || !BlockRoots.CheckTransactions(block.Header, block.Transactions).Holds)
        {
            return null;
        }

        var encoded = block.Transactions.Select(each => each.Encoded!.Value).ToList();
        return TransactionProof.Check(encoded[transaction.Index], transaction) switch
        {
            { Kind: VerdictKind.Holds } => new TransactionEvidence(transaction.Index, PatriciaTrie.ProveInList(encoded, transaction.Index)),
            { Kind: VerdictKind.Fails } verdict => throw one.Refute(verdict.Reason),
            _ => null,
        };
    }

    // Proved against the receipts root where that can be, or else the endpoint's word for this transaction.
    private async Task<Receipt?> ReceiptAsync(MinedTransaction transaction, CancellationToken cancellation)
    {
        if (_receipts is null && !_areUnprovable && one.IsToBeProved(block.Header))
        {
            try
            {
                _receipts = await one.GetReceiptsAsync(block.Header, cancellation);
            }
            catch (RpcException cannot) when (cannot.Failure == RpcFailure.NotSupported)
            {
                _areUnprovable = true;
            }
        }

        return _receipts is not null
            ? _receipts.ElementAtOrDefault(transaction.Index)
            : await one.GetReceiptAsync(transaction.Hash, cancellation) is { } receipt && receipt.BlockHash == block.Header.Hash && receipt.TransactionIndex == transaction.Index ? receipt : null;
    }

    private bool Concerns(InternalTransfer transfer) => watched.Contains(transfer.To);

    private bool IsWatched(Address from, Address? to, BigInteger value) => to is { } account && watched.Contains(account) && from != account && value.Sign > 0;
}
