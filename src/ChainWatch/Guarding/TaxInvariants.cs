using System.Data.Common;
using System.Numerics;
using ChainWatch.Splitting;
using ChainWatch.Taxing;
using Dapper;

namespace ChainWatch.Guarding;

/// <summary>What must hold of assessments and dues. Each returns what breaks it, the first that is found.</summary>
internal static class TaxInvariants
{
    /// <summary>A rule's version is the hash of its text, and every due, also one that was replaced, follows from its rule and its explanation.</summary>
    public static string? FindWrongAssessment(DbConnection connection)
    {
        var rules = new Dictionary<string, TaxRule>();
        foreach (var (version, text) in connection.Query<(string Version, string Text)>("SELECT version, text FROM tax_rule"))
        {
            if (TaxRule.VersionOf(text) != version)
            {
                return $"rule {version}: its text was changed";
            }

            rules.Add(version, TaxRule.Parse(text));
        }

        return connection.Query<AssessmentRow>(
            """
            SELECT a.income_id, a.rule_version, a.basis, a.allowance, a.basis_points, a.due, a.explanation, i.amount FROM (
                SELECT income_id, rule_version, basis, allowance, basis_points, due, explanation FROM assessment
                UNION ALL SELECT income_id, rule_version, basis, allowance, basis_points, due, explanation FROM assessment_history
            ) a
            JOIN income i ON i.id = a.income_id ORDER BY a.income_id
            """,
            buffered: false).Select(row => row.FindError(rules[row.RuleVersion])).FirstOrDefault(error => error is not null);
    }

    /// <summary>Final payments that the last look could see have an assessment or a reason why not.</summary>
    public static string? FindForgotten(DbConnection connection) => connection.QueryFirstOrDefault<string>(
        """
        SELECT 'income ' || i.id FROM income i
        JOIN assessment_reach r ON r.chain_id = i.chain_id AND i.block_number <= r.final_block AND i.id <= r.income_id
        LEFT JOIN assessment a ON a.income_id = i.id
        LEFT JOIN assessment_obstacle o ON o.income_id = i.id
        WHERE i.orphaned_at IS NULL AND i.quarantine IS NULL AND a.income_id IS NULL AND o.income_id IS NULL
        ORDER BY i.id
        """);

    /// <summary>
    /// An income's due entries sum to its due or to nothing: to its due once the splitter has seen it stand, to nothing
    /// once it has seen it orphaned.
    /// </summary>
    public static string? FindWrongDue(DbConnection connection)
    {
        var rows = connection.Query<DueRow>(
            """
            SELECT i.id, a.due, i.orphaned_at < p.ran_at AS is_seen_orphaned,
                i.orphaned_at IS NULL AND i.quarantine IS NULL
                    AND (a.assessed_at < p.ran_at OR p.assessments = (SELECT count(*) FROM assessment)) AS is_seen_standing,
                e.amount
            FROM income i
            CROSS JOIN splitting_pass p
            LEFT JOIN assessment a ON a.income_id = i.id
            LEFT JOIN due_entry e ON e.income_id = i.id
            WHERE a.income_id IS NOT NULL OR e.income_id IS NOT NULL
            ORDER BY i.id, e.sequence
            """).GroupBy(row => row.Id);
        foreach (var income in rows)
        {
            var row = income.First();
            var (booked, due) = (income.Aggregate(BigInteger.Zero, (sum, entry) => sum + (entry.Amount ?? 0)), row.Due ?? 0);
            var entries = income.Count(entry => entry.Amount is not null);
            if ((booked != due && !booked.IsZero)
                || (row.IsSeenOrphaned == true && !booked.IsZero)
                || (row.IsSeenStanding == true && !due.IsZero && entries == 0))
            {
                return $"income {income.Key}: its {entries} due entries sum to {booked}, and {due} was assessed";
            }
        }

        return null;
    }

