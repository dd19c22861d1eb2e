using ChainWatch.Reporting;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch escrow list</c> and <c>show</c>: proposals as the ledger has them.</summary>
internal static class EscrowList
{
    public static Task<int> RunAsync(Invocation invocation) =>
        Task.FromResult(invocation.Print(ProposalDetail.ReadAll(invocation.OpenLedger()), ProposalTables.ShowList));

    public static Task<int> ShowAsync(Invocation invocation)
    {
        var id = invocation.Value(ProposalSigning.IdArgument);
        return Task.FromResult(invocation.Print(ProposalDetail.Read(invocation.OpenLedger(), id) ?? throw ProposalSigning.NoProposal(id), ProposalTables.ShowOne));
    }
}
