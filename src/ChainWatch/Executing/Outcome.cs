using System.Data.Common;
using System.Numerics;
using ChainWatch.Alerts;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Splitting;

namespace ChainWatch.Executing;

/// <summary>What the chain says became of a proposal.</summary>
/// <param name="ProposalId">The proposal.</param>
/// <param name="Execution">That its Safe executed it.</param>
/// <param name="Moved">What really moved; null where nothing was to move, or it failed.</param>
internal sealed record Outcome(long ProposalId, SafeExecution Execution, Moved? Moved)
{
    /// <summary>Moves the proposal to its end and enters what moved.</summary>
    public void Note(DbConnection connection, DateTimeOffset now)
    {
        // An owner may have signed while the chain was read: the state that counts is that within the transaction.
        var proposal = ProposalBook.Find(connection, ProposalId)!;
        var transaction = Execution.Log.TransactionHash;
        if (Execution.Succeeded)
        {
            NoteExecuted(connection, proposal, Moved, transaction, now);
        }
        else
        {
            ProposalBook.Move(connection, proposal, ProposalState.Failed, now, "the Safe executed it and what it called failed", executedIn: transaction);
        }
    }

    /// <summary>Moves a proposal to <c>executed</c> and enters what moved.</summary>
    public static void NoteExecuted(DbConnection connection, Proposal proposal, Moved? moved, Hash32 transaction, DateTimeOffset now)
    {
        var missing = proposal.Transfer is { } wanted ? wanted.Amount - (moved?.Amount ?? 0) : 0;
        var shortage = missing.IsZero ? null : $"{missing} base units less than proposed {(proposal.Purpose == Purpose.Settlement ? "left" : "arrived")}";
        var reason = string.Join("; ", new[] { shortage, moved?.Evidence }.OfType<string>());
        ProposalBook.Move(connection, proposal, ProposalState.Executed, now, reason.Length > 0 ? reason : null, executedIn: transaction);
        if (shortage is not null)
        {
            AlertBook.Raise(connection, TooLittle(proposal, shortage), now);
        }

        if (proposal.Transfer is { } transfer && moved?.Amount.Sign > 0)
        {
            Enter(connection, proposal, transfer.Token, moved.Amount, $"{transaction}", now);
        }
    }

    private static void Enter(DbConnection connection, Proposal proposal, Token token, BigInteger amount, string transaction, DateTimeOffset now)
    {
        var chainId = proposal.Transaction.ChainId;
        if (proposal.Purpose == Purpose.Settlement)
        {
            DueLedger.RecordSettled(connection, chainId, token, amount, transaction, proposal.Id, now);
        }
        else
        {
            DueLedger.RecordEscrowed(connection, chainId, token, amount, transaction, proposal.Id, now, ProposalBook.DuesOf(connection, proposal.Id));
        }
    }

    private static Alert TooLittle(Proposal proposal, string shortage) => new(
        $"arrival:{proposal.Id}",
        Severity.Critical,
        $"proposal {proposal.Id}",
        $"Proposal {proposal.Id} was executed, but {shortage}.",
        $"Look at the transaction, then type: chainwatch escrow show {proposal.Id}");
}
