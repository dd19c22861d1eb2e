using System.Data.Common;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proposing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Executing;

/// <summary>
/// Moves a Safe's proposals to where the chain says they are. Only final blocks are read, so that nothing is ever taken
/// back: executed means that an event of the Safe with our hash stands there, whoever sent the transaction.
/// </summary>
public sealed class Reconciliation(Chain chain, Ledger ledger, Address safe, Arrivals arrivals, TimeProvider clock)
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
            var alive = ledger.Read(connection => ProposalBook.AliveOf(connection, ChainId, safe));
            var read = alive.Count == 0
                ? null
                : await new SafeHistory(chain, safe).ReadAsync(stretch.From, stretch.To, stretch.Nonce, (ulong)alive[0].Transaction.Nonce, cancellation);
            var outcomes = read is null ? [] : await ReadOutcomesAsync(alive, read, cancellation);
            ledger.Write(connection => Note(connection, stretch, outcomes, read));
        }
    }

    private async Task<IReadOnlyList<Outcome>> ReadOutcomesAsync(IReadOnlyList<Proposal> alive, SafeStretch read, CancellationToken cancellation)
    {
        var outcomes = new List<Outcome>();
        foreach (var execution in read.Executions)
        {
            if (alive.FirstOrDefault(proposal => proposal.Hash == execution.SafeTxHash) is { } proposal)
            {
                outcomes.Add(new Outcome(proposal.Id, execution, execution.Succeeded ? await MovedAsync(proposal, execution, cancellation) : []));
            }
        }

        return outcomes;
    }

    private async Task<IReadOnlyList<Moved>> MovedAsync(Proposal proposal, SafeExecution execution, CancellationToken cancellation)
    {
        var (moved, executed) = (new List<Moved>(), ExecutedAt.Of(execution.Log));
        foreach (var transfer in proposal.Transfers)
        {
            moved.Add(proposal.Purpose == Purpose.Settlement
                ? new Moved(await arrivals.LeftAsync(safe, transfer, executed, cancellation))
                : await arrivals.TakeAsync(transfer, executed, cancellation));
        }

        return moved;
    }

    private void Note(DbConnection connection, Stretch stretch, IReadOnlyList<Outcome> outcomes, SafeStretch? read)
    {
        var now = clock.GetUtcNow();
        foreach (var outcome in outcomes)
        {
            outcome.Note(connection, now);
        }

        foreach (var passed in ProposalBook.OpenOf(connection, ChainId, safe).Where(proposal => proposal.Transaction.Nonce < (read?.Nonce ?? 0)))
        {
            NotePassed(connection, passed, read!, now);
        }

        connection.Execute(
            """
            UPDATE safe_cursor SET next_block = @next, nonce = coalesce(@nonce, nonce), nonce_block = coalesce(@nonceBlock, nonce_block)
            WHERE chain_id = @ChainId AND safe = @safe AND next_block = @From
            """,
            new { next = stretch.To + 1, nonce = read?.Nonce, nonceBlock = read is null ? (ulong?)null : stretch.To, ChainId, safe, stretch.From });
    }

    // The Safe counts on with every execution: a lower nonce that is still open was used by something else.
    private static void NotePassed(DbConnection connection, Proposal passed, SafeStretch read, DateTimeOffset now)
    {
        var rejection = passed.Transaction.ToRejection().SafeTxHash;
        var isRejected = passed.Purpose != Purpose.Rejection && read.Executions.Any(execution => execution.SafeTxHash == rejection);
        var what = isRejected ? "the owners rejected it"
            : $"another transaction of the Safe used nonce {passed.Transaction.Nonce}{(passed.Purpose == Purpose.Escrow ? "; its dues are proposed anew" : "")}";
        ProposalBook.Move(
            connection, passed, isRejected ? ProposalState.Rejected : ProposalState.Superseded, now, read.Evidence is null ? what : $"{what}; {read.Evidence}");
    }

    private Stretch? NextStretch(DbConnection connection)
    {
        var row = connection.QueryFirstOrDefault<(long Next, long? Final, long? Nonce, long? NonceBlock)>(
            """
            SELECT s.next_block, c.final_block, s.nonce, s.nonce_block FROM safe_cursor s JOIN chain c ON c.chain_id = s.chain_id
            WHERE s.chain_id = @ChainId AND s.safe = @safe
            """,
            new { ChainId, safe });
        return row.Final is { } final && row.Next <= final
            ? new Stretch(
                (ulong)row.Next,
                Math.Min((ulong)final, (ulong)row.Next + chain.Settings.MaxBlockRange - 1),
                row.NonceBlock == row.Next - 1 ? (ulong?)row.Nonce : null)
            : null;
    }

    private sealed record Stretch(ulong From, ulong To, ulong? Nonce);
}
