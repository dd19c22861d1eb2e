using System.Data.Common;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Taxing;

/// <summary>What came of one look for payments to assess.</summary>
/// <param name="Assessed">Payments that were assessed.</param>
/// <param name="Obstructed">Payments that could not be; the ledger says why.</param>
public sealed record AssessorResult(int Assessed, int Obstructed);

/// <summary>
/// Assesses the final payments that have no assessment yet, in the order in which they occurred. What is assessed
/// stands, whatever the configuration becomes later; what cannot be assessed is noted with its reason and tried again
/// the next time. Running it twice changes nothing.
/// </summary>
/// <param name="ledger">The ledger.</param>
/// <param name="settings">The rules.</param>
/// <param name="awaitsValues">Whether payments are valued: none is assessed before valuing has come to it.</param>
public sealed class Assessor(Ledger ledger, TaxSettings settings, bool awaitsValues = false)
{
    private const int Batch = 500;

    /// <summary>Assesses what can be assessed, some hundred payments to a transaction.</summary>
    public AssessorResult Run(DateTimeOffset now)
    {
        if (settings.Residencies.Count == 0)
        {
            return new AssessorResult(0, 0);
        }

        var result = new AssessorResult(0, 0);
        IReadOnlyList<Reach>? reach = null;
        var obstacles = new ObstacleAlerts();
        for (var after = IncomePosition.BeforeAll; ;)
        {
            var full = false;
            ledger.Write(connection =>
            {
                reach ??= ReadReach(connection);
                var unassessed = FinalIncome.ReadUnassessed(connection, after, Batch);
                result = Assess(connection, unassessed, result, obstacles, now);
                full = unassessed.Count == Batch;
                after = full ? unassessed[^1].Position : after;
                if (!full)
                {
                    AssessmentRows.NoteWhatDoesNotStand(connection, now);
                    Note(connection, reach, now);
                    obstacles.Tell(connection, now);
                }
            });
            if (!full)
            {
                return result;
            }
        }
    }

    private AssessorResult Assess(
        DbConnection connection, IReadOnlyList<FinalIncome> unassessed, AssessorResult result, ObstacleAlerts obstacles, DateTimeOffset now)
    {
        var years = YearBook.Open(connection);
        foreach (var income in unassessed)
        {
            var verdict = Verdict.On(income, settings, years, awaitsValues);
            if (verdict.Obstacle is { } obstacle)
            {
                AssessmentRows.Note(connection, income.Id, obstacle, now);
                if (!obstacle.IsPassing)
                {
                    obstacles.Add(income.Id, obstacle);
                }

                result = result with { Obstructed = result.Obstructed + 1 };
                continue;
            }

            AssessmentRows.Add(connection, income.Id, verdict.Assessment!, now);
            years.Add(verdict.Assessment!);
            result = result with { Assessed = result.Assessed + 1 };
        }

        return result;
    }

    // Taken before the first payment is looked at: what is recorded or becomes final meanwhile is for the next time.
    private static List<Reach> ReadReach(DbConnection connection) => connection.Query<Reach>(
        """
        SELECT chain_id, final_block, (SELECT coalesce(max(id), 0) FROM income) AS income_id
        FROM chain WHERE final_block IS NOT NULL
        """).AsList();

    private static void Note(DbConnection connection, IReadOnlyList<Reach> reach, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO assessment_reach (chain_id, final_block, income_id, looked_at) VALUES (@ChainId, @FinalBlock, @IncomeId, @now)
        ON CONFLICT (chain_id) DO UPDATE SET final_block = excluded.final_block, income_id = excluded.income_id, looked_at = excluded.looked_at
        """,
        reach.Select(row => new { row.ChainId, row.FinalBlock, row.IncomeId, now }));

    private sealed class Reach
    {
        public long ChainId { get; init; }

        public long FinalBlock { get; init; }

        public long IncomeId { get; init; }
    }
}
