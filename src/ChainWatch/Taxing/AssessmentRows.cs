using System.Data.Common;
using Dapper;

namespace ChainWatch.Taxing;

/// <summary>Rows of <c>assessment</c>, of the rules they were made by, and of what stood in their way.</summary>
internal static class AssessmentRows
{
    /// <summary>Adds an assessment. One that is there already is not replaced here: that would be refused.</summary>
    public static void Add(DbConnection connection, long incomeId, Assessment assessment, DateTimeOffset now)
    {
        var (rule, working) = (assessment.Rule, assessment.Working);
        connection.Execute(
            "INSERT INTO tax_rule (version, rule_id, text, first_used_at) VALUES (@Version, @Id, @Text, @now) ON CONFLICT DO NOTHING",
            new { rule.Version, rule.Id, rule.Text, now });
        connection.Execute(
            """
            INSERT INTO assessment (income_id, jurisdiction, rule_id, rule_version, rule_category, tax_year, basis, allowance, currency,
                basis_points, due, explanation, assessed_at)
            VALUES (@incomeId, @Jurisdiction, @Id, @Version, @Category, @Year, @Basis, @Allowance, @Currency,
                @basisPoints, @Due, @explanation, @now)
            """,
            new
            {
                incomeId,
                assessment.Jurisdiction,
                rule.Id,
                rule.Version,
                rule.Category,
                assessment.Year,
                working.Basis,
                working.Allowance,
                working.Currency,
                basisPoints = working.EffectiveRate.Value,
                working.Due,
                explanation = working.ToJson(),
                now,
            });
    }

    /// <summary>
    /// Replaces an assessment by one of the same rule and keeps what stood. When it was made stays: that is its place in
    /// the order of the year.
    /// </summary>
    public static void Replace(DbConnection connection, long incomeId, Working working, long correctedId, string note, DateTimeOffset now)
    {
        connection.Execute(
            """
            INSERT INTO assessment_history (income_id, jurisdiction, rule_id, rule_version, rule_category, tax_year, basis, allowance, currency,
                basis_points, due, explanation, assessed_at, replaced_at, corrected_id, note)
            SELECT income_id, jurisdiction, rule_id, rule_version, rule_category, tax_year, basis, allowance, currency,
                basis_points, due, explanation, assessed_at, @now, @correctedId, @note
            FROM assessment WHERE income_id = @incomeId
            """,
            new { incomeId, now, correctedId, note });
        connection.Execute(
            """
            UPDATE assessment SET basis = @Basis, allowance = @Allowance, currency = @Currency, basis_points = @basisPoints, due = @Due,
                explanation = @explanation
            WHERE income_id = @incomeId
            """,
            new { incomeId, working.Basis, working.Allowance, working.Currency, basisPoints = working.EffectiveRate.Value, working.Due, explanation = working.ToJson() });
    }

    /// <summary>Notes why a payment has no assessment.</summary>
    public static void Note(DbConnection connection, long incomeId, Obstacle obstacle, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO assessment_obstacle (income_id, code, reason, noted_at) VALUES (@incomeId, @Code, @Reason, @now)
        ON CONFLICT (income_id) DO UPDATE SET code = excluded.code, reason = excluded.reason, noted_at = excluded.noted_at
            WHERE assessment_obstacle.reason <> excluded.reason
        """,
        new { incomeId, obstacle.Code, obstacle.Reason, now });

    /// <summary>
    /// Notes of final payments that do not stand why they have no assessment. One that returns is so never without a
    /// reason, even before it is looked at again.
    /// </summary>
    public static void NoteWhatDoesNotStand(DbConnection connection, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO assessment_obstacle (income_id, code, reason, noted_at)
        SELECT i.id, CASE WHEN i.orphaned_at IS NULL THEN 'quarantined' ELSE 'orphaned' END,
            CASE WHEN i.orphaned_at IS NULL THEN 'quarantined: ' || i.quarantine ELSE 'a reorg took the payment back' END, @now
        FROM income i
        JOIN chain c ON c.chain_id = i.chain_id
        LEFT JOIN assessment a ON a.income_id = i.id
        LEFT JOIN assessment_obstacle o ON o.income_id = i.id
        WHERE (i.orphaned_at IS NOT NULL OR i.quarantine IS NOT NULL) AND i.block_number <= c.final_block
            AND a.income_id IS NULL AND o.income_id IS NULL
        """,
        new { now });
}
