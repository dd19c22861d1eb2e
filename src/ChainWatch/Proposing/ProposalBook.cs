using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using Dapper;

namespace ChainWatch.Proposing;

/// <summary>The proposals of the ledger. Each method is one statement or part of one transaction of its caller's.</summary>
public static class ProposalBook
{
    private const string Columns = """
        SELECT id, state, purpose, chain_id, safe, safe_version, nonce, recipient, value, data, operation, threshold, token, amount,
            beneficiary, drafted_at, sent_transaction, executed_in, reason
        FROM proposal
        """;

    /// <summary>Every proposal, newest first.</summary>
    public static IReadOnlyList<Proposal> All(DbConnection connection) => Read(connection, $"{Columns} ORDER BY id DESC", null);

    /// <summary>One proposal; null where there is none.</summary>
    public static Proposal? Find(DbConnection connection, long id) => Read(connection, $"{Columns} WHERE id = @id", new { id }).SingleOrDefault();

    /// <summary>The proposals of a Safe that may still come to be executed, by nonce.</summary>
    public static IReadOnlyList<Proposal> OpenOf(DbConnection connection, ulong chainId, Address safe) => Read(
        connection,
        $"{Columns} WHERE chain_id = @chainId AND safe = @safe AND state IN @open ORDER BY nonce, id",
        new { chainId, safe, open = ProposalStates.Open.Select(state => state.Word()) });

    /// <summary>The dues that a proposal is for, oldest income first.</summary>
    public static IReadOnlyList<DuePart> DuesOf(DbConnection connection, long id) =>
    [
        .. connection.Query<(long IncomeId, string Amount)>("SELECT income_id, amount FROM proposal_due WHERE proposal_id = @id ORDER BY income_id", new { id })
            .Select(row => new DuePart(row.IncomeId, BigInteger.Parse(row.Amount, CultureInfo.InvariantCulture))),
    ];

    /// <summary>Adds a draft with the dues that it is for, and returns its id.</summary>
    public static long Add(DbConnection connection, Proposal draft, IEnumerable<(long IncomeId, BigInteger Amount)> dues)
    {
        var transaction = draft.Transaction;
        var id = connection.ExecuteScalar<long>(
            """
            INSERT INTO proposal (state, purpose, chain_id, safe, safe_version, nonce, recipient, value, data, operation, safe_tx_hash,
                threshold, token, amount, beneficiary, drafted_at, changed_at)
            VALUES (@State, @Purpose, @ChainId, @Safe, @SafeVersion, @Nonce, @To, @Value, @Data, @Operation, @SafeTxHash,
                @Threshold, @Token, @Amount, @Beneficiary, @DraftedAt, @DraftedAt)
            RETURNING id
            """,
            new
            {
                State = draft.State.Word(),
                Purpose = draft.Purpose.ToString().ToLowerInvariant(),
                transaction.ChainId,
                transaction.Safe,
                draft.SafeVersion,
                Nonce = (ulong)transaction.Nonce,
                transaction.To,
                transaction.Value,
                Data = transaction.Data.ToArray(),
                Operation = (int)transaction.Operation,
                transaction.SafeTxHash,
                draft.Threshold,
                draft.Transfer?.Token,
                draft.Transfer?.Amount,
                draft.Transfer?.Beneficiary,
                draft.DraftedAt,
            });
        connection.Execute(
            "INSERT INTO proposal_due (proposal_id, income_id, amount) VALUES (@id, @IncomeId, @Amount)",
            dues.Select(due => new { id, due.IncomeId, due.Amount }));
        return id;
    }

    /// <summary>Moves a proposal along; staying where it is changes nothing.</summary>
    /// <exception cref="InvalidOperationException">The state that is asked for may not follow: a defect of the program.</exception>
    public static void Move(
        DbConnection connection, Proposal proposal, ProposalState to, DateTimeOffset now, string? reason = null, Hash32? sent = null, Hash32? executedIn = null)
    {
        if (proposal.State == to)
        {
            return;
        }

        var moved = proposal.State.MayBecome(to)
            ? connection.Execute(
                """
                UPDATE proposal SET state = @to, changed_at = @now, reason = coalesce(@reason, reason),
                    sent_transaction = coalesce(@sent, sent_transaction), executed_in = coalesce(@executedIn, executed_in)
                WHERE id = @Id AND state = @from
                """,
                new { proposal.Id, from = proposal.State.Word(), to = to.Word(), now, reason, sent, executedIn })
            : 0;
        if (moved != 1)
        {
            throw new InvalidOperationException($"Proposal {proposal.Id} cannot go from {proposal.State.Word()} to {to.Word()}.");
        }
    }

    private static IReadOnlyList<Proposal> Read(DbConnection connection, string sql, object? parameters) =>
        [.. connection.Query<Row>(sql, parameters).Select(row => row.ToProposal())];

    private sealed class Row
    {
        public long Id { get; init; }

        public ProposalState State { get; init; }

        public Purpose Purpose { get; init; }

        public ulong ChainId { get; init; }

        public Address Safe { get; init; }

        public string SafeVersion { get; init; } = "";

        public ulong Nonce { get; init; }

        public Address Recipient { get; init; }

        public BigInteger Value { get; init; }

        public byte[] Data { get; init; } = [];

        public SafeOperation Operation { get; init; }

        public int Threshold { get; init; }

        public Token? Token { get; init; }

        public BigInteger? Amount { get; init; }

        public Address? Beneficiary { get; init; }

        public DateTimeOffset DraftedAt { get; init; }

        public Hash32? SentTransaction { get; init; }

        public Hash32? ExecutedIn { get; init; }

        public string? Reason { get; init; }

        public Proposal ToProposal() => new(
            Id,
            State,
            Purpose,
            new SafeTransaction(ChainId, Safe, Nonce, Recipient, Value, Data, Operation),
            SafeVersion,
            Threshold,
            Token is { } token && Amount is { } amount && Beneficiary is { } beneficiary ? new Transfer(token, amount, beneficiary) : null,
            DraftedAt,
            SentTransaction,
            ExecutedIn,
            Reason);
    }
}
