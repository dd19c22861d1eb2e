using System.Data.Common;
using System.Globalization;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proposing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Executing;

/// <summary>
/// Follows what was signed until nothing more can come of it. What is in no block is handed over again, byte for byte,
/// whoever signed it and whatever ended in between; that takes no key. That a transaction was mined makes no proposal
/// executed: that is for the Safe's own events to say.
/// </summary>
public sealed class Delivery(Chain chain, Ledger ledger, TimeProvider clock)
{
    private readonly Outbox _outbox = new(chain, ledger, clock);

    private ulong ChainId => chain.Settings.ChainId;

    /// <summary>Looks after everything that is under way on the chain.</summary>
    /// <exception cref="RpcException">The endpoint could not be asked; what was noted stands.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        foreach (var attempts in ledger.Read(connection => SendingJournal.OpenOf(connection, ChainId)).GroupBy(sending => (sending.Sender, sending.Nonce)))
        {
            await FollowAsync([.. attempts], cancellation);
        }

        if (ledger.Read(connection => AlertBook.OpenKeys(connection, SendingAlerts.ExecutionPrefix)).Count > 0)
        {
            ledger.Write(CloseAlertsOfEnded);
        }
    }

    private async Task FollowAsync(IReadOnlyList<Sending> attempts, CancellationToken cancellation)
    {
        var final = ledger.Read(ReadFinalBlock);
        foreach (var attempt in attempts)
        {
            if (await chain.GetReceiptAsync(attempt.TransactionHash, cancellation) is { } receipt)
            {
                ledger.Write(connection => NoteMined(connection, attempt, receipt, final));
                return;
            }
        }

        var newest = attempts[^1];
        if (final is { } block && await chain.GetTransactionCountAsync(newest.Sender, block, cancellation) > newest.Nonce)
        {
            ledger.Write(connection => NoteForeign(connection, newest));
            return;
        }

        ledger.Write(connection => NoteUnmined(connection, newest));
        await _outbox.HandOverAsync(newest, cancellation);
    }

    private void NoteMined(DbConnection connection, Sending mined, Ethereum.Receipt receipt, ulong? final)
    {
        var now = clock.GetUtcNow();
        SendingJournal.NoteUnmined(connection, mined);
        SendingJournal.NoteMined(connection, mined, receipt);
        SendingJournal.NoteSent(connection, mined, now);
        AlertBook.Close(connection, SendingAlerts.Key(mined), now);
        if (receipt.Succeeded != true && GiveBack(connection, mined, $"transaction {mined.TransactionHash} was mined in block {receipt.BlockNumber} and failed", now))
        {
            AlertBook.Raise(connection, SendingAlerts.Failed(mined, receipt.BlockNumber), now);
        }

        if (receipt.BlockNumber <= final)
        {
            SendingJournal.Close(connection, mined, now);
        }
    }

    // The account sent something else with this nonce. A Safe takes a proposal once, whatever is sent; an account of a
    // single key would pay twice if what it sent was the transfer in another form.
    private void NoteForeign(DbConnection connection, Sending newest)
    {
        var now = clock.GetUtcNow();
        if (newest.Purpose == SendingPurpose.Transfer)
        {
            AlertBook.Raise(connection, SendingAlerts.Unclear(newest), now);
            return;
        }

        SendingJournal.NoteUnmined(connection, newest);
        SendingJournal.Close(connection, newest, now);
        AlertBook.Close(connection, SendingAlerts.Key(newest), now);
        GiveBack(connection, newest, $"another transaction of {newest.Sender} used its nonce {newest.Nonce}", now);
    }

    // It may have failed in a block that a reorg took back: then it is under way again.
    private void NoteUnmined(DbConnection connection, Sending newest)
    {
        SendingJournal.NoteUnmined(connection, newest);
        if (newest.ProposalId is { } id && ProposalBook.Find(connection, id) is { State: ProposalState.Ready } proposal)
        {
            ProposalBook.Move(connection, proposal, ProposalState.Sent, clock.GetUtcNow(), sent: newest.TransactionHash);
            AlertBook.Close(connection, SendingAlerts.ExecutionKey(id), clock.GetUtcNow());
        }
    }

    private static bool GiveBack(DbConnection connection, Sending sending, string reason, DateTimeOffset now)
    {
        if (sending.ProposalId is not { } id || ProposalBook.Find(connection, id) is not { State: ProposalState.Sent } proposal)
        {
            return false;
        }

        ProposalBook.Move(connection, proposal, ProposalState.Ready, now, reason);
        return true;
    }

    // Trouble with executing a proposal is over when the proposal is, however it ended.
    private void CloseAlertsOfEnded(DbConnection connection)
    {
        foreach (var key in AlertBook.OpenKeys(connection, SendingAlerts.ExecutionPrefix))
        {
            var id = long.Parse(key.AsSpan(SendingAlerts.ExecutionPrefix.Length), CultureInfo.InvariantCulture);
            if (ProposalBook.Find(connection, id) is not { } proposal || !ProposalStates.Open.Contains(proposal.State))
            {
                AlertBook.Close(connection, key, clock.GetUtcNow());
            }
        }
    }

    private ulong? ReadFinalBlock(DbConnection connection) =>
        connection.QueryFirstOrDefault<ulong?>("SELECT final_block FROM chain WHERE chain_id = @ChainId", new { ChainId });
}
