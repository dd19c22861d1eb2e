using System.CommandLine;
using ChainWatch.Cli.Keys;
using ChainWatch.Proposing;
using ChainWatch.Reporting;
using ChainWatch.Signing;
using ChainWatch.Signing.TransactionService;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch escrow publish</c>, <c>fetch</c> and <c>unpublish</c>: a proposal on a Safe Transaction Service, if one is configured.</summary>
internal static class EscrowPublishing
{
    public static Command Publish => Invocation.Command(
        "publish", "Show a signed proposal to the owners' wallets, on the configured Safe Transaction Service.", PublishAsync, ProposalSigning.IdArgument);

    public static Command Fetch => Invocation.Command(
        "fetch", "Take up the signatures that the configured Safe Transaction Service has.", FetchAsync, ProposalSigning.IdArgument);

    public static Command Unpublish(ITerminal terminal) => Invocation.Command(
        "unpublish",
        "Take a proposal off the Safe Transaction Service, with the key of the owner who published it.",
        (invocation, cancellation) => UnpublishAsync(invocation, terminal, cancellation),
        ProposalSigning.IdArgument,
        OwnerKey.KeyOption,
        Passphrase.FileOption,
        KeyFiles.FolderOption);

    private static async Task<int> PublishAsync(Invocation invocation, CancellationToken cancellation)
    {
        SafeTransactionService.RequireAny(invocation.Settings.TransactionServices);
        var (proposal, signatures) = ProposalSigning.Read(invocation.OpenLedger(), invocation.Value(ProposalSigning.IdArgument));
        ProposalSigning.RequireOpen(proposal);
        using var service = Open(invocation, proposal);
        var (_, condition) = await OwnSafes.AskAsync(invocation, proposal.Transaction.ChainId, proposal.Transaction.Safe, cancellation);
        var published = await new Publication(service, proposal.Transaction).PublishAsync(signatures, condition.Owners, cancellation);
        return invocation.Print(
            new { Id = $"{proposal.Id}", SafeTxHash = $"{proposal.Transaction.SafeTxHash}", Proposer = published.Proposer?.ToString(), Confirmations = published.Confirmations.Select(confirmation => $"{confirmation.Owner}") },
            (there, console) => console.WriteLine($"Published as {there.SafeTxHash} by {there.Proposer}, with the signatures of {string.Join(", ", there.Confirmations)}."));
    }

    private static async Task<int> FetchAsync(Invocation invocation, CancellationToken cancellation)
    {
        SafeTransactionService.RequireAny(invocation.Settings.TransactionServices);
        var ledger = invocation.OpenLedgerToWrite();
        var (proposal, present) = ProposalSigning.Read(ledger, invocation.Value(ProposalSigning.IdArgument));
        ProposalSigning.RequireOpen(proposal);
        using var service = Open(invocation, proposal);
        var (chain, condition) = await OwnSafes.AskAsync(invocation, proposal.Transaction.ChainId, proposal.Transaction.Safe, cancellation);
        var fetched = await new Publication(service, proposal.Transaction).FetchAsync(chain, condition, cancellation);
        var merged = Confirmations.Merge(present, fetched.Signatures);
        ledger.Write(connection => ConfirmationBook.Add(
            connection, ProposalBook.Find(connection, proposal.Id)!, merged.Added, condition, TimeProvider.System.GetUtcNow()));
        return invocation.Print(
            new { Added = merged.Added.Select(signature => $"{signature.Owner}"), Remarks = merged.Remarks.Concat(fetched.LeftOut), Proposal = ProposalDetail.Read(ledger, proposal.Id)! },
            (result, console) => Show(result.Added.Select(owner => $"{owner} has signed.").Concat(result.Remarks), result.Proposal, console));
    }

    private static async Task<int> UnpublishAsync(Invocation invocation, ITerminal terminal, CancellationToken cancellation)
    {
        SafeTransactionService.RequireAny(invocation.Settings.TransactionServices);
        var (proposal, _) = ProposalSigning.Read(invocation.OpenLedger(), invocation.Value(ProposalSigning.IdArgument));
        using var service = Open(invocation, proposal);
        using var signer = OwnerKey.Open(invocation, terminal);
        await new Publication(service, proposal.Transaction).WithdrawAsync(signer, TimeProvider.System, cancellation);
        return invocation.Print(
            new { Id = $"{proposal.Id}", SafeTxHash = $"{proposal.Transaction.SafeTxHash}", Published = false },
            (gone, console) => console.WriteLine($"{gone.SafeTxHash} is no longer published. Signatures that were seen there stay good."));
    }

    private static void Show(IEnumerable<string> lines, ProposalItem proposal, IAnsiConsole console)
    {
        foreach (var line in lines)
        {
            console.WriteLine(line);
        }

        console.WriteLine($"Proposal {proposal.Id} is {proposal.State}: {proposal.Confirmations.Count} of {proposal.Threshold} have signed.");
    }

    // A service knows the Safes of one chain: another's would be told what it cannot use.
    private static SafeTransactionService Open(Invocation invocation, Proposal proposal) => SafeTransactionService.Open(
        invocation.Settings.TransactionServices, OwnSafes.SettingsOf(invocation, proposal.Transaction.ChainId).Name, TimeProvider.System);
}
