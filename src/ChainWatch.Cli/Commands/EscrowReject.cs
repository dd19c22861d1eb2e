using ChainWatch.Proposing;
using ChainWatch.Reporting;
using ChainWatch.Signing;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch escrow reject</c>: a proposal is given up.</summary>
internal static class EscrowReject
{
    public static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var ledger = invocation.OpenLedgerToWrite();
        var id = invocation.Value(ProposalSigning.IdArgument);
        var proposal = ledger.Read(connection => ProposalBook.Find(connection, id)) ?? throw ProposalSigning.NoProposal(id);
        var rejecting = new Rejecting(() => OwnSafes.OpenAsync(invocation, proposal.Transaction.ChainId, cancellation), ledger, TimeProvider.System);
        return invocation.Print(ProposalDetail.Read(ledger, await rejecting.RunAsync(id, cancellation))!, ProposalTables.ShowOne);
    }
}