    /// <summary>For each token, Σ due = Σ escrowed + outstanding − credit, the sums being those of the bare entries.</summary>
    public static string? FindImbalance(DbConnection connection)
    {
        var outstanding = DueLedger.ReadOutstanding(connection).ToDictionary(token => (token.ChainId, token.Token), token => token.Total);
        var credit = DueLedger.ReadBalances(connection).GroupBy(balance => (balance.ChainId, balance.Token))
            .ToDictionary(token => token.Key, token => token.Aggregate(BigInteger.Zero, (sum, balance) => sum + balance.Credit));
        var due = Sums(connection, "due_entry");
        var escrowed = Sums(connection, "escrow_entry");
        foreach (var token in due.Keys.Union(escrowed.Keys))
        {
            var (owed, moved) = (due.GetValueOrDefault(token), escrowed.GetValueOrDefault(token));
            if (owed != moved + outstanding.GetValueOrDefault(token) - credit.GetValueOrDefault(token))
            {
                return $"chain {token.ChainId}, token {token.Token}: {owed} due, {moved} escrowed, {outstanding.GetValueOrDefault(token)} outstanding, {credit.GetValueOrDefault(token)} credit";
            }
        }

        return null;
    }

    /// <summary>Entries are of the chain and token of their income, and none moved a negative sum into escrow or out of it.</summary>
    public static string? FindStrayEntry(DbConnection connection)
    {
        foreach (var journal in new[] { "due_entry", "escrow_entry", "settlement_entry" })
        {
            if (connection.QueryFirstOrDefault<long?>(
                $"SELECT e.id FROM {journal} e JOIN income i ON i.id = e.income_id WHERE i.chain_id <> e.chain_id OR i.token <> e.token ORDER BY e.id") is { } id)
            {
                return $"{journal} {id} is of another token than its income";
            }
        }

        return DueLedger.ReadBalances(connection).FirstOrDefault(balance => balance.Due.Sign < 0 || balance.Escrowed.Sign < 0 || balance.Settled.Sign < 0) is { } negative
            ? $"income {negative.IncomeId}: {negative.Due} due, {negative.Escrowed} escrowed, {negative.Settled} settled"
            : null;
    }

    private static Dictionary<(ulong ChainId, Primitives.Token Token), BigInteger> Sums(DbConnection connection, string journal) =>
        connection.Query<EntryRow>($"SELECT chain_id, token, amount FROM {journal}").GroupBy(row => (row.ChainId, row.Token))
            .ToDictionary(rows => rows.Key, rows => rows.Aggregate(BigInteger.Zero, (sum, row) => sum + row.Amount));

    private sealed class EntryRow
    {
        public ulong ChainId { get; init; }

        public Primitives.Token Token { get; init; }

        public BigInteger Amount { get; init; }
    }

    private sealed class DueRow
    {
        public long Id { get; init; }

        public BigInteger? Due { get; init; }

        public bool? IsSeenOrphaned { get; init; }

        public bool? IsSeenStanding { get; init; }

        public BigInteger? Amount { get; init; }
    }

    private sealed class AssessmentRow
    {
        public long IncomeId { get; init; }

        public string RuleVersion { get; init; } = "";

        public BigInteger? Basis { get; init; }

        public BigInteger Allowance { get; init; }

        public int BasisPoints { get; init; }

        public BigInteger Due { get; init; }

        public string Explanation { get; init; } = "";

        public BigInteger Amount { get; init; }

        public string? FindError(TaxRule rule)
        {
            var told = Working.Parse(Explanation);
            var again = told.Again(rule);
            return told.Amount != Amount ? $"income {IncomeId}: {Amount} was paid, {told.Amount} was assessed"
                : again.Due != Due || told.Due != Due ? $"income {IncomeId}: {Due} is due by the assessment, {told.Due} by its explanation, {again.Due} follows"
                : again.Basis != Basis || again.Allowance != Allowance || again.EffectiveRate.Value != BasisPoints || again.ToJson() != Explanation
                    ? $"income {IncomeId}: its explanation does not follow from its rule"
                    : null;
        }
    }
}
