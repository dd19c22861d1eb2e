using System.Data.Common;
using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proposing;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Executing;

/// <summary>
/// Moves a Safe's proposals to where the chain says they are. Only final blocks are read, so that nothing is ever taken back:
/// executed means that an event of the Safe with our hash stands there, whoever sent the transaction.
/// </summary>
public sealed class Reconciliation(Chain chain, Ledger ledger, Address safe, TimeProvider clock)
{
    private ulong ChainId => chain.Settings.ChainId;

    /// <summary>The Safes that have had proposals on a chain: treasuries, and an escrow that was paid out of.</summary>
    public static IReadOnlyList<Address> Safes(DbConnection connection, ulong chainId) =>
        [.. connection.Query<byte[]>("SELECT safe FROM safe_cursor WHERE chain_id = @chainId ORDER BY safe", new { chainId }).Select(bytes => new Address(bytes))];

    /// <summary>Reads the Safe's events up to the newest final block.</summary>
    /// <exception cref="RpcException">The endpoint failed; nothing of the block range was noted.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        while (ledger.Read(NextStretch) is { } stretch)
        {
            var open = ledger.Read(connection => ProposalBook.OpenOf(connection, ChainId, safe));
            var (outcomes, nonce) = open.Count == 0 ? ([], 0) : await ReadAsync(open, stretch.From, stretch.To, cancellation);
            ledger.Write(connection => Note(connection, stretch, outcomes, nonce));
        }
    }

    private async Task<(IReadOnlyList<Outcome> Outcomes, ulong Nonce)> ReadAsync(IReadOnlyList<Proposal> open, ulong from, ulong to, CancellationToken cancellation)
    {
        // A reorg deeper than finality may have put an execution below what was read already.
        var executions = await ReadExecutionsAsync(from - Math.Min(from, chain.Settings.MaxReorgDepth), to, cancellation);
        var reader = new SafeReader(chain, safe);
        var nonce = await reader.ReadNonceAsync(to, cancellation);
        if (open.Any(proposal => proposal.Transaction.Nonce < nonce))
        {
            RequireEvery(executions.Count(execution => execution.Log.BlockNumber >= from), nonce - await reader.ReadNonceAsync(from - 1, cancellation), from, to);
        }

        var arrivals = new Arrivals(chain);
        var outcomes = new List<Outcome>();
        foreach (var execution in executions)
        {
            if (open.FirstOrDefault(proposal => proposal.Transaction.SafeTxHash == execution.SafeTxHash) is { } proposal)
            {
                var arrived = execution.Succeeded && proposal.Transfer is { } transfer
                    ? await arrivals.TakeAsync(transfer, execution.Log.BlockNumber, cancellation)
                    : BigInteger.Zero;
                outcomes.Add(new Outcome(proposal.Id, execution, arrived));
            }
        }

        return (outcomes, nonce);
    }

    private async Task<List<SafeExecution>> ReadExecutionsAsync(ulong from, ulong to, CancellationToken cancellation)
    {
        var executions = new List<SafeExecution>();
        for (var next = from; next <= to; next += chain.Settings.MaxBlockRange)
        {
            var query = SafeExecution.Query(safe) with { FromBlock = next, ToBlock = Math.Min(to, next + chain.Settings.MaxBlockRange - 1) };
            var logs = await chain.TogetherAsync(one => ReadLogsAsync(one, query, cancellation), cancellation);
            executions.AddRange(logs.Select(SafeExecution.Read).OfType<SafeExecution>());
        }

        return executions;
    }

    // Who has not seen the last block answers with an empty list: the logs and that block must come from the same endpoint.
    private static async Task<IReadOnlyList<Log>> ReadLogsAsync(Chain one, LogFilter query, CancellationToken cancellation)
    {
        var logs = await one.GetLogsAsync([query], cancellation);
        return await one.GetHeaderAsync(query.ToBlock!.Value, cancellation) is not null ? logs[0] : throw new RpcException(
            RpcFailure.Retry, one.Preferred, "eth_getLogs", $"it has no block {query.ToBlock} yet");
    }

    // Each execution counts the Safe's nonce on by one. Were one of the events withheld, what was executed would be taken
    // for superseded, and be set aside a second time.
    private void RequireEvery(int executions, ulong counted, ulong from, ulong to)
    {
        if ((ulong)executions != counted)
        {
            throw new RpcException(
                RpcFailure.Final, chain.Settings.Name, "eth_getLogs", $"the Safe executed {counted} transactions in blocks {from} to {to}, and {executions} events were sent");
        }
    }

    private void Note(DbConnection connection, (ulong From, ulong To) stretch, IReadOnlyList<Outcome> outcomes, ulong nonce)
    {
        var now = clock.GetUtcNow();
        foreach (var outcome in outcomes)
        {
            NoteOutcome(connection, outcome, now);
        }

        // The Safe counts on with every execution: a lower nonce that is still open was used by something else.
        foreach (var passed in ProposalBook.OpenOf(connection, ChainId, safe).Where(proposal => proposal.Transaction.Nonce < nonce))
        {
            ProposalBook.Move(connection, passed, ProposalState.Superseded, now, $"another transaction of the Safe used nonce {passed.Transaction.Nonce}; its dues are proposed anew");
        }

        connection.Execute(
            "UPDATE safe_cursor SET next_block = @next WHERE chain_id = @ChainId AND safe = @safe AND next_block = @From",
            new { next = stretch.To + 1, ChainId, safe, stretch.From });
    }

    private void NoteOutcome(DbConnection connection, Outcome outcome, DateTimeOffset now)
    {
        var (_, execution, arrived) = outcome;

        // An owner may have signed while the chain was read: the state that counts is that within the transaction.
        var proposal = ProposalBook.Find(connection, outcome.ProposalId)!;
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
            WHERE s.chain_id = @ChainId AND s.safe = @safe
            """,
            new { ChainId, safe });
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

    private sealed record Outcome(long ProposalId, SafeExecution Execution, BigInteger Arrived);
}
