using System.CommandLine;
using ChainWatch.Cli.Keys;

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
            Invocation.Command(
                "propose",
                "Draft what sets tax aside, for the owners to sign.",
                EscrowPropose.RunAsync,
                EscrowPropose.AllOption,
                EscrowPropose.BatchOption,
                TokenChoice.TokenOption,
                TokenChoice.AmountOption,
                EscrowPropose.TreasuryOption),
            Invocation.Command("list", "Every proposal, newest first.", (invocation, _) => EscrowList.RunAsync(invocation)),
            Invocation.Command("show", "One proposal: what it moves, in words, and who has signed.", (invocation, _) => EscrowList.ShowAsync(invocation), ProposalSigning.IdArgument),
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
            Invocation.Command("reject", "Give a proposal up; where somebody has signed it, draft what makes it impossible.", EscrowReject.RunAsync, ProposalSigning.IdArgument),
            Invocation.Command(
                "settle",
                "Draft payments out of the escrow Safe to the tax authority.",
                EscrowSettle.RunAsync,
                TokenChoice.TokenOption,
                TokenChoice.AmountOption,
                EscrowSettle.ToOption,
                EscrowSettle.ChainOption),
            Invocation.Command("accept", "Accept a Safe as it is now, after it changed.", EscrowAccept.RunAsync, EscrowAccept.SafeArgument),
        };
    }

    private Task<int> SignAsync(Invocation invocation, CancellationToken cancellation) => long.TryParse(invocation.Value(ToSign), out var id)
        ? ProposalSigning.SignAsync(invocation, terminal, id, ProposalTables.ShowOne, cancellation)
        : BundleSigning.RunAsync(invocation, terminal, invocation.Value(ToSign), cancellation);

    private static Task<int> ImportAsync(Invocation invocation, CancellationToken cancellation) =>
        ProposalSigning.ImportAsync(invocation, BundleSigning.Read(invocation.Value(ToImport)), ProposalTables.ShowOne, cancellation);
}
