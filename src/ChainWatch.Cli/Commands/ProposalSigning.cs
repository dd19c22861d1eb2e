using System.CommandLine;
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
        LedgerComparison.Require(ledger, proposal);
        var (chain, condition) = await OwnSafes.AskAsync(invocation, proposal.Transaction.ChainId, proposal.Transaction.Safe, cancellation);
        await Batching.ConfirmAsync(chain, proposal.Transaction, cancellation);
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
        bundle.RequireFor(OwnSafes.All(invocation));
        var proposal = ledger.Read(connection => ProposalBook.All(connection).FirstOrDefault(known => !known.IsEoa && known.Hash == bundle.Transaction.SafeTxHash))
            ?? throw new ChainWatchException(
                Refusal.Refused, "no-proposal", $"The bundle is refused: {bundle.Transaction.SafeTxHash} is no proposal of this ledger.", "See them with: chainwatch escrow list");
        RequireOpen(proposal);
        var (chain, condition) = await OwnSafes.AskAsync(invocation, proposal.Transaction.ChainId, proposal.Transaction.Safe, cancellation);
        await Batching.ConfirmAsync(chain, proposal.Transaction, cancellation);
        bundle.RequireOwners(condition.Owners);
        foreach (var signature in bundle.Signatures)
        {
            await ChainConsent.ConfirmAsync(chain, proposal.Transaction, condition.Version, signature, executor: null, cancellation);
        }

        return Add(invocation, ledger, proposal, bundle.Signatures, condition, show);
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

    public static void RequireSafe(Proposal proposal)
    {
        if (proposal.IsEoa)
        {
            throw new ChainWatchException(
                Refusal.Refused, "eoa", $"Nobody signs proposal {proposal.Id}: its account is one key's own, and the key signs the sending.", $"Type: chainwatch escrow execute {proposal.Id} --key NAME");
        }
    }

    /// <summary>Makes sure that signatures of owners are still of use.</summary>
    public static void RequireOpen(Proposal proposal)
    {
        RequireSafe(proposal);
        ConfirmationBook.RequireOpen(proposal);
    }
}
