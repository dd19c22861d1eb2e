using System.CommandLine;
using ChainWatch.Cli.Keys;
using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch escrow</c>: tax set aside through the owner's Safe.</summary>
internal sealed class EscrowCommand(ITerminal terminal)
{
    private static readonly Argument<string> ToSign = new("ID|BUNDLE") { Description = "A proposal of the ledger; or, on a machine without network, the file of a bundle or of its scanned QR codes, one a line." };
    private static readonly Argument<string> ToImport = new("FILE") { Description = "A signed bundle, or its scanned QR codes, one a line." };

    public static Command Create(ITerminal terminal)
    {
        var escrow = new EscrowCommand(terminal);
        return new Command("escrow", "Tax set aside through the owner's Safe.")
        {
            Invocation.Command("list", "Every proposal, newest first.", ListAsync),
            Invocation.Command("show", "One proposal: what it moves, in words, and who has signed.", ShowAsync, ProposalSigning.IdArgument),
            Invocation.Command(
                "sign",
                "Sign as an owner of the Safe.",
                escrow.SignAsync,
                ToSign,
                OwnerKey.KeyOption,
                Passphrase.FileOption,
                KeyFiles.FolderOption,
                BundleSigning.OutOption,
                SigningConsent.YesOption,
                SigningConsent.AllowDangerousOption),
            Invocation.Command("export", "Write a proposal to be signed elsewhere.", EscrowExport.RunAsync, ProposalSigning.IdArgument, EscrowExport.FormatOption, EscrowExport.OutOption, EscrowExport.QrOption),
            Invocation.Command("import", "Take up the signatures of a bundle.", ImportAsync, ToImport),
            EscrowPublishing.Publish,
            EscrowPublishing.Fetch,
            EscrowPublishing.Unpublish(terminal),
            Invocation.Command(
                "execute",
                "Send what executes a proposal that enough owners have signed. Any account that can pay the gas will do.",
                (invocation, cancellation) => ProposalExecution.RunAsync(invocation, terminal, cancellation),
                ProposalSigning.IdArgument,
                OwnerKey.KeyOption,
                Passphrase.FileOption,
                KeyFiles.FolderOption,
                ProposalExecution.MaxFeeOption,
                ProposalExecution.NoWaitOption,
                SigningConsent.YesOption,
                SigningConsent.AllowDangerousOption),
            Invocation.Command("accept", "Accept a Safe as it is now, after it changed.", EscrowAccept.RunAsync, EscrowAccept.SafeArgument),
        };
    }

    private static Task<int> ListAsync(Invocation invocation, CancellationToken cancellation) =>
        Task.FromResult(invocation.Print(ProposalDetail.ReadAll(invocation.OpenLedger()), ShowList));

    private static Task<int> ShowAsync(Invocation invocation, CancellationToken cancellation)
    {
        var id = invocation.Value(ProposalSigning.IdArgument);
        return Task.FromResult(invocation.Print(ProposalDetail.Read(invocation.OpenLedger(), id) ?? throw ProposalSigning.NoProposal(id), ShowOne));
    }

    private Task<int> SignAsync(Invocation invocation, CancellationToken cancellation) => long.TryParse(invocation.Value(ToSign), out var id)
        ? ProposalSigning.SignAsync(invocation, terminal, id, ShowOne, cancellation)
        : BundleSigning.RunAsync(invocation, terminal, invocation.Value(ToSign), cancellation);

    private static Task<int> ImportAsync(Invocation invocation, CancellationToken cancellation) =>
        ProposalSigning.ImportAsync(invocation, BundleSigning.Read(invocation.Value(ToImport)), ShowOne, cancellation);

    private static void ShowList(IReadOnlyList<ProposalItem> proposals, IAnsiConsole console)
    {
        var table = Tables.Of(" id", "state", "purpose", " nonce", " amount", "token", "signed", "executed in");
        foreach (var proposal in proposals)
        {
            table.Row(
                proposal.Id, proposal.State, proposal.Purpose, proposal.Nonce, proposal.Amount?.Display, proposal.Amount?.Symbol, $"{proposal.Confirmations.Count} of {proposal.Threshold}", proposal.ExecutedIn);
        }

        console.Write(table);
    }

    private static void ShowOne(ProposalItem proposal, IAnsiConsole console)
    {
        var table = Tables.Of("", "");
        table.HideHeaders();
        table.Row("proposal", $"{proposal.Id}, {proposal.State}, {proposal.Purpose}");
        table.Row("Safe", $"{proposal.Safe} ({proposal.SafeVersion}) on chain {proposal.ChainId}, nonce {proposal.Nonce}");
        foreach (var call in proposal.Decoded)
        {
            table.Row("does", call);
        }

        table.Row("for", $"the tax of {proposal.Dues.Count} payments");
        table.Row("domain hash", proposal.DomainSeparator);
        table.Row("message hash", proposal.MessageHash);
        table.Row("safeTxHash", proposal.SafeTxHash);
        table.Row("signed", $"{proposal.Confirmations.Count} of {proposal.Threshold}");
        foreach (var confirmation in proposal.Confirmations)
        {
            table.Row("", $"{confirmation.Owner} ({confirmation.Kind})");
        }

        table.Row("executed in", proposal.ExecutedIn);
        if (proposal.Reason is not null)
        {
            table.Row("because", proposal.Reason);
        }

        console.Write(table);
    }
}
