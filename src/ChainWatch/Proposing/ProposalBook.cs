using System.Data.Common;
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
        SELECT id, state, purpose, chain_id, safe, safe_version, nonce, recipient, value, data, operation, threshold, drafted_at,
            sent_transaction, executed_in, reason
        FROM proposal
        """;

    /// <summary>Every proposal, newest first.</summary>
    public static IReadOnlyList<Proposal> All(DbConnection connection) => Read(connection, "ORDER BY id DESC", null);

    /// <summary>One proposal; null where there is none.</summary>
    public static Proposal? Find(DbConnection connection, long id) => Read(connection, "WHERE id = @id", new { id }).SingleOrDefault();

    /// <summary>The proposals of a Safe that may still come to be executed, by nonce.</summary>
    public static IReadOnlyList<Proposal> OpenOf(DbConnection connection, ulong chainId, Address safe) => Read(
        connection,
        "WHERE chain_id = @chainId AND safe = @safe AND state IN @open ORDER BY nonce, id",
        new { chainId, safe, open = ProposalStates.Open.Select(state => state.Word()) });

    /// <summary>
    /// The proposals of a Safe that the chain may still say something of, by nonce: the open ones, and what was given up
    /// before anybody signed here while its nonce is not known to be used.
    /// </summary>
    public static IReadOnlyList<Proposal> AliveOf(DbConnection connection, ulong chainId, Address safe) => Read(
        connection,
        """
        WHERE chain_id = @chainId AND safe = @safe AND (state IN @open
            OR state = 'rejected' AND nonce >= coalesce((SELECT c.nonce FROM safe_cursor c WHERE c.chain_id = @chainId AND c.safe = @safe), 0))
        ORDER BY nonce, id
        """,
        new { chainId, safe, open = ProposalStates.Open.Select(state => state.Word()) });

    /// <summary>The open proposals of accounts of one key on a chain, the oldest first.</summary>
    public static IReadOnlyList<Proposal> OpenOfKeys(DbConnection connection, ulong chainId) => Read(
        connection,
        "WHERE chain_id = @chainId AND safe_version = 'eoa' AND state IN @open ORDER BY id",
        new { chainId, open = ProposalStates.Open.Select(state => state.Word()) });

    /// <summary>The number after that of the newest proposal of an account of one key.</summary>
    public static ulong NextNumber(DbConnection connection, ulong chainId, Address account) => connection.ExecuteScalar<ulong>(
        "SELECT coalesce(max(nonce) + 1, 0) FROM proposal WHERE chain_id = @chainId AND safe = @account AND safe_version = 'eoa'", new { chainId, account });

    /// <summary>The lowest nonce, from one on, that no open proposal of the account holds: what a rejected draft left is filled.</summary>
    public static ulong LowestFreeNonce(DbConnection connection, ulong chainId, Address safe, ulong from)
    {
        var held = OpenOf(connection, chainId, safe).Select(proposal => proposal.Transaction.Nonce).ToHashSet();
        while (held.Contains(from))
        {
            from++;
        }

        return from;
    }

    /// <summary>Base units of a token that an account's open proposals move.</summary>
    public static BigInteger AmountInOpen(DbConnection connection, ulong chainId, Address safe, Token token) => OpenOf(connection, chainId, safe)
        .SelectMany(proposal => proposal.Transfers).Where(transfer => transfer.Token == token)
        .Aggregate(BigInteger.Zero, (sum, transfer) => sum + transfer.Amount);

    /// <summary>The incomes whose dues wait in an open proposal.</summary>
    public static HashSet<long> ReadReserved(DbConnection connection) => connection.Query<long>(
        "SELECT d.income_id FROM proposal_due d JOIN proposal p ON p.id = d.proposal_id WHERE p.state IN @open",
        new { open = ProposalStates.Open.Select(state => state.Word()) }).ToHashSet();

    /// <summary>The incomes whose dues a person gave up setting aside: their newest proposal was rejected.</summary>
    public static HashSet<long> ReadHeldBack(DbConnection connection) => connection.Query<long>(
        """
        SELECT d.income_id FROM proposal_due d JOIN proposal p ON p.id = d.proposal_id
        WHERE p.state = 'rejected' AND p.id = (SELECT max(n.proposal_id) FROM proposal_due n WHERE n.income_id = d.income_id)
        """).ToHashSet();

    /// <summary>The dues that a proposal is for, oldest income first.</summary>
    public static IReadOnlyList<DuePart> DuesOf(DbConnection connection, long id) => [.. DuesByToken(connection, id).SelectMany(token => token).OrderBy(due => due.IncomeId)];

    /// <summary>The same by the token that they are due in: each transfer of a batch is for its own.</summary>
    public static ILookup<Token, DuePart> DuesByToken(DbConnection connection, long id) => connection.Query<DueRow>(
        """
        SELECT i.token, d.income_id, d.amount FROM proposal_due d JOIN income i ON i.id = d.income_id WHERE d.proposal_id = @id ORDER BY d.income_id
        """,
        new { id }).ToLookup(row => row.Token, row => new DuePart(row.IncomeId, row.Amount));

    /// <summary>Adds a draft with the dues that it is for, and returns its id. What was rejected and is drafted again returns.</summary>
    public static long Add(DbConnection connection, Proposal draft, IEnumerable<(long IncomeId, BigInteger Amount)> dues)
    {
        var id = FindByHash(connection, draft.Hash) is { } given ? Revive(connection, given, draft) : Insert(connection, draft);
        connection.Execute(
            "INSERT INTO proposal_due (proposal_id, income_id, amount) VALUES (@id, @IncomeId, @Amount)",
            dues.Select(due => new { id, due.IncomeId, due.Amount }));
        return id;
    }

    /// <summary>Notes how many owners must sign, as the Safe says now.</summary>
    public static void NoteThreshold(DbConnection connection, long id, int threshold) =>
        connection.Execute("UPDATE proposal SET threshold = @threshold WHERE id = @id", new { id, threshold });

    /// <summary>The proposal of this hash; null where there is none.</summary>
    public static Proposal? FindByHash(DbConnection connection, Hash32 hash) => Read(connection, "WHERE safe_tx_hash = @hash", new { hash }).SingleOrDefault();

    private static long Revive(DbConnection connection, Proposal rejected, Proposal draft)
    {
        Move(connection, rejected, ProposalState.Draft, draft.DraftedAt);
        connection.Execute("DELETE FROM proposal_due WHERE proposal_id = @Id", new { rejected.Id });
        connection.Execute(
            """
            UPDATE proposal SET purpose = @Purpose, safe_version = @SafeVersion, threshold = @Threshold, drafted_at = @DraftedAt, reason = NULL WHERE id = @Id
            """,
            new { rejected.Id, Purpose = Word(draft.Purpose), draft.SafeVersion, draft.Threshold, draft.DraftedAt });
        return rejected.Id;
    }

    private static string Word(Purpose purpose) => purpose.ToString().ToLowerInvariant();

    private static long Insert(DbConnection connection, Proposal draft)
    {
        var transaction = draft.Transaction;
        var id = connection.ExecuteScalar<long>(
            """
            INSERT INTO proposal (state, purpose, chain_id, safe, safe_version, nonce, recipient, value, data, operation, safe_tx_hash,
                threshold, drafted_at, changed_at)
            VALUES (@State, @Purpose, @ChainId, @Safe, @SafeVersion, @Nonce, @To, @Value, @Data, @Operation, @SafeTxHash,
                @Threshold, @DraftedAt, @DraftedAt)
            RETURNING id
            """,
            new
            {
                State = draft.State.Word(),
                Purpose = Word(draft.Purpose),
                transaction.ChainId,
                transaction.Safe,
                draft.SafeVersion,
                Nonce = (ulong)transaction.Nonce,
                transaction.To,
                transaction.Value,
                Data = transaction.Data.ToArray(),
                Operation = (int)transaction.Operation,
                SafeTxHash = draft.Hash,
                draft.Threshold,
                draft.DraftedAt,
            });
        ProposedTransfers.Add(connection, id, draft.Transfers);
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

    private static IReadOnlyList<Proposal> Read(DbConnection connection, string which, object? parameters)
    {
        var transfers = ProposedTransfers.Read(connection, which, parameters);
        return [.. connection.Query<Row>($"{Columns} {which}", parameters).Select(row => row.ToProposal([.. transfers[row.Id]]))];
    }

    private sealed class DueRow
    {
        public Token Token { get; init; }

        public long IncomeId { get; init; }

        public BigInteger Amount { get; init; }
    }

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

        public DateTimeOffset DraftedAt { get; init; }

        public Hash32? SentTransaction { get; init; }

        public Hash32? ExecutedIn { get; init; }

        public string? Reason { get; init; }

        public Proposal ToProposal(IReadOnlyList<Transfer> transfers) => new(
            Id,
            State,
            Purpose,
            new SafeTransaction(ChainId, Safe, Nonce, Recipient, Value, Data, Operation),
            SafeVersion,
            Threshold,
            transfers,
            DraftedAt,
            SentTransaction,
            ExecutedIn,
            Reason);
    }
}
