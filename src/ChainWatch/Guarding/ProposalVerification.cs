using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Signing;
using Dapper;

namespace ChainWatch.Guarding;

/// <summary>Whether proposals are what the ledger says of them, transfer by transfer, and count for no more than they move.</summary>
internal static class ProposalVerification
{
    /// <summary>The first proposal whose calldata is not what its rows and its dues say; null where all are.</summary>
    public static string? FindDiffering(DbConnection connection) => ProposalBook.All(connection)
        .SelectMany(proposal => LedgerComparison.Differences(connection, proposal).Select(difference => $"proposal {proposal.Id}: {difference}")).FirstOrDefault();

    /// <summary>The first proposal of which more of a token is entered than it moves, or anything before it was executed.</summary>
    public static string? FindOverCounted(DbConnection connection)
    {
        var entered = connection.Query<Entry>(
            """
            SELECT proposal_id, token, amount FROM escrow_entry WHERE proposal_id IS NOT NULL
            UNION ALL SELECT proposal_id, token, amount FROM settlement_entry WHERE proposal_id IS NOT NULL
            """).ToLookup(entry => entry.ProposalId);
        return ProposalBook.All(connection).SelectMany(proposal => entered[proposal.Id].GroupBy(entry => entry.Token).Select(token => FindError(
            proposal, token.Key, token.Aggregate(BigInteger.Zero, (sum, entry) => sum + entry.Amount)))).FirstOrDefault(error => error is not null);
    }

    private static string? FindError(Proposal proposal, Token token, BigInteger entered)
    {
        var moves = proposal.State == ProposalState.Executed ? proposal.Transfers.FirstOrDefault(transfer => transfer.Token == token)?.Amount ?? 0 : 0;
        return entered.Sign >= 0 && entered <= moves
            ? null
            : string.Create(CultureInfo.InvariantCulture, $"proposal {proposal.Id}, {proposal.State.Word()}: {entered} base units of {token} are entered, of {moves} that it moved");
    }

    private sealed class Entry
    {
        public long ProposalId { get; init; }

        public Token Token { get; init; }

        public BigInteger Amount { get; init; }
    }
}
