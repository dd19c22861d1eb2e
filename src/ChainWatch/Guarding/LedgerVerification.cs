using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Guarding;

/// <summary>One invariant of the ledger.</summary>
/// <param name="Name">What must hold, as a sentence.</param>
/// <param name="Broken">What breaks it, the first that was found; null while it holds.</param>
public sealed record Invariant(string Name, string? Broken);

/// <summary>Does the ledger still say what it must? Every invariant is checked against the rows as they are now.</summary>
public static class LedgerVerification
{
    private const string Soundness = "the file is sound";

    private static readonly (string Name, Func<DbConnection, string?> FindBreach)[] Invariants =
    [
        (Soundness, connection =>
            connection.ExecuteScalar<string>("PRAGMA integrity_check(1)") is var said && said != "ok" ? said : null),
        ("every row belongs to a source, a chain and a token that exist", connection =>
            connection.QueryFirstOrDefault<string>("SELECT \"table\" || ' row ' || rowid FROM pragma_foreign_key_check")),
        ("the newest blocks are each the child of the one before", connection => Row(connection,
            """
            SELECT 'block ' || child.number || ' of chain ' || child.chain_id FROM block child
            JOIN block parent ON parent.chain_id = child.chain_id AND parent.number = child.number - 1
            WHERE child.parent_hash <> parent.hash
            """)),
        ("what stands in a recorded block names that block", connection => Row(connection,
            """
            SELECT 'income ' || i.id FROM income i
            JOIN block b ON b.chain_id = i.chain_id AND b.number = i.block_number
            WHERE i.orphaned_at IS NULL AND i.block_hash <> b.hash
            """)),
        ("no two standing payments to a wallet are the same log of the same height", connection => Row(connection,
            """
            SELECT 'income ' || min(id) || ' and ' || max(id) FROM income WHERE orphaned_at IS NULL
            GROUP BY chain_id, block_number, log_index, part, beneficiary HAVING count(*) > 1
            """)),
        ("every amount is a whole number of base units, and not zero", FindBadAmount),
        ("every vault gain follows from the movements before it", FindWrongGain),
        ("what accrued is what balances grew beside what was put in and taken out", AccrualInvariants.FindWrongGrowth),
        ("every accrued row has a balance that it follows from", AccrualInvariants.FindGroundless),
        ("every value follows from its evidence, and is that of the recorded amount", ValueVerification.FindWrongValue),
        ("every due follows from its rule and its explanation", TaxInvariants.FindWrongAssessment),
        ("every final payment is assessed, or it is noted why not", TaxInvariants.FindForgotten),
        ("every due is in the books once while its payment stands, and not while it is orphaned", TaxInvariants.FindWrongDue),
        ("every entry is in the token of its income", TaxInvariants.FindStrayEntry),
        ("of the transactions sent with one nonce of an account, one at most is mined", connection => Row(connection,
            """
            SELECT 'sending ' || min(id) || ' and ' || max(id) FROM sending WHERE mined_in_block IS NOT NULL
            GROUP BY chain_id, sender, nonce HAVING count(*) > 1
            """)),
        ("no proposal is carried out twice, nor under way twice", connection => Row(connection,
            """
            SELECT 'proposal ' || proposal_id FROM sending WHERE proposal_id IS NOT NULL AND (succeeded = 1 OR closed_at IS NULL)
            GROUP BY proposal_id HAVING count(DISTINCT hex(sender) || nonce) > 1
            """)),
        ("every proposal moves what the ledger says, of each token what its dues sum to", ProposalVerification.FindDiffering),
        ("no proposal is counted for more of a token than it moved", ProposalVerification.FindOverCounted),
        ("for each token, what is due is what is escrowed and outstanding, less credit", TaxInvariants.FindImbalance),
        ("every export has the lines that it was entered with", connection => Row(connection,
            """
            SELECT 'export ' || e.id || ': ' || e.rows || ' lines were entered, ' || count(r.id) || ' are there' FROM export e
            LEFT JOIN export_row r ON r.export_id = e.id GROUP BY e.id HAVING count(r.id) <> e.rows
            """)),
        ("what was exported is kept, to be taken back", connection => Row(connection,
            """
            WITH told AS (SELECT export_id, count(*) AS lines FROM export_row WHERE fingerprint <> '' AND reversal IS NULL GROUP BY export_id),
                kept AS (SELECT r.export_id, sum(p.kept) AS lines FROM export_pack p JOIN export_row r ON r.id = p.first_row GROUP BY r.export_id)
            SELECT 'export ' || t.export_id || ': ' || t.lines || ' lines told something, ' || coalesce(k.lines, 0) || ' are kept' FROM told t
            LEFT JOIN kept k ON k.export_id = t.export_id WHERE coalesce(k.lines, 0) <> t.lines
            """)),
        ("every total is the sum of the payments that stand", FindWrongTotal),
    ];

