using System.Data.Common;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Proposing;

/// <summary>
/// Writes drafts of an account's transactions. The worker and somebody at the CLI may draft at the same time: whether a
/// nonce and the dues are still free is looked at again in the transaction that takes them.
/// </summary>
internal sealed class Drafting(Chain chain, Ledger ledger, IPayer payer, TimeProvider clock)
{
    private ulong ChainId => chain.Settings.ChainId;

    /// <summary>
    /// Drafts one transaction at the lowest free nonce: a plain call, or, of several transfers, a batch. Its id, or null
    /// where somebody else drafted for these dues meanwhile.
    /// </summary>
    /// <exception cref="ChainWatchException">It would be a batch, and the chain has no code for it that is known.</exception>
    public async Task<long?> TransfersAsync(
        Purpose purpose, IReadOnlyList<Transfer> transfers, IReadOnlyList<OutstandingDue> dues, PayerCondition condition, CancellationToken cancellation)
    {
        var through = transfers.Count > 1 ? await Batching.FindAsync(chain, condition.Version, cancellation) : (Address?)null;
        var first = await payer.ReadNonceAsync(cancellation);
        var nonce = ledger.Read(connection => ProposalBook.LowestFreeNonce(connection, ChainId, payer.Address, first));
        var transaction = Batching.Transaction(ChainId, payer.Address, nonce, [.. transfers.Select(CallOf)], through);
        var draft = Draft(purpose, transaction, transfers, condition);
        await payer.ConfirmAsync(draft.Transaction, cancellation);
        return Write(draft, dues, connection =>
            ProposalBook.LowestFreeNonce(connection, ChainId, payer.Address, first) == nonce
            && !dues.Select(due => due.IncomeId).Any(ProposalBook.ReadReserved(connection).Contains));
    }

    /// <summary>Drafts what uses up the nonce of another transaction, so that it can never be executed; its id.</summary>
    public async Task<long> RejectionAsync(SafeTransaction rejected, PayerCondition condition, CancellationToken cancellation)
    {
        var draft = Draft(Purpose.Rejection, rejected.ToRejection(), [], condition);
        await payer.ConfirmAsync(draft.Transaction, cancellation);
        return Write(draft, [], _ => true)!.Value;
    }

    private Proposal Draft(Purpose purpose, SafeTransaction transaction, IReadOnlyList<Transfer> transfers, PayerCondition condition) =>
        new(0, ProposalState.Draft, purpose, transaction, condition.Version, condition.Threshold, transfers, clock.GetUtcNow());

    private long? Write(Proposal draft, IReadOnlyList<OutstandingDue> dues, Func<DbConnection, bool> isFree)
    {
        long? id = null;
        ledger.Write(connection =>
        {
            id = isFree(connection) ? ProposalBook.Add(connection, draft, dues.Select(due => (due.IncomeId, due.Amount))) : null;
            if (id is not { } added)
            {
                return;
            }

            if (draft.IsEoa)
            {
                // Nobody signs it: its key signs the sending.
                ProposalBook.Move(connection, draft with { Id = added }, ProposalState.Ready, draft.DraftedAt);
            }
            else
            {
                WatchFromNowOn(connection);
            }
        });
        return id;
    }

    // Whatever executes it comes after the final blocks; it may come below today's head, after a reorg.
    private void WatchFromNowOn(DbConnection connection) => connection.Execute(
        """
        INSERT INTO safe_cursor (chain_id, safe, next_block)
        SELECT chain_id, @Address, coalesce(final_block + 1, 0) FROM chain WHERE chain_id = @ChainId
        ON CONFLICT DO NOTHING
        """,
        new { ChainId, payer.Address });

    private static BatchedCall CallOf(Transfer transfer) => transfer.Token.IsNative
        ? new BatchedCall(0, transfer.Beneficiary, transfer.Amount, default)
        : new BatchedCall(0, transfer.Token.Contract, 0, ContractAbi.Erc20.Function("transfer").Encode(transfer.Beneficiary, transfer.Amount));
}
