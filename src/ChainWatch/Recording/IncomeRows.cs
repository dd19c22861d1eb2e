using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>
/// Rows of the table <c>income</c>, as one transaction adds them: many in a statement, because SQLite opens a table and its
/// indexes anew for each. What was added is only there once it is <see cref="Write">written</see>.
/// </summary>
internal sealed class IncomeRows(DbConnection connection, ulong chainId, TotalBook totals) : IDisposable
{
    private const int RowsAtOnce = 32;
    private const int ColumnCount = 20;

    private readonly List<Row> _pending = new(RowsAtOnce);
    private readonly HashSet<long> _doubted = [];
    private BoundStatement? _many;
    private BoundStatement? _one;

    /// <summary>Sources whose quarantined payments are others than before.</summary>
    public IReadOnlyCollection<long> Doubted => _doubted;

    /// <summary>
    /// Adds a payment. One that is there already is left as it is, and returns to life where it was orphaned; what was
    /// only quarantined may be restated.
    /// </summary>
    /// <exception cref="ChainWatchException">One that was added says something else of a payment than the row there.</exception>
    public void Add(WatchedSource source, Payment payment, Proof proof, BalanceCheck balance)
    {
        if (payment.IsShared)
        {
            Write();
            if (IsBookedElsewhere(source, payment))
            {
                return;
            }
        }

        _pending.Add(new Row(source, payment, proof, balance));
        if (_pending.Count == RowsAtOnce)
        {
            Write();
        }
    }

    /// <summary>Writes what was added.</summary>
    /// <exception cref="ChainWatchException">One says something else of a payment than the row there.</exception>
    public void Write()
    {
        var areAdded = _pending.Count == RowsAtOnce && AddTogether();
        foreach (var row in _pending)
        {
            if (areAdded || AddAlone(row))
            {
                Count(row.Source, row.Payment);
            }
            else if (!Restate(row))
            {
                throw Conflict.At(row.Payment.At, row.Source, chainId);
            }
        }

        _pending.Clear();
    }

    public void Dispose()
    {
        _many?.Dispose();
        _one?.Dispose();
    }

    private void Count(WatchedSource source, Payment payment)
    {
        if (payment.Quarantine is not null)
        {
            _doubted.Add(source.Id);
        }
        else
        {
            totals.Add(source.Id, payment.Token, (source.Settings.Kind, payment.Stage.Word()), payment.At.OccurredAt, payment.Amount);
        }
    }

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

    // True if none of them was there already; else none is added.
    private bool AddTogether()
    {
        _many ??= new BoundStatement(connection, Insert(RowsAtOnce));
        for (var row = 0; row < RowsAtOnce; row++)
        {
            Bind(_many, row * ColumnCount, _pending[row]);
        }

        return _many.TryRun();
    }

    private bool AddAlone(Row row)
    {
        _one ??= new BoundStatement(connection, Insert(1));
        Bind(_one, 0, row);
        return _one.TryRun();
    }

    private static string Insert(int rows) =>
        $"""
        INSERT INTO income (source_id, kind, category, chain_id, beneficiary, block_number, block_hash, log_index, part,
            transaction_hash, occurred_at, payer, token, amount, quarantine, proof, stage, note, balance_check, arrived)
        VALUES {string.Join(", ", Enumerable.Repeat($"({string.Join(", ", Enumerable.Repeat('?', ColumnCount))})", rows))}
        """;

    private void Bind(BoundStatement insert, int before, Row row)
    {
        var (source, payment, proof, balance) = row;
        insert.Bind(before + 1, source.Id);
        insert.Bind(before + 2, source.Settings.Kind);
        insert.Bind(before + 3, source.Settings.Category);
        insert.Bind(before + 4, (long)chainId);
        insert.Bind(before + 5, source.Settings.Beneficiary);
        insert.Bind(before + 6, (long)payment.At.BlockNumber);
        insert.Bind(before + 7, payment.At.BlockHash);
        insert.Bind(before + 8, payment.At.LogIndex);
        insert.Bind(before + 9, payment.At.Part);
        insert.Bind(before + 10, payment.At.TransactionHash);
        insert.Bind(before + 11, payment.At.OccurredAt);
        insert.Bind(before + 12, payment.Payer);
        insert.Bind(before + 13, payment.Token.Contract);
        insert.Bind(before + 14, payment.Amount);
        insert.Bind(before + 15, payment.Quarantine);
        insert.Bind(before + 16, ProofRows.Word(proof));
        insert.Bind(before + 17, payment.Stage.Word());
        insert.Bind(before + 18, payment.Note);
        insert.Bind(before + 19, balance.Word());
        insert.Bind(before + 20, payment.Arrived?.ToString(CultureInfo.InvariantCulture));
    }

    // A balance that was read is not forgotten because nobody reads it now, and what a person released stays released.
    private bool Restate(Row restated)
    {
        var (source, payment, proof, balance) = restated;
        const string identity =
            "chain_id = @chainId AND block_number = @BlockNumber AND log_index = @LogIndex AND part = @Part AND block_hash = @BlockHash AND beneficiary = @Beneficiary";
        var row = new
        {
            source.Id,
            source.Settings.Beneficiary,
            chainId,
            payment.At.BlockNumber,
            payment.At.BlockHash,
            payment.At.LogIndex,
            payment.At.Part,
            payment.Token,
            payment.Amount,
            payment.Quarantine,
            payment.Arrived,
            balance = balance.Word(),
            wasRead = balance is BalanceCheck.Agreed or BalanceCheck.Disagreed,
            proof = ProofRows.Word(proof),
            stage = payment.Stage.Word(),
            payment.Note,
        };
        var before = Read(identity, row);
        var changed = connection.Execute(
            $"""
            UPDATE income SET orphaned_at = NULL, stage = @stage,
                note = CASE WHEN balance_check IN ('agreed', 'disagreed') AND NOT @wasRead THEN note ELSE @Note END,
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

        return changed == 1;
    }

    private Recorded Read(string identity, object row) => connection.QuerySingle<Recorded>(
        $"SELECT kind, stage, occurred_at, amount, orphaned_at IS NULL AND quarantine IS NULL AS counts, quarantine IS NOT NULL AS is_quarantined FROM income WHERE {identity}", row);

    private readonly record struct Row(WatchedSource Source, Payment Payment, Proof Proof, BalanceCheck Balance);

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
