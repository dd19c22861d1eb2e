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
/// <param name="Moved">What really moved, for each of the proposal's transfers; nothing where it failed.</param>
internal sealed record Outcome(long ProposalId, SafeExecution Execution, IReadOnlyList<Moved> Moved)
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
    public static void NoteExecuted(DbConnection connection, Proposal proposal, IReadOnlyList<Moved> moved, Hash32 transaction, DateTimeOffset now)
    {
        var parts = proposal.Transfers.Zip(moved, (transfer, part) => (transfer.Token, part.Amount, Missing: transfer.Amount - part.Amount)).ToList();
        var shortage = string.Join("; ", parts.Where(part => !part.Missing.IsZero).Select(part => Shortage(proposal, part.Token, part.Missing)));
        var reason = string.Join("; ", moved.Select(part => part.Evidence).OfType<string>().Distinct().Prepend(shortage).Where(text => text.Length > 0));
        ProposalBook.Move(connection, proposal, ProposalState.Executed, now, reason.Length > 0 ? reason : null, executedIn: transaction);
        if (shortage.Length > 0)
        {
            AlertBook.Raise(connection, TooLittle(proposal, shortage), now);
        }

        foreach (var (token, amount, _) in parts.Where(part => part.Amount.Sign > 0))
        {
            Enter(connection, proposal, token, amount, $"{transaction}", now);
        }
    }

    private static string Shortage(Proposal proposal, Token token, BigInteger missing) =>
        $"{missing} base units{(proposal.Transfers.Count > 1 ? $" of {token}" : "")} less than proposed {(proposal.Purpose == Purpose.Settlement ? "left" : "arrived")}";

    private static void Enter(DbConnection connection, Proposal proposal, Token token, BigInteger amount, string transaction, DateTimeOffset now)
    {
        var chainId = proposal.Transaction.ChainId;
        if (proposal.Purpose == Purpose.Settlement)
        {
            DueLedger.RecordSettled(connection, chainId, token, amount, transaction, proposal.Id, now);
        }
        else
        {
            DueLedger.RecordEscrowed(connection, chainId, token, amount, transaction, proposal.Id, now, [.. ProposalBook.DuesByToken(connection, proposal.Id)[token]]);
        }
    }

    private static Alert TooLittle(Proposal proposal, string shortage) => new(
        $"arrival:{proposal.Id}",
        Severity.Critical,
        $"proposal {proposal.Id}",
        $"Proposal {proposal.Id} was executed, but {shortage}.",
        $"Look at the transaction, then type: chainwatch escrow show {proposal.Id}");
}
