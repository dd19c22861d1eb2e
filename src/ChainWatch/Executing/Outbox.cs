using System.Data.Common;
using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Storage;

namespace ChainWatch.Executing;

/// <summary>
/// Signs transactions and lets them out, through the ledger: what is signed stands there first, in the ledger transaction
/// that marks its proposal as sent. An account has one transaction under way at a time, and a proposal one account's
/// nonce, so that whatever happens in between, at most one is mined.
/// </summary>
public sealed class Outbox(Chain chain, Ledger ledger, TimeProvider clock)
{
    private const int FeeBlocks = 10;
    private const int FeePercentile = 50;

    // A hundredth of a gwei: for chains whose blocks are empty.
    private static readonly BigInteger LeastPriorityFee = 10_000_000;

    private ulong ChainId => chain.Settings.ChainId;

    /// <summary>Signs a call and sends it.</summary>
    /// <exception cref="ChainWatchException">It would fail, costs more than it may, or something else is under way; nothing was signed or sent.</exception>
    public async Task<Sending> SendAsync(PlannedCall call, ISigner signer, SendingTerms terms, CancellationToken cancellation)
    {
        var nonce = await NextNonceAsync(signer.Address, cancellation);
        var gas = await EstimateAsync(call, signer.Address, cancellation);
        var (suggested, baseFee) = await SuggestAsync(cancellation);
        var fees = terms.Bound(suggested, baseFee);
        var transaction = new Transaction
        {
            Type = TransactionType.DynamicFee,
            ChainId = ChainId,
            Nonce = nonce,
            MaxFeePerGas = fees.MaxFeePerGas,
            MaxPriorityFeePerGas = fees.MaxPriorityFeePerGas,
            GasLimit = gas,
            To = call.To,
            Value = call.Value,
            Data = call.Data,
        };
        return await LetOutAsync(transaction, call.Purpose, call.ProposalId, call.Token, signer, terms, replaced: null, cancellation);
    }

    /// <summary>Signs a transaction that waits anew, with fees that make nodes drop the earlier one, and sends it.</summary>
    /// <exception cref="ChainWatchException">It costs more than it may, or is not waiting any longer; nothing was signed or sent.</exception>
    public async Task<Sending> ReplaceAsync(Sending waiting, ISigner signer, SendingTerms terms, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(waiting);
        var (suggested, _) = await SuggestAsync(cancellation);
        var (maxFee, priorityFee) = (BigInteger.Max(suggested.MaxFeePerGas, Raised(waiting.MaxFee)), BigInteger.Max(suggested.MaxPriorityFeePerGas, Raised(waiting.PriorityFee)));
        if (terms.MaxFeePerGas < maxFee)
        {
            throw new ChainWatchException(
                Refusal.Refused, "fees", $"To replace {waiting.TransactionHash} takes {SendingTerms.Gwei(maxFee)} gwei a gas, and {SendingTerms.Gwei(terms.MaxFeePerGas.Value)} is the most that may be paid.", "Wait for it, or allow more with --max-fee.");
        }

        var transaction = Transaction.Decode(waiting.Raw) with { Signature = null, MaxFeePerGas = maxFee, MaxPriorityFeePerGas = priorityFee };
        return await LetOutAsync(transaction, waiting.Purpose, waiting.ProposalId, waiting.Token, signer, terms, replaced: waiting, cancellation);
    }

    /// <summary>Hands a signed transaction to the endpoint, again as often as wanted, and notes what it says.</summary>
    public async Task<SendAnswer> HandOverAsync(Sending sending, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(sending);
        var (answer, said) = await chain.SendAsync(sending.Raw, sending.TransactionHash, cancellation);
        var now = clock.GetUtcNow();
        ledger.Write(connection =>
        {
            if (answer != SendAnswer.Unknown)
            {
                SendingJournal.NoteSent(connection, sending, now);
            }

            if (answer is SendAnswer.Taken or SendAnswer.NonceTooLow)
            {
                AlertBook.Close(connection, SendingAlerts.Key(sending), now);
            }
            else
            {
                AlertBook.Raise(connection, SendingAlerts.NotTaken(sending, answer, said), now);
            }
        });
        return answer;
    }

    private async Task<Sending> LetOutAsync(
        Transaction transaction, SendingPurpose purpose, long? proposalId, Token? token, ISigner signer, SendingTerms terms, Sending? replaced, CancellationToken cancellation)
    {
        await RequireFundsAsync(transaction, signer.Address, cancellation);
        terms.Rules?.Require(transaction);
        var signed = await SignAsync(transaction, signer, cancellation);
        var raw = signed.Encode();
        var sending = new Sending
        {
            ChainId = ChainId,
            Sender = signer.Address,
            Nonce = transaction.Nonce,
            Purpose = purpose,
            ProposalId = proposalId,
            Recipient = transaction.To!.Value,
            Token = token,
            Raw = raw,
            TransactionHash = signed.ComputeHash(),
            GasLimit = transaction.GasLimit,
            MaxFee = transaction.MaxFeePerGas!.Value,
            PriorityFee = transaction.MaxPriorityFeePerGas!.Value,
            SignedAt = clock.GetUtcNow(),
        };
        ledger.Write(connection => sending = sending with { Id = Enter(connection, sending, terms, replaced) });
        await HandOverAsync(sending, cancellation);
        return sending;
    }

