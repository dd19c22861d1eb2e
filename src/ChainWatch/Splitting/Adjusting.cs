using System.Data.Common;
using System.Numerics;
using ChainWatch.Storage;
using ChainWatch.Taxing;
using Dapper;

namespace ChainWatch.Splitting;

/// <summary>
/// A corrected value changes what is due: assessments and dues change in one transaction, so that they never differ. What
/// was escrowed beyond the new due is credit of its token; what is due beyond what was escrowed is outstanding.
/// </summary>
public static class Adjusting
{
    /// <summary>Makes a payment's assessment anew, and those that lie above it in its year.</summary>
    /// <returns>What became of each assessment that changed, the corrected payment among them.</returns>
    /// <exception cref="ChainWatchException">It cannot be made anew, or less would be due than was paid to the authority.</exception>
    public static IReadOnlyList<Reassessed> Run(Ledger ledger, long incomeId, string note, DateTimeOffset now)
    {
        IReadOnlyList<Reassessed> changed = [];
        ledger.Write(connection =>
        {
            changed = Reassessment.Make(connection, incomeId, note, now);
            var balances = DueLedger.ReadBalances(connection).Where(balance => balance.IncomeId is not null).ToDictionary(balance => balance.IncomeId!.Value);
            foreach (var one in changed)
            {
                var balance = balances.GetValueOrDefault(one.IncomeId);
                RequireUnsettled(one, balance);
                Enter(connection, one.IncomeId, one.After - (balance?.Due ?? 0), now);
            }
        });
        return changed;
    }

    // What the authority has is in no escrow any more: it cannot be credit for other dues.
    private static void RequireUnsettled(Reassessed one, DueBalance? balance)
    {
        if (balance?.Settled > one.After)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "settled",
                $"Nothing was changed: of income {one.IncomeId} {balance.Settled} base units were paid to the authority already, and only {one.After} would be due.",
                "Claim it back in the tax return; the ledger keeps what was paid.");
        }
    }

    private static void Enter(DbConnection connection, long incomeId, BigInteger amount, DateTimeOffset now)
    {
        if (!amount.IsZero)
        {
            connection.Execute(
                """
                INSERT INTO due_entry (income_id, sequence, chain_id, token, amount, kind, entered_at)
                SELECT i.id, (SELECT coalesce(max(sequence) + 1, 0) FROM due_entry WHERE income_id = i.id), i.chain_id, i.token, @amount, 'adjusted', @now
                FROM income i WHERE i.id = @incomeId
                """,
                new { incomeId, amount, now });
        }
    }
}
