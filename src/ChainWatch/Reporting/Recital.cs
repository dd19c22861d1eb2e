using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Taxing;

namespace ChainWatch.Reporting;

/// <summary>A working in words, step by step, so that a person can follow it with a pencil.</summary>
internal static class Recital
{
    public static IReadOnlyList<string> Of(TaxRule rule, Working working, Func<BigInteger, Amount> amount)
    {
        FiatAmount In(BigInteger units) => new(working.Currency!, units);
        var steps = new List<string> { $"rule {rule.Id}: {Range(rule)}" };
        if (working.Untaxed is { } untaxed)
        {
            return [.. steps, $"nothing is owed: {untaxed}"];
        }

        if (!working.Withheld.IsZero)
        {
            steps.Add($"{working.WithheldRate} was withheld at source: {amount(working.Gross)} gross less {amount(working.Withheld)} is the {amount(working.Amount)} that arrived");
        }

        if (rule.NeedsValue)
        {
            steps.Add($"worth {In(working.Basis!.Value)}, on top of {In(working.YearSoFar)} taxed this year so far");
            if (!rule.Allowance.IsZero)
            {
                steps.Add($"{In(working.Allowance)} is free: {In(working.AllowanceUsedBefore)} of the allowance of {In(rule.Allowance)} was used before");
            }
        }

        steps.AddRange(working.Slices.Select(slice => slice.Units is { } units
            ? $"{In(units)} at {slice.Rate}"
            : $"{amount(working.Gross)} at {slice.Rate}"));
        steps.Add($"tax: {amount(working.Tax)}, rounded up to a base unit");
        if (!working.Withheld.IsZero)
        {
            steps.Add($"less what was withheld: {amount(working.Due)} is owed");
        }

        return steps;
    }

    private static string Range(TaxRule rule) =>
        $"category {rule.Category}, stage {rule.Stage}{Day(" from ", rule.From)}{Day(" to ", rule.To)}";

    private static string Day(string word, DateOnly day) =>
        day == DateOnly.MinValue || day == DateOnly.MaxValue ? "" : word + day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
