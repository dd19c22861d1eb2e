using System.Data.Common;
using Dapper;

namespace ChainWatch.Taxing;

/// <summary>Rows of <c>assessment</c>, of the rules they were made by, and of what stood in their way.</summary>
internal static class AssessmentRows
{
    /// <summary>Adds an assessment. One that is there already is never replaced: that would be refused here.</summary>
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

    /// <summary>Notes why a payment has no assessment.</summary>
    public static void Note(DbConnection connection, long incomeId, Obstacle obstacle, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO assessment_obstacle (income_id, code, reason, noted_at) VALUES (@incomeId, @Code, @Reason, @now)
        ON CONFLICT (income_id) DO UPDATE SET code = excluded.code, reason = excluded.reason, noted_at = excluded.noted_at
            WHERE assessment_obstacle.reason <> excluded.reason
        """,
        new { incomeId, obstacle.Code, obstacle.Reason, now });
}
