using System.Data.Common;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using Dapper;

namespace ChainWatch.Proposing;

/// <summary>What proposals move, as the ledger has it beside their calldata. It is written once, with the draft.</summary>
internal static class ProposedTransfers
{
    /// <summary>By proposal, the transfers of those that <paramref name="which"/> selects from the table of proposals.</summary>
    public static ILookup<long, Transfer> Read(DbConnection connection, string which, object? parameters) => connection.Query<Row>(
        $"""
        SELECT proposal_id, token, amount, beneficiary FROM proposal_transfer
        WHERE proposal_id IN (SELECT id FROM proposal {which}) ORDER BY proposal_id, position
        """,
        parameters).ToLookup(row => row.ProposalId, row => new Transfer(row.Token, row.Amount, row.Beneficiary));

    /// <summary>Adds those of a new proposal.</summary>
    public static void Add(DbConnection connection, long id, IEnumerable<Transfer> transfers) => connection.Execute(
        "INSERT INTO proposal_transfer (proposal_id, position, token, amount, beneficiary) VALUES (@id, @position, @Token, @Amount, @Beneficiary)",
        transfers.Select((transfer, position) => new { id, position, transfer.Token, transfer.Amount, transfer.Beneficiary }));

    private sealed class Row
    {
        public long ProposalId { get; init; }

        public Token Token { get; init; }

        public BigInteger Amount { get; init; }

        public Address Beneficiary { get; init; }
    }
}
