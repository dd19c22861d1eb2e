using System.Data.Common;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Splitting;

/// <summary>
/// Brings the dues in line with the assessments: enters what was assessed, takes back by a counter-entry what a reorg
/// took back, and enters it again when its block returns. Nothing is entered twice: an income's entries sum to its due
/// while it stands, and to nothing while it does not.
/// </summary>
public sealed class Splitter(Ledger ledger)
{
    /// <summary>Enters what is missing; returns how many entries that were.</summary>
    public int Run(DateTimeOffset now)
    {
        var entered = 0;
        ledger.Write(connection =>
        {
            entered = 0;
            foreach (var change in ReadChanges(connection))
            {
                Enter(connection, change, now);
                entered++;
            }

            connection.Execute(
                """
                INSERT INTO splitting_pass (id, ran_at, assessments) VALUES (1, @now, (SELECT count(*) FROM assessment))
                ON CONFLICT (id) DO UPDATE SET ran_at = excluded.ran_at, assessments = excluded.assessments
                """,
                new { now });
        });
        return entered;
    }

    // The last entry tells whether the due is in the books, and the payment whether it ought to be: where both say the
    // same there is nothing to do. What a reorg took back before its due was entered has nothing to reverse.
    private static List<Change> ReadChanges(DbConnection connection) => connection.Query<Change>(
        """
        SELECT a.income_id, i.chain_id, i.token, a.due, last.kind AS last_kind, coalesce(last.sequence + 1, 0) AS sequence,
            i.orphaned_at IS NULL AND i.quarantine IS NULL AS stands
        FROM assessment a
        JOIN income i ON i.id = a.income_id
        LEFT JOIN due_entry last ON last.income_id = a.income_id
            AND last.sequence = (SELECT max(sequence) FROM due_entry WHERE income_id = a.income_id)
        WHERE (last.id IS NULL OR last.kind = 'reversed') = (i.orphaned_at IS NULL AND i.quarantine IS NULL) AND a.due <> '0'
        ORDER BY i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part, i.id
        """).AsList();

    private static void Enter(DbConnection connection, Change change, DateTimeOffset now)
    {
        var booked = connection.Query<BigInteger>("SELECT amount FROM due_entry WHERE income_id = @IncomeId", new { change.IncomeId })
            .Aggregate(BigInteger.Zero, (sum, amount) => sum + amount);
        connection.Execute(
            """
            INSERT INTO due_entry (income_id, sequence, chain_id, token, amount, kind, entered_at)
            VALUES (@IncomeId, @Sequence, @ChainId, @Token, @amount, @Kind, @now)
            """,
            new { change.IncomeId, change.Sequence, change.ChainId, change.Token, amount = change.Target - booked, change.Kind, now });
    }

    private sealed class Change
    {
        public long IncomeId { get; init; }

        public long ChainId { get; init; }

        public Token Token { get; init; }

        public BigInteger Due { get; init; }

        public string? LastKind { get; init; }

        public long Sequence { get; init; }

        public bool Stands { get; init; }

        public string Kind => !Stands ? "reversed" : LastKind is null ? "assessed" : "restored";

        public BigInteger Target => Stands ? Due : 0;
    }
}
