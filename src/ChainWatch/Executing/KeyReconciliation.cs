using System.Data.Common;
using ChainWatch.Chains;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proposing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Executing;

/// <summary>
/// Moves the proposals of accounts of one key to where the chain says they are: executed means that what was sent for it
/// stands in a final block and succeeded.
/// </summary>
public sealed class KeyReconciliation(Chain chain, Ledger ledger, Arrivals arrivals, TimeProvider clock)
{
    /// <summary>Asks for the receipts of what was sent and is final.</summary>
    /// <exception cref="RpcException">The endpoint failed; what was noted before stands.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var (proposal, sending) in ledger.Read(ReadFinal))
        {
            if (await chain.GetReceiptAsync(sending.TransactionHash, cancellation) is { Succeeded: true } receipt && IsFinal(receipt.BlockNumber))
            {
                var executed = new ExecutedAt(receipt.BlockNumber, receipt.BlockHash, receipt.TransactionHash);
                var moved = await arrivals.TakeAsync(proposal.Transfers.Single(), executed, cancellation);
                ledger.Write(connection => Outcome.NoteExecuted(
                    connection, ProposalBook.Find(connection, proposal.Id)!, [moved], sending.TransactionHash, clock.GetUtcNow()));
            }
        }
    }

    private bool IsFinal(ulong block) => ledger.Read(connection => FinalBlock(connection) >= block);

    private IReadOnlyList<(Proposal Proposal, Sending Sending)> ReadFinal(DbConnection connection)
    {
        var final = FinalBlock(connection);
        return
        [
            .. from proposal in ProposalBook.OpenOfKeys(connection, chain.Settings.ChainId)
               where proposal.Transfers.Count == 1
               let sending = SendingJournal.OfProposal(connection, proposal.Id).FirstOrDefault(sent => sent.Succeeded == true && sent.MinedInBlock <= final)
               where sending is not null
               select (proposal, sending),
        ];
    }

    private ulong? FinalBlock(DbConnection connection) =>
        connection.QueryFirstOrDefault<ulong?>("SELECT final_block FROM chain WHERE chain_id = @ChainId", new { chain.Settings.ChainId });
}
