using System.Data.Common;
using ChainWatch.Chains;
using ChainWatch.Proposing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Signing;

/// <summary>
/// Gives a proposal up. What nobody has signed is rejected at once. What somebody has signed could still be executed:
/// only another transaction at its nonce makes it impossible, and that is drafted for the owners to sign; the chain is
/// opened for that alone.
/// </summary>
public sealed class Rejecting(Func<Task<Chain>> open, Ledger ledger, TimeProvider clock)
{
    /// <summary>Rejects a proposal, or drafts what does.</summary>
    /// <returns>The id of the proposal that now is rejected, or of the one that rejects it once it is executed.</returns>
    /// <exception cref="ChainWatchException">It is closed, sent by a key of its own, or its nonce is used.</exception>
    public async Task<long> RunAsync(long id, CancellationToken cancellation)
    {
        var isRejected = false;
        ledger.Write(connection => isRejected = RejectUnsigned(connection, id));
        return isRejected ? id : await DraftAsync(ledger.Read(connection => ProposalBook.Find(connection, id))!, cancellation);
    }

    private bool RejectUnsigned(DbConnection connection, long id)
    {
        var proposal = ProposalBook.Find(connection, id)!;
        if (!ProposalStates.Open.Contains(proposal.State))
        {
            throw Refuse("closed", proposal, $"it is {proposal.State.Word()}: nothing is left to reject");
        }

        var isUnsigned = !MayBeMined(connection, proposal) && ConfirmationBook.Read(connection, proposal).Count == 0;
        if (isUnsigned)
        {
            ProposalBook.Move(connection, proposal, ProposalState.Rejected, clock.GetUtcNow(), "it was rejected before anybody had signed it");
        }

        return isUnsigned;
    }

    // What failed once is ready again, but a reorg may yet take the failure back.
    private static bool MayBeMined(DbConnection connection, Proposal proposal) => proposal.State == ProposalState.Sent
        || connection.ExecuteScalar<long>("SELECT count(*) FROM sending WHERE proposal_id = @Id AND closed_at IS NULL", new { proposal.Id }) > 0;

    private async Task<long> DraftAsync(Proposal proposal, CancellationToken cancellation)
    {
        if (proposal.IsEoa)
        {
            throw Refuse("sent", proposal, "its key has signed and sent it: what was sent cannot be called back");
        }

        if (proposal.Purpose == Purpose.Rejection)
        {
            throw Refuse("rejection", proposal, "it is a rejection that owners have signed: leave it, and have what it rejects executed instead");
        }

        var chain = await open();
        var payer = new SafePayer(chain, proposal.Transaction.Safe);
        if (await payer.ReadNonceAsync(cancellation) is var next && proposal.Transaction.Nonce < next)
        {
            throw Refuse("nonce-used", proposal, $"its nonce {proposal.Transaction.Nonce} is used already; the worker says by what once that is final");
        }

        return ledger.Read(connection => ProposalBook.FindByHash(connection, proposal.Transaction.ToRejection().SafeTxHash)) is { } drafted && ProposalStates.Open.Contains(drafted.State)
            ? drafted.Id
            : await new Drafting(chain, ledger, payer, clock).RejectionAsync(proposal.Transaction, await payer.ReadConditionAsync(cancellation), cancellation);
    }

    private static ChainWatchException Refuse(string code, Proposal proposal, string reason) =>
        new(Refusal.Refused, code, $"Proposal {proposal.Id} is not rejected: {reason}.", $"See it with: chainwatch escrow show {proposal.Id}");
}
