using System.Data.Common;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recording;
using Dapper;

namespace ChainWatch.Guarding;

/// <summary>Does the evidence that is kept still prove the rows? Nothing but the ledger is asked.</summary>
internal static class ProofVerification
{
    public const string Name = "every row that is called verified is proved by its evidence";

    private const string Rows =
        """
        SELECT 'income' AS of, id, chain_id, block_number, block_hash, log_index, part, transaction_hash, occurred_at, beneficiary, payer, kind, token,
            coalesce(claimed, amount) AS one, NULL AS other
        FROM income WHERE proof = 'verified'
        UNION ALL
        SELECT 'movement', id, chain_id, block_number, block_hash, log_index, part, transaction_hash, occurred_at, beneficiary, NULL, NULL, NULL, assets, shares
        FROM movement WHERE proof = 'verified'
        """;

    public static string? FindUnproved(DbConnection connection) => connection.Query<Row>(Rows)
        .Select(row => (row, KeptEvidence.Check(connection, row.ToProvable()).Verdict))
        .Where(check => !check.Verdict.Holds)
        .Select(check => $"{check.row.Of} {check.row.Id}: {check.Verdict.Reason}")
        .FirstOrDefault();

    private sealed class Row
    {
        public string Of { get; init; } = "";

        public long Id { get; init; }

        public ulong ChainId { get; init; }

        public ulong BlockNumber { get; init; }

        public Hash32 BlockHash { get; init; }

        public int LogIndex { get; init; }

        public int Part { get; init; }

        public Hash32 TransactionHash { get; init; }

        public DateTimeOffset OccurredAt { get; init; }

        public Address Beneficiary { get; init; }

        public Address? Payer { get; init; }

        public string? Kind { get; init; }

        public Token? Token { get; init; }

        public BigInteger? One { get; init; }

        public BigInteger? Other { get; init; }

        public ProvableRow ToProvable() => new(
            ChainId, BlockNumber, BlockHash, LogIndex, TransactionHash, OccurredAt, Beneficiary, [.. new[] { One, Other }.OfType<BigInteger>()])
        {
            Part = Part,
            Payer = Payer,
            Kind = Kind,
            Token = Token,
        };
    }
}
