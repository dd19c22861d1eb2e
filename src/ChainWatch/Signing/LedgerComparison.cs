using System.Data.Common;
using System.Numerics;
using ChainWatch.Proposing;
using ChainWatch.Storage;

namespace ChainWatch.Signing;

/// <summary>Whether what is signed is what the ledger says: the calldata is decoded back, and each transfer is held against its row and against the dues that it is for.</summary>
public static class LedgerComparison
{
    /// <summary>In words, what of a proposal is not as the ledger has it; nothing where all is.</summary>
    public static IReadOnlyList<string> Differences(DbConnection connection, Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        var outflows = CalldataDescription.Of(proposal).Outflows;
        return
        [
            .. outflows.Except(proposal.Transfers).Select(moved => $"it moves {Text(moved)}, of which the ledger knows nothing"),
            .. proposal.Transfers.Except(outflows).Select(moved => $"the ledger says that it moves {Text(moved)}, which it does not"),
            .. outflows.Count > outflows.Distinct().Count() ? ["it moves the same twice"] : (string[])[],
            .. proposal.Purpose == Purpose.Escrow ? DifferingDues(connection, proposal) : [],
        ];
    }

    /// <summary>Makes sure that nothing is signed that the ledger does not say.</summary>
    /// <exception cref="ChainWatchException">Something is.</exception>
    public static void Require(Ledger ledger, Proposal proposal)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        if (ledger.Read(connection => Differences(connection, proposal)) is { Count: > 0 } differences)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "differs",
                $"Nothing was signed: proposal {proposal.Id} is not what the ledger says: {string.Join("; ", differences)}.",
                "Keep a copy of the ledger file as it is, then type: chainwatch ledger verify");
        }
    }

    private static IEnumerable<string> DifferingDues(DbConnection connection, Proposal proposal)
    {
        var dues = ProposalBook.DuesByToken(connection, proposal.Id);
        return from token in proposal.Transfers.Select(transfer => transfer.Token).Union(dues.Select(due => due.Key))
               let moved = Sum(proposal.Transfers.Where(transfer => transfer.Token == token).Select(transfer => transfer.Amount))
               let due = Sum(dues[token].Select(part => part.Amount))
               where moved != due
               select $"of {token} it moves {moved} base units, for dues of {due}";
    }

    private static BigInteger Sum(IEnumerable<BigInteger> amounts) => amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount);

    private static string Text(Transfer transfer) => $"{transfer.Amount} base units of {transfer.Token} to {transfer.Beneficiary}";
}