    /// <summary>Checks one invariant after the other and ends with the first broken one.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="withProofs">Whether the evidence of every row is checked again too, which takes longer.</param>
    public static IReadOnlyList<Invariant> Run(Ledger ledger, bool withProofs = false) => ledger.Read(connection =>
    {
        var checkedSoFar = new List<Invariant>();
        foreach (var (name, findBreach) in withProofs ? [.. Invariants, (ProofVerification.Name, ProofVerification.FindUnproved)] : Invariants)
        {
            checkedSoFar.Add(new Invariant(name, findBreach(connection)));
            if (checkedSoFar[^1].Broken is not null)
            {
                break;
            }
        }

        return checkedSoFar;
    });

    /// <summary>What a person is to be told of the first invariant that is broken; null where all hold.</summary>
    public static ChainWatchException? Failure(string file, IReadOnlyList<Invariant> invariants)
    {
        ArgumentNullException.ThrowIfNull(invariants);
        return invariants[^1] switch
        {
            { Broken: null } => null,
            { Broken: { } damage, Name: Soundness } => LedgerFailure.Damaged(file, damage),
            { Broken: { } broken, Name: var name } => new ChainWatchException(
                Refusal.Refused, "broken-invariant", $"Ledger: {file}: it does not hold that {name}: {broken}.", "Keep a copy of the ledger file as it is before anything else is done."),
        };
    }

    private static string? Row(DbConnection connection, string sql) => connection.QueryFirstOrDefault<string>(sql);

    private static string? FindBadAmount(DbConnection connection) => connection
        .Query<(long Id, string Amount)>("SELECT id, amount FROM income", buffered: false)
        .Where(row => !BigInteger.TryParse(row.Amount, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var amount)
            || amount.IsZero || amount.ToString(CultureInfo.InvariantCulture) != row.Amount)
        .Select(row => $"income {row.Id}: '{row.Amount}'")
        .FirstOrDefault();

    private static string? FindWrongTotal(DbConnection connection)
    {
        ExactSum.Register(connection);
        return Row(connection,
            """
            WITH counted AS (
                SELECT source_id, chain_id, token, kind, stage, CAST(strftime('%Y', occurred_at, 'unixepoch') AS INTEGER) AS year, count(*) AS payments, exact_sum(amount) AS amount
                FROM income WHERE orphaned_at IS NULL AND quarantine IS NULL GROUP BY 1, 2, 3, 4, 5, 6),
            kept AS (SELECT source_id, chain_id, token, kind, stage, year, payments, amount FROM income_total)
            SELECT 'source ' || source_id || ' in ' || year || ': ' || payments || ' payments of ' || amount || ' follow' FROM (SELECT * FROM counted EXCEPT SELECT * FROM kept)
            UNION ALL
            SELECT 'source ' || source_id || ' in ' || year || ': ' || payments || ' payments of ' || amount || ' are recorded' FROM (SELECT * FROM kept EXCEPT SELECT * FROM counted)
            """);
    }

    private static string? FindWrongGain(DbConnection connection)
    {
        var gains = connection.Query<GainRow>(
            """
            SELECT m.source_id, m.contract, m.beneficiary, m.direction, m.assets, m.shares, i.id, i.amount FROM movement m
            LEFT JOIN income i ON i.source_id = m.source_id AND i.block_hash = m.block_hash AND i.log_index = m.log_index AND i.log_index <> @NoLog AND i.quarantine IS NULL
                AND i.id NOT IN (SELECT income_id FROM income_release)
            WHERE m.orphaned_at IS NULL ORDER BY m.source_id, m.block_number, m.log_index, m.part
            """,
            new { AccrualBook.NoLog }).GroupBy(row => (row.SourceId, row.Contract, row.Beneficiary));
        foreach (var source in gains)
        {
            var held = Holding.None;
            foreach (var row in source)
            {
                if (row.Direction == Direction.Withdrawal && row.Id is { } id && row.Amount != row.Assets - held.CostOf(row.Shares))
                {
                    return $"income {id}: {row.Amount} is recorded, {row.Assets - held.CostOf(row.Shares)} follows";
                }

                held = held.After(row.Direction, row.Assets, row.Shares);
            }
        }

        return null;
    }

    private sealed class GainRow
    {
        public long SourceId { get; init; }

        public Address Contract { get; init; }

        public Address Beneficiary { get; init; }

        public Direction Direction { get; init; }

        public BigInteger Assets { get; init; }

        public BigInteger Shares { get; init; }

        public long? Id { get; init; }

        public BigInteger? Amount { get; init; }
    }
}
