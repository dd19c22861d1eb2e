using System.Data.Common;
using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Proposing;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Executing;

/// <summary>
/// Moves proposals to where the chain says they are. Only final blocks are read, so that nothing is ever taken back:
/// executed means that an event of the Safe with our hash stands there, whoever sent the transaction.
/// </summary>
public sealed class Reconciliation(Chain chain, Ledger ledger, EscrowSettings escrow, TimeProvider clock)
{
    private ulong ChainId => chain.Settings.ChainId;

    /// <summary>Reads the Safe's events up to the newest final block.</summary>
    /// <exception cref="Ethereum.JsonRpc.RpcException">The endpoint failed; nothing of the block range was noted.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (ledger.Read(NextStretch) is { } stretch)
        {
            var open = ledger.Read(connection => ProposalBook.OpenOf(connection, ChainId, escrow.Treasury));
            var outcomes = open.Count == 0 ? [] : await ReadAsync(open, stretch.From, stretch.To, cancellation);
            var nonce = open.Count == 0 ? 0 : await new SafeReader(chain, escrow.Treasury).ReadNonceAsync(stretch.To, cancellation);
            ledger.Write(connection => Note(connection, stretch, outcomes, nonce));
        }
    }

    private async Task<IReadOnlyList<Outcome>> ReadAsync(IReadOnlyList<Proposal> open, ulong from, ulong to, CancellationToken cancellation)
    {
        var logs = await chain.GetLogsAsync([SafeExecution.Query(escrow.Treasury) with { FromBlock = from, ToBlock = to }], cancellation);
        var outcomes = new List<Outcome>();
        foreach (var execution in logs[0].Select(SafeExecution.Read).OfType<SafeExecution>())
        {
            if (open.FirstOrDefault(proposal => proposal.Transaction.SafeTxHash == execution.SafeTxHash) is { } proposal)
            {
                var arrived = execution.Succeeded && proposal.Transfer is { } transfer
                    ? await Arrival.OfAsync(chain, transfer, execution.Log.BlockNumber, cancellation)
                    : BigInteger.Zero;
                outcomes.Add(new Outcome(proposal, execution, arrived));
            }
        }

        return outcomes;
    }

    private void Note(DbConnection connection, (ulong From, ulong To) stretch, IReadOnlyList<Outcome> outcomes, ulong nonce)
    {
        var now = clock.GetUtcNow();
        foreach (var outcome in outcomes)
        {
            NoteOutcome(connection, outcome, now);
        }

        // The Safe counts on with every execution: a lower nonce that is still open was used by something else.
        foreach (var passed in ProposalBook.OpenOf(connection, ChainId, escrow.Treasury).Where(proposal => proposal.Transaction.Nonce < nonce))
        {
            ProposalBook.Move(connection, passed, ProposalState.Superseded, now, $"another transaction of the Safe used nonce {passed.Transaction.Nonce}; its dues are proposed anew");
        }

        connection.Execute(
            "UPDATE safe_cursor SET next_block = @next WHERE chain_id = @ChainId AND safe = @Treasury AND next_block = @From",
            new { next = stretch.To + 1, ChainId, escrow.Treasury, stretch.From });
    }

    private void NoteOutcome(DbConnection connection, Outcome outcome, DateTimeOffset now)
    {
        var (proposal, execution, arrived) = outcome;
        if (!execution.Succeeded)
        {
            ProposalBook.Move(connection, proposal, ProposalState.Failed, now, "the Safe executed it and what it called failed", executedIn: execution.Log.TransactionHash);
            return;
        }

        var missing = proposal.Transfer is { } wanted ? wanted.Amount - arrived : 0;
        var reason = missing.IsZero ? null : $"{missing} base units less than proposed arrived";
        ProposalBook.Move(connection, proposal, ProposalState.Executed, now, reason, executedIn: execution.Log.TransactionHash);
        if (reason is not null)
        {
            AlertBook.Raise(connection, TooLittle(proposal, reason), now);
        }

        if (proposal is { Purpose: Purpose.Escrow, Transfer: { } transfer } && arrived.Sign > 0)
        {
            DueLedger.RecordEscrowed(
                connection, ChainId, transfer.Token, arrived, execution.Log.TransactionHash.ToString(), proposal.Id, now, ProposalBook.DuesOf(connection, proposal.Id));
        }
    }

    private (ulong From, ulong To)? NextStretch(DbConnection connection)
    {
        var row = connection.QueryFirstOrDefault<(long Next, long? Final)>(
            """
            SELECT s.next_block, c.final_block FROM safe_cursor s JOIN chain c ON c.chain_id = s.chain_id
            WHERE s.chain_id = @ChainId AND s.safe = @Treasury
            """,
            new { ChainId, escrow.Treasury });
        return row.Final is { } final && row.Next <= final
            ? ((ulong)row.Next, Math.Min((ulong)final, (ulong)row.Next + chain.Settings.MaxBlockRange - 1))
            : null;
    }

    private static Alert TooLittle(Proposal proposal, string reason) => new(
        $"arrival:{proposal.Id}",
        Severity.Critical,
        $"proposal {proposal.Id}",
        $"Proposal {proposal.Id} was executed, but {reason}.",
        $"Look at the transaction, then type: chainwatch escrow show {proposal.Id}");

    private sealed record Outcome(Proposal Proposal, SafeExecution Execution, BigInteger Arrived);
}
