using System.CommandLine;
using System.Globalization;
using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Cli.Keys;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Executing;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recording;
using ChainWatch.Signing;
using ChainWatch.Storage;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary>
/// <c>chainwatch escrow execute</c>: sends what executes a proposal, and waits until it is mined. Typed again it goes on
/// where it was: what is under way is waited for, and replaced where it is stuck.
/// </summary>
internal sealed class ProposalExecution : IDisposable
{
    public static readonly Option<bool> NoWaitOption = new("--no-wait") { Description = "Do not wait until it is mined." };

    public static readonly Option<string?> MaxFeeOption = new("--max-fee") { Description = "The most to pay for each gas, in gwei (default: what the chain asks).", HelpName = "GWEI" };

    private const int GweiDecimals = 9;

    private static readonly TimeSpan LookInterval = TimeSpan.FromSeconds(1);

    private readonly Invocation _invocation;
    private readonly TimeProvider _clock = TimeProvider.System;
    private readonly Ledger _ledger;
    private readonly long _id;
    private readonly Chain _chain;
    private readonly LocalSigner _signer;
    private readonly SendingTerms _terms;

    private ProposalExecution(Invocation invocation, ITerminal terminal)
    {
        (_invocation, _id) = (invocation, invocation.Value(ProposalSigning.IdArgument));
        _ledger = invocation.OpenLedgerToWrite();
        var proposal = Proposal;
        _terms = new SendingTerms { MaxFeePerGas = ReadMaxFee(invocation.Value(MaxFeeOption)) };
        _chain = Chain.Open(ChainOf(invocation, proposal), _clock);
        ObtainConsent(terminal, proposal);
        _signer = OwnerKey.Open(invocation, terminal);
    }

    private Proposal Proposal => _ledger.Read(connection => ProposalBook.Find(connection, _id)) ?? throw ProposalSigning.NoProposal(_id);

    public static async Task<int> RunAsync(Invocation invocation, ITerminal terminal, CancellationToken cancellation)
    {
        using var execution = new ProposalExecution(invocation, terminal);
        return await execution.RunAsync(cancellation);
    }

    public void Dispose() => _signer.Dispose();

    private async Task<int> RunAsync(CancellationToken cancellation)
    {
        await _chain.ConfirmIdentityAsync(cancellation);
        await FollowAsync(cancellation);
        var sending = UnderWay() ?? await new Execution(_chain, _ledger, _clock).SendAsync(_id, _signer, _terms, cancellation);
        return Print(_invocation.Value(NoWaitOption) ? sending : await WaitAsync(sending, cancellation));
    }

    private Task FollowAsync(CancellationToken cancellation) => new Delivery(_chain, _ledger, _clock).RunAsync(cancellation);

    // The newest that this key has sent for the proposal and that may still be mined.
    private Sending? UnderWay() => Proposal.State == ProposalState.Sent
        ? Sendings().LastOrDefault(sending => sending.Sender == _signer.Address && sending.ClosedAt is null)
        : null;

    private IReadOnlyList<Sending> Sendings() => _ledger.Read(connection => SendingJournal.OfProposal(connection, _id));

    private async Task<Sending> WaitAsync(Sending sending, CancellationToken cancellation)
    {
        while (true)
        {
            await FollowAsync(cancellation);
            var attempts = Sendings().Where(attempt => (attempt.Sender, attempt.Nonce) == (sending.Sender, sending.Nonce)).ToList();
            if (attempts.Find(attempt => attempt.MinedInBlock is not null) is { } mined)
            {
                return mined;
            }

            sending = attempts[^1];
            if (sending.ClosedAt is not null)
            {
                throw new ChainWatchException(
                    Refusal.Refused, "not-mined", $"{sending.TransactionHash} is in no block, and another transaction of {sending.Sender} used its nonce.", "See where the proposal stands, and type the command again.");
            }

            if (_clock.GetUtcNow() - sending.SignedAt >= _invocation.Settings.Keeper.ReplaceAfter)
            {
                sending = await new Outbox(_chain, _ledger, _clock).ReplaceAsync(sending, _signer, _terms, cancellation);
            }

            await Task.Delay(LookInterval, _clock, cancellation);
        }
    }

    private int Print(Sending sending)
    {
        if (sending.Succeeded == false)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "execution-failed",
                $"{sending.TransactionHash} was mined in block {sending.MinedInBlock} and failed; the proposal is {Proposal.State.Word()}.",
                "Something changed after it was simulated. Find out what, and type the command again once that block is final.");
        }

        var sent = new SentItem(
            _id.ToString(CultureInfo.InvariantCulture),
            Proposal.State.Word(),
            sending.TransactionHash.ToString(),
            sending.Sender.ToString(),
            sending.Nonce,
            sending.MinedInBlock,
            sending.Cost?.ToString(CultureInfo.InvariantCulture));
        return _invocation.Print(sent, Show);
    }

    private static void Show(SentItem sent, IAnsiConsole console)
    {
        console.WriteLine($"Sent {sent.TransactionHash} for proposal {sent.ProposalId}.");
        console.WriteLine(sent.BlockNumber is { } block
            ? $"It is in block {block}. The ledger says executed once that block is final and the worker has seen it."
            : "It is in no block yet; the worker follows it.");
    }

    // What a Safe executes its owners have agreed to; an account of a single key agrees by sending.
    private void ObtainConsent(ITerminal terminal, Proposal proposal)
    {
        if (proposal.IsEoa)
        {
            var tokens = _ledger.Read(connection => TokenBook.ReadTrusted(connection, proposal.Transaction.ChainId));
            SigningConsent.ObtainForAccount(_invocation, terminal, proposal.Transaction, CalldataDescription.Of(proposal, tokens));
        }
    }

    private static ChainSettings ChainOf(Invocation invocation, Proposal proposal) =>
        invocation.Settings.Chains.FirstOrDefault(chain => chain.ChainId == proposal.Transaction.ChainId)
        ?? throw new ChainWatchException(
            Refusal.Refused, "wrong-chain", $"Proposal {proposal.Id} is for chain {proposal.Transaction.ChainId}, which is not in Chains.", "Add the chain to the configuration.");

    private static BigInteger? ReadMaxFee(string? gwei) =>
        gwei is null ? null
        : BaseUnits.TryParse(gwei, GweiDecimals, out var wei) && !wei.IsZero ? wei
        : throw new ChainWatchException(Refusal.Refused, "max-fee", $"--max-fee: '{gwei}' is no amount of gwei.", "Write digits, for example 30 or 0.5.");

    private sealed record SentItem(string ProposalId, string State, string TransactionHash, string Sender, ulong Nonce, ulong? BlockNumber, string? Cost);
}
