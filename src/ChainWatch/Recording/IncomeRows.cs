using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>Rows of the table <c>income</c>, as one transaction adds them.</summary>
internal sealed class IncomeRows(DbConnection connection, ulong chainId, TotalBook totals) : IDisposable
{
    private BoundStatement? _insert;
    private readonly HashSet<long> _doubted = [];
    private WatchedSource? _bound;

    /// <summary>Sources whose quarantined payments are others than before.</summary>
    public IReadOnlyCollection<long> Doubted => _doubted;

    /// <summary>
    /// Adds a payment. One that is there already is left as it is, and returns to life where it was orphaned; what was
    /// only quarantined may be restated. False, and nothing is changed, where the row there says something else.
    /// </summary>
    public bool Add(WatchedSource source, Payment payment, Proof proof)
    {
        if (payment.IsShared && IsBookedElsewhere(source, payment))
        {
            return true;
        }

        if (Insert(source, payment, proof) == 0)
        {
            return Restate(source, payment, proof);
        }

        if (payment.Quarantine is not null)
        {
            _doubted.Add(source.Id);
        }
        else
        {
            totals.Add(source.Id, payment.Token, (source.Settings.Kind, payment.Stage.Word()), payment.At.OccurredAt, payment.Amount);
        }

        return true;
    }

    public void Dispose() => _insert?.Dispose();

    private bool IsBookedElsewhere(WatchedSource source, Payment payment) => connection.ExecuteScalar<long>(
        """
        SELECT count(*) FROM income
        WHERE chain_id = @chainId AND block_number = @BlockNumber AND log_index = @LogIndex AND part = @Part AND block_hash = @BlockHash
            AND source_id <> @Id AND kind = @Kind AND token = @Token AND coalesce(claimed, amount) = @Amount AND beneficiary = @Beneficiary
        """,
        new
        {
            chainId,
            payment.At.BlockNumber,
            payment.At.LogIndex,
            payment.At.Part,
            payment.At.BlockHash,
            source.Id,
            source.Settings.Kind,
            payment.Token,
            payment.Amount,
            source.Settings.Beneficiary,
        }) > 0;

    private int Insert(WatchedSource source, Payment payment, Proof proof)
    {
        _insert ??= new BoundStatement(
            connection,
            """
            INSERT INTO income (source_id, kind, category, chain_id, beneficiary, block_number, block_hash, log_index, part,
                transaction_hash, occurred_at, payer, token, amount, quarantine, proof, stage, note, balance_check, arrived)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
            ON CONFLICT (chain_id, block_number, log_index, part, block_hash) DO NOTHING
            """);
        BindSource(_insert, source);
        _insert.Bind(6, (long)payment.At.BlockNumber);
        _insert.Bind(7, payment.At.BlockHash);
        _insert.Bind(8, payment.At.LogIndex);
        _insert.Bind(9, payment.At.Part);
        _insert.Bind(10, payment.At.TransactionHash);
        _insert.Bind(11, payment.At.OccurredAt);
        _insert.Bind(12, payment.Payer);
        _insert.Bind(13, payment.Token.Contract);
        _insert.Bind(14, payment.Amount);
        _insert.Bind(15, payment.Quarantine);
        _insert.Bind(16, ProofRows.Word(proof));
        _insert.Bind(17, payment.Stage.Word());
        _insert.Bind(18, payment.Note);
        _insert.Bind(19, payment.Balance.Word());
        _insert.Bind(20, payment.Arrived?.ToString(CultureInfo.InvariantCulture));
        return _insert.Run();
    }

    // What rows of one source have in common is bound once for all of them.
    private void BindSource(BoundStatement insert, WatchedSource source)
    {
        if (ReferenceEquals(source, _bound))
        {
            return;
        }

        insert.Bind(1, source.Id);
        insert.Bind(2, source.Settings.Kind);
        insert.Bind(3, source.Settings.Category);
        insert.Bind(4, (long)chainId);
        insert.Bind(5, source.Settings.Beneficiary);
        _bound = source;
    }

    // A balance that was read is not forgotten because nobody reads it now, and what a person released stays released.
    private bool Restate(WatchedSource source, Payment payment, Proof proof)
    {
        const string identity =
            "chain_id = @chainId AND block_number = @BlockNumber AND log_index = @LogIndex AND part = @Part AND block_hash = @BlockHash";
        var row = new
        {
            source.Id,
            chainId,
            payment.At.BlockNumber,
            payment.At.BlockHash,
            payment.At.LogIndex,
            payment.At.Part,
            payment.Token,
            payment.Amount,
            payment.Quarantine,
            payment.Arrived,
            balance = payment.Balance.Word(),
            wasRead = payment.Balance is BalanceCheck.Agreed or BalanceCheck.Disagreed,
            proof = ProofRows.Word(proof),
            stage = payment.Stage.Word(),
            payment.Note,
        };
        var before = Read(identity, row);
        var restated = connection.Execute(
            $"""
            UPDATE income SET orphaned_at = NULL, stage = @stage, note = @Note,
                amount = CASE WHEN claimed IS NULL THEN @Amount ELSE amount END,
                quarantine = CASE
                    WHEN EXISTS (SELECT 1 FROM income_release r WHERE r.income_id = income.id AND r.claimed = @Amount) THEN NULL
                    WHEN balance_check = 'disagreed' AND NOT @wasRead THEN quarantine
                    ELSE @Quarantine END,
                arrived = CASE WHEN balance_check = 'disagreed' AND NOT @wasRead THEN arrived ELSE @Arrived END,
                balance_check = CASE WHEN balance_check IN ('agreed', 'disagreed') AND NOT @wasRead THEN balance_check ELSE @balance END,
                proof = CASE WHEN proof = 'verified' THEN proof ELSE @proof END
            WHERE {identity} AND source_id = @Id AND token = @Token AND (coalesce(claimed, amount) = @Amount OR quarantine IS NOT NULL)
            """,
            row);
        if (before.Counts)
        {
            totals.TakeBack(source.Id, payment.Token, (before.Kind, before.Stage), before.OccurredAt, before.Amount);
        }

        var after = Read(identity, row);
        if (after.Counts)
        {
            totals.Add(source.Id, payment.Token, (after.Kind, after.Stage), after.OccurredAt, after.Amount);
        }

        if (before.IsQuarantined || after.IsQuarantined)
        {
            _doubted.Add(source.Id);
        }

        return restated == 1;
    }

    private Recorded Read(string identity, object row) => connection.QuerySingle<Recorded>(
        $"SELECT kind, stage, occurred_at, amount, orphaned_at IS NULL AND quarantine IS NULL AS counts, quarantine IS NOT NULL AS is_quarantined FROM income WHERE {identity}", row);

    private sealed class Recorded
    {
        public string Kind { get; init; } = "";

        public string Stage { get; init; } = "";

        public DateTimeOffset OccurredAt { get; init; }

        public BigInteger Amount { get; init; }

        public bool Counts { get; init; }

        public bool IsQuarantined { get; init; }
    }
}
