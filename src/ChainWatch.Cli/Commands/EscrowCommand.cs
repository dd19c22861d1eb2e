using System.CommandLine;
using ChainWatch.Cli.Keys;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch escrow</c>: tax set aside through the owner's Safe.</summary>
internal sealed class EscrowCommand(ITerminal terminal)
{
    private static readonly Argument<string> ToSign = new("BUNDLE") { Description = "File of a bundle (chainwatch escrow export ID --format bundle), or of its scanned QR codes, one a line." };

    public static Command Create(ITerminal terminal)
    {
        var escrow = new EscrowCommand(terminal);
        return new Command("escrow", "Tax set aside through the owner's Safe.")
        {
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
        };
    }

    private Task<int> SignAsync(Invocation invocation, CancellationToken cancellation) =>
        BundleSigning.RunAsync(invocation, terminal, invocation.Value(ToSign), cancellation);
}