    private long Enter(DbConnection connection, Sending sending, SendingTerms terms, Sending? replaced)
    {
        var now = clock.GetUtcNow();
        var others = SendingJournal.OfNonce(connection, sending.ChainId, sending.Sender, sending.Nonce);
        if (replaced is null ? others.Count > 0 : others.Any(other => other.ClosedAt is not null || other.MinedInBlock is not null))
        {
            throw UnderWay($"nonce {sending.Nonce} of {sending.Sender} is used by {others[^1].TransactionHash}");
        }

        if (sending.ProposalId is { } proposalId)
        {
            var other = SendingJournal.OfProposal(connection, proposalId).FirstOrDefault(
                other => other.ClosedAt is null && (other.Sender, other.Nonce) != (sending.Sender, sending.Nonce));
            if (other is not null)
            {
                throw UnderWay($"proposal {proposalId} is carried out by {other.TransactionHash}, of which more may come");
            }

            var proposal = ProposalBook.Find(connection, proposalId)!;
            if (proposal.State != (replaced is null ? ProposalState.Ready : ProposalState.Sent))
            {
                throw UnderWay($"proposal {proposalId} is {proposal.State.Word()} by now");
            }

            ProposalBook.Move(connection, proposal, ProposalState.Sent, now, sent: sending.TransactionHash);
        }

        var id = SendingJournal.Enter(connection, sending);
        terms.RequireBudget(connection, sending.ChainId, sending.Sender, now);
        return id;
    }

    // What waits unknown to the ledger, from a wallet with the same key, is not to be replaced: the next one goes behind it.
    private async Task<ulong> NextNonceAsync(Address sender, CancellationToken cancellation)
    {
        if (ledger.Read(connection => SendingJournal.OpenOf(connection, ChainId)).FirstOrDefault(open => open.Sender == sender && open.MinedInBlock is null) is { } waiting)
        {
            throw UnderWay($"{waiting.TransactionHash} of {sender} is not mined yet");
        }

        var mined = await chain.GetTransactionCountAsync(sender, BlockTag.Latest, cancellation);
        return Math.Max(mined, await chain.GetTransactionCountAsync(sender, BlockTag.Pending, cancellation));
    }

    private async Task<ulong> EstimateAsync(PlannedCall call, Address sender, CancellationToken cancellation)
    {
        try
        {
            var needed = await chain.EstimateGasAsync(call.From(sender), cancellation);
            return needed + (needed / 4);
        }
        catch (RpcException reverted) when (reverted.Failure == RpcFailure.Reverted)
        {
            throw WouldFail(SafeErrors.Describe(reverted), reverted);
        }
    }

    private async Task<(FeeSuggestion Fees, BigInteger BaseFee)> SuggestAsync(CancellationToken cancellation)
    {
        var history = await chain.GetFeeHistoryAsync(FeeBlocks, FeePercentile, cancellation);
        return (FeeSuggestion.From(history, leastPriorityFee: LeastPriorityFee), history.BaseFeePerGas[^1]);
    }

    private async Task RequireFundsAsync(Transaction transaction, Address sender, CancellationToken cancellation)
    {
        var needed = (transaction.GasLimit * transaction.MaxFeePerGas!.Value) + transaction.Value;
        var held = await chain.GetBalanceAsync(sender, BlockTag.Latest, cancellation);
        if (held < needed)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "insufficient-funds",
                $"{sender} has {BaseUnits.Display(held, 18)} {chain.Settings.NativeSymbol}, and the transaction may cost {BaseUnits.Display(needed, 18)}.",
                "Send it some coins for gas, or name another --key.");
        }
    }

    private static async Task<Transaction> SignAsync(Transaction transaction, ISigner signer, CancellationToken cancellation)
    {
        try
        {
            // A signer may be a device or a service: what it returns is a claim.
            var signed = await signer.SignTransactionAsync(transaction, cancellation);
            return signed.ComputeSigningHash() == transaction.ComputeSigningHash() && signed.RecoverSender() == signer.Address
                ? signed
                : throw new ChainWatchException(Refusal.Refused, "signer", $"{signer.Address} signed another transaction than was asked.", "Nothing was sent. Look at the signer.");
        }
        catch (SignerException failed)
        {
            throw new ChainWatchException(Refusal.Refused, "signer", failed.Message, "Nothing was sent. Unlock or reach the signer and try again.", failed);
        }
    }

    internal static ChainWatchException WouldFail(string reason, Exception? cause = null) => new(
        Refusal.Refused, "would-fail", $"It would fail, so it was not sent: {reason}.", "See what it does with: chainwatch escrow show ID", cause);

    private static ChainWatchException UnderWay(string reason) => new(
        Refusal.Refused, "under-way", $"Nothing was sent: {reason}.", "Wait for it, and see how far it is with: chainwatch escrow show ID");

    private static BigInteger Raised(BigInteger fee) => fee + BigInteger.Max(1, (fee + 7) / 8);
}
