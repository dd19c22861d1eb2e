using System.Data.Common;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Signing;
using ChainWatch.Storage;

namespace ChainWatch.Executing;

/// <summary>Sends what executes a proposal, once enough owners have signed it. Any account may: it only pays the gas.</summary>
public sealed class Execution(Chain chain, Ledger ledger, TimeProvider clock)
{
    private readonly Outbox _outbox = new(chain, ledger, clock);

    /// <summary>Simulates, signs and sends. The proposal is then sent; executed it is when the chain says so.</summary>
    /// <exception cref="ChainWatchException">It is not ready, not next, or would fail; nothing was signed or sent.</exception>
    public async Task<Sending> SendAsync(long proposalId, ISigner signer, SendingTerms terms, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(signer);
        var (proposal, confirmations) = ledger.Read(connection => Read(connection, proposalId));
        RequireReady(proposal);
        var call = proposal.IsEoa
            ? OwnCall(proposal, signer.Address)
            : await SafeCallAsync(proposal, confirmations, signer.Address, cancellation);
        await SimulateAsync(proposal, call, signer.Address, cancellation);
        return await _outbox.SendAsync(call, signer, terms, cancellation);
    }

    private static (Proposal Proposal, IReadOnlyList<OwnerSignature> Confirmations) Read(DbConnection connection, long id) =>
        ProposalBook.Find(connection, id) is { } proposal
            ? (proposal, ConfirmationBook.Read(connection, proposal))
            : throw new ChainWatchException(Refusal.Refused, "no-proposal", $"There is no proposal with the id {id}.", "See the ids with: chainwatch escrow list");

    private static void RequireReady(Proposal proposal)
    {
        if (proposal.State != ProposalState.Ready)
        {
            throw Refuse("not-ready", proposal.State switch
            {
                ProposalState.Draft or ProposalState.Proposed => $"proposal {proposal.Id} is {proposal.State.Word()}: too few owners have signed",
                ProposalState.Sent => $"proposal {proposal.Id} was sent already, as {proposal.SentTransaction}",
                _ => $"proposal {proposal.Id} is {proposal.State.Word()}",
            });
        }
    }

    private async Task<PlannedCall> SafeCallAsync(
        Proposal proposal, IReadOnlyList<OwnerSignature> confirmations, Address executor, CancellationToken cancellation)
    {
        var transaction = proposal.Transaction;
        var safe = new SafeReader(chain, transaction.Safe);
        var condition = await safe.ReadConditionAsync(cancellation);
        RequireNext(proposal, await safe.ReadNonceAsync(cancellation));
        await Batching.ConfirmAsync(chain, transaction, cancellation);
        var blob = SignatureBlob.Assemble(confirmations.Where(signature => condition.Owners.Contains(signature.Owner)), condition.Threshold);
        foreach (var signature in SignatureBlob.Check(transaction, [.. condition.Owners], condition.Threshold, blob))
        {
            await ChainConsent.ConfirmAsync(chain, transaction, condition.Version, signature, executor, cancellation);
        }

        var data = ContractAbi.Safe.Function("execTransaction").Encode(
            transaction.To,
            transaction.Value,
            transaction.Data.ToArray(),
            (int)transaction.Operation,
            transaction.SafeTxGas,
            transaction.BaseGas,
            transaction.GasPrice,
            transaction.GasToken,
            transaction.RefundReceiver,
            blob);
        return new PlannedCall(SendingPurpose.Execution, transaction.Safe, 0, data) { ProposalId = proposal.Id };
    }

    private static PlannedCall OwnCall(Proposal proposal, Address sender) => sender == proposal.Transaction.Safe
        ? new PlannedCall(SendingPurpose.Transfer, proposal.Transaction.To, proposal.Transaction.Value, proposal.Transaction.Data) { ProposalId = proposal.Id }
        : throw Refuse("wrong-key", $"proposal {proposal.Id} moves money of {proposal.Transaction.Safe} itself, and the key is that of {sender}");

    // A Safe takes its transactions in the order of their nonces.
    private void RequireNext(Proposal proposal, ulong next)
    {
        var nonce = proposal.Transaction.Nonce;
        if (nonce < next)
        {
            throw Refuse("nonce-used", $"nonce {nonce} of proposal {proposal.Id} is used already: what used it is noted once it is final");
        }

        if (nonce > next)
        {
            var first = ledger.Read(connection => ProposalBook.OpenOf(connection, chain.Settings.ChainId, proposal.Transaction.Safe)).FirstOrDefault(open => open.Transaction.Nonce == next);
            throw Refuse("not-next", first is null
                ? $"the Safe takes nonce {next} next, which is no open proposal's, and proposal {proposal.Id} has {nonce}"
                : $"proposal {first.Id} comes first: the Safe takes its nonce {next} next, and proposal {proposal.Id} has {nonce}");
        }
    }

    private async Task SimulateAsync(Proposal proposal, PlannedCall call, Address sender, CancellationToken cancellation)
    {
        byte[] answer;
        try
        {
            answer = await chain.SimulateAsync(call.From(sender), cancellation);
        }
        catch (RpcException reverted) when (reverted.Failure == RpcFailure.Reverted)
        {
            throw Outbox.WouldFail($"{SafeErrors.Describe(reverted)}{await InnerReasonAsync(proposal, call, cancellation)}", reverted);
        }

        // A token's transfer and a Safe's execution both answer whether they did it; older tokens answer nothing.
        if (answer.Length >= Hash32.Size && answer.AsSpan(0, Hash32.Size).IndexOfAnyExcept((byte)0) < 0)
        {
            throw Outbox.WouldFail(call.Purpose == SendingPurpose.Execution
                ? $"what the Safe calls fails, and nonce {proposal.Transaction.Nonce} would be used up{await InnerReasonAsync(proposal, call, cancellation)}"
                : "the token answers that it does not transfer");
        }
    }

    // The Safe hides why what it calls fails; asked alone, it says so.
    private async Task<string> InnerReasonAsync(Proposal proposal, PlannedCall call, CancellationToken cancellation)
    {
        var inner = proposal.Transaction;
        if (call.Purpose != SendingPurpose.Execution)
        {
            return "";
        }

        if (!MultiSendBatch.TryRead(inner, out var calls))
        {
            calls = [new BatchedCall(0, inner.To, inner.Value, inner.Data)];
        }

        foreach (var (index, one) in calls.Index())
        {
            if (await ReasonAsync(new CallRequest { From = inner.Safe, To = one.To, Value = one.Value, Data = one.Data }, cancellation) is { } reason)
            {
                return calls.Count == 1 ? $": {reason}" : $": call {index + 1} of {calls.Count}, of {one.To}: {reason}";
            }
        }

        return "";
    }

    private async Task<string?> ReasonAsync(CallRequest request, CancellationToken cancellation)
    {
        try
        {
            await chain.SimulateAsync(request, cancellation);
            return null;
        }
        catch (RpcException reason) when (reason.Failure == RpcFailure.Reverted)
        {
            return reason.RevertData.IsEmpty ? reason.Message : RevertReason.Describe(reason.RevertData);
        }
    }

    private static ChainWatchException Refuse(string code, string reason) =>
        new(Refusal.Refused, code, $"Nothing was sent: {reason}.", "See where the proposals stand with: chainwatch escrow list");
}
