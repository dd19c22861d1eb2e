using System.CommandLine;
using System.Text.Json.Nodes;
using ChainWatch.Chains;
using ChainWatch.Cli.Keys;
using ChainWatch.Proposing;
using ChainWatch.Recording;
using ChainWatch.Reporting;
using ChainWatch.Signing;
using ChainWatch.Storage;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary>Signatures on their way into the ledger: verified against the Safe's owners as they are now.</summary>
internal static class ProposalSigning
{
    public static readonly Argument<long> IdArgument = new("ID") { Description = "Id of a proposal." };

    public static async Task<int> SignAsync(
        Invocation invocation, ITerminal terminal, long id, Action<ProposalItem, IAnsiConsole> show, CancellationToken cancellation)
    {
        var ledger = invocation.OpenLedgerToWrite();
        var (proposal, present) = Read(ledger, id);
        RequireOpen(proposal);
        var (_, condition) = await AskSafeAsync(invocation, cancellation);
        var tokens = ledger.Read(connection => TokenBook.ReadTrusted(connection, proposal.Transaction.ChainId));
        SigningConsent.Obtain(invocation, terminal, proposal.Transaction, CalldataDescription.Of(proposal.Transaction, tokens));
        using var signer = OwnerKey.Open(invocation, terminal);
        var signature = await OwnerSigning.SignAsync(proposal.Transaction, condition.Owners, present, signer, cancellation);
        return Add(invocation, ledger, proposal, [signature], condition, show);
    }

    public static async Task<int> ImportAsync(
        Invocation invocation, SignatureBundle bundle, Action<ProposalItem, IAnsiConsole> show, CancellationToken cancellation)
    {
        var ledger = invocation.OpenLedgerToWrite();
        var escrow = RequireEscrow(invocation);
        bundle.RequireFor(ChainOf(invocation, escrow).ChainId, escrow.Treasury);
        var proposal = ledger.Read(connection => ProposalBook.All(connection).FirstOrDefault(known => known.Transaction.SafeTxHash == bundle.Transaction.SafeTxHash))
            ?? throw new ChainWatchException(
                Refusal.Refused, "no-proposal", $"The bundle is refused: {bundle.Transaction.SafeTxHash} is no proposal of this ledger.", "See them with: chainwatch escrow list");
        RequireOpen(proposal);
        var (chain, condition) = await AskSafeAsync(invocation, cancellation);
        bundle.RequireOwners(condition.Owners);
        foreach (var signature in bundle.Signatures)
        {
            await ChainConsent.ConfirmAsync(chain, proposal.Transaction, condition.Version, signature, executor: null, cancellation);
        }

        return Add(invocation, ledger, proposal, bundle.Signatures, condition, show);
    }

    public static async Task<int> AcceptAsync(Invocation invocation, CancellationToken cancellation)
    {
        var ledger = invocation.OpenLedgerToWrite();
        var (chain, condition) = await AskSafeAsync(invocation, cancellation);
        var now = TimeProvider.System.GetUtcNow();
        var safe = RequireEscrow(invocation).Treasury;
        ledger.Write(connection =>
        {
            InspectionBook.Note(connection, chain.Settings.ChainId, safe, condition, now);
            InspectionBook.Accept(connection, chain.Settings.ChainId, safe, condition, now);
        });
        return invocation.Print(JsonNode.Parse(condition.ToText())!, (accepted, console) => console.WriteLine($"Accepted: {accepted.ToJsonString()}"));
    }

    public static (Proposal Proposal, IReadOnlyList<OwnerSignature> Signatures) Read(Ledger ledger, long id) => ledger.Read(connection =>
        ProposalBook.Find(connection, id) is { } proposal ? (proposal, ConfirmationBook.Read(connection, proposal)) : throw NoProposal(id));

    public static ChainWatchException NoProposal(long id) =>
        new(Refusal.Refused, "no-proposal", $"There is no proposal with the id {id}.", "See the ids with: chainwatch escrow list");

    public static void WriteNew(string file, string text)
    {
        try
        {
            using var stream = new FileStream(file, FileMode.CreateNew, FileAccess.Write);
            using var writer = new StreamWriter(stream);
            writer.Write(text);
        }
        catch (Exception failed) when (failed is IOException or UnauthorizedAccessException)
        {
            throw new ChainWatchException(Refusal.Refused, "cannot-write", $"{file} cannot be written: {failed.Message}", "Name another file with --out.", failed);
        }
    }

    private static int Add(
        Invocation invocation, Ledger ledger, Proposal proposal, IReadOnlyList<OwnerSignature> signatures, SafeCondition condition, Action<ProposalItem, IAnsiConsole> show)
    {
        // The worker may have moved it on meanwhile: the state that counts is that within the transaction.
        ledger.Write(connection => ConfirmationBook.Add(
            connection, ProposalBook.Find(connection, proposal.Id)!, signatures, condition, TimeProvider.System.GetUtcNow()));
        return invocation.Print(ProposalDetail.Read(ledger, proposal.Id)!, show);
    }

    public static async Task<(Chain Chain, SafeCondition Condition)> AskSafeAsync(Invocation invocation, CancellationToken cancellation)
    {
        var escrow = RequireEscrow(invocation);
        var chain = Chain.Open(ChainOf(invocation, escrow), TimeProvider.System);
        await chain.ConfirmIdentityAsync(cancellation);
        return (chain, await new SafeReader(chain, escrow.Treasury).ReadConditionAsync(cancellation));
    }

    private static ChainSettings ChainOf(Invocation invocation, EscrowSettings escrow) => invocation.Settings.Chains.First(chain => chain.Name == escrow.Chain);

    private static EscrowSettings RequireEscrow(Invocation invocation) => invocation.Settings.Escrow ?? throw new ChainWatchException(
        Refusal.Refused, "no-treasury", "Escrow: Treasury: no treasury is configured.", "Name the Safe that is paid; docs/configuration.md shows how.");

    public static void RequireOpen(Proposal proposal)
    {
        if (!ProposalStates.Open.Contains(proposal.State))
        {
            throw new ChainWatchException(
                Refusal.Refused, "closed", $"Proposal {proposal.Id} is {proposal.State.Word()}: nothing of it can be signed any more.", $"See why with: chainwatch escrow show {proposal.Id}");
        }
    }
}
