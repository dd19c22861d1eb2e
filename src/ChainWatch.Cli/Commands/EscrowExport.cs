using System.CommandLine;
using System.Text;
using ChainWatch.Proposing;
using ChainWatch.Signing;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch escrow export</c>: a proposal as others read it.</summary>
internal static class EscrowExport
{
    private const string Bundle = "bundle";
    private const string TypedData = "typed-data";
    private const string TransactionBuilder = "transaction-builder";

    public static readonly Option<string> FormatOption = WithFormats(new Option<string>("--format")
    {
        Description = "A bundle for chainwatch elsewhere, typed data for a wallet, or a file for Safe's Transaction Builder.",
        DefaultValueFactory = _ => Bundle,
    });

    public static readonly Option<string?> OutOption = new("--out") { Description = "Where it goes (default: printed); never replaced.", HelpName = "FILE" };

    public static readonly Option<bool> QrOption = new("--qr") { Description = "Print a bundle as QR codes." };

    public static Task<int> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var id = invocation.Value(ProposalSigning.IdArgument);
        var text = Write(invocation, id, invocation.Value(FormatOption)!);
        if (invocation.Value(OutOption) is { } file)
        {
            ProposalSigning.WriteNew(file, text);
        }
        else
        {
            invocation.Write(text);
        }

        return Task.FromResult(0);
    }

    private static string Write(Invocation invocation, long id, string format)
    {
        var (proposal, signatures) = ProposalSigning.Read(invocation.OpenLedger(), id);
        ProposalSigning.RequireSafe(proposal);
        var transaction = proposal.Transaction;
        var bundle = new SignatureBundle(transaction, proposal.SafeVersion, signatures);
        return format switch
        {
            TypedData => TypedDataExport.Json(transaction),
            TransactionBuilder => TransactionBuilderFile.Json(transaction, $"ChainWatch proposal {id}", Describe(proposal), proposal.DraftedAt),
            _ when invocation.Value(QrOption) => string.Join('\n', BundleParts.Split(BundleFormat.Write(bundle, indented: false)).Select(QrText.Draw)),
            _ => Encoding.UTF8.GetString(BundleFormat.Write(bundle)),
        };
    }

    private static string Describe(Proposal proposal) =>
        string.Join("; ", CalldataDescription.Of(proposal.Transaction).Calls.Select(call => call.ToString()));

    private static Option<string> WithFormats(Option<string> option)
    {
        option.AcceptOnlyFromAmong(Bundle, TypedData, TransactionBuilder);
        return option;
    }
}
