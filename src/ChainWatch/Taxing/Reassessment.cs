using System.Data.Common;
using System.Numerics;

namespace ChainWatch.Taxing;

/// <summary>A due that came out otherwise when its assessment was made anew.</summary>
/// <param name="IncomeId">The payment.</param>
/// <param name="Before">What was due by the assessment that stood, in base units.</param>
/// <param name="After">What is due now.</param>
public sealed record Reassessed(long IncomeId, BigInteger Before, BigInteger After);

/// <summary>
/// An assessment made anew because a person corrected what the payment was worth: by the rule that it was assessed by,
/// whatever the configuration is now. Those of the same year that were assessed after it lie above it, and are made anew
/// by their own rules and values where what lies below them changed: else a part of a bracket or of an allowance would
/// be taxed twice, or never.
/// </summary>
public static class Reassessment
{
    private const int LongestNote = 1000;

    /// <summary>Replaces the assessments and keeps what stood; the dues are the caller's to adjust, in the same transaction.</summary>
    /// <exception cref="ChainWatchException">There is no such assessment, no person corrected its value, or nothing follows from the correction.</exception>
    public static IReadOnlyList<Reassessed> Make(DbConnection connection, long incomeId, string note, DateTimeOffset now)
    {
        if (note.Trim() is not { Length: > 0 and <= LongestNote } kept)
        {
            throw Refuse("no-note", $"The note must say why, in {LongestNote} characters at most.", $"Type for example: chainwatch tax reassess {incomeId} --note \"price corrected to the exchange's\"");
        }

        var corrected = Find(connection, incomeId);
        var changed = new List<Reassessed>();
        var year = new YearTotals();
        var isAbove = false;
        foreach (var row in AssessedRow.ReadYear(connection, corrected.Jurisdiction, corrected.TaxYear))
        {
            isAbove |= row.IncomeId == incomeId;
            var working = isAbove ? row.Again(year, row.IncomeId == incomeId) : row.Working;
            year.Add(row.RuleCategory, working.Basis, working.Allowance, working.Currency);
            if (working.ToJson() != row.Explanation)
            {
                AssessmentRows.Replace(connection, row.IncomeId, working, incomeId, kept, now);
                changed.Add(new Reassessed(row.IncomeId, row.Due, working.Due));
            }
        }

        return changed.Count > 0 ? changed : throw Refuse(
            "nothing-to-reassess", $"Income {incomeId} is assessed by the value that it has.", $"See how with: chainwatch income show {incomeId}");
    }

    private static AssessedRow Find(DbConnection connection, long incomeId) => AssessedRow.Find(connection, incomeId) switch
    {
        null => throw Refuse("not-assessed", $"Income {incomeId} has no assessment.", $"See why with: chainwatch income show {incomeId}"),
        { Stands: false } => throw Refuse("orphaned", $"Income {incomeId} does not stand: nothing is due of it.", $"See it with: chainwatch income show {incomeId}"),
        { IsCorrected: false } => throw Refuse(
            "not-corrected", $"No person has valued income {incomeId}: its assessment stands.", $"Correct its value first: chainwatch income value {incomeId} --price P --note \"why\""),
        { Value: var value, Working.Currency: { } currency } when value.Currency != currency => throw Refuse(
            "other-currency", $"Income {incomeId} was assessed in {currency} and is valued in {value.Currency}.", $"Value it in {currency}, with Pricing:Currency as it was."),
        var row => row,
    };

    private static ChainWatchException Refuse(string code, string message, string hint) => new(Refusal.Refused, code, message, hint);
}
