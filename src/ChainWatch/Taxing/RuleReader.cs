using System.Numerics;
using ChainWatch.Configuration;
using ChainWatch.Primitives;

namespace ChainWatch.Taxing;

/// <summary>Reads one entry of a jurisdiction's <c>Rules</c>.</summary>
internal static class RuleReader
{
    public static TaxRule Read(SectionReader section, Jurisdiction jurisdiction)
    {
        var category = section.Text("Category", "*");
        var stage = section.OneOf("Stage", Stages.All, TaxRule.Received);
        var (from, to) = Days.ReadSpan(section);
        var rule = new TaxRule(
            section.Text("Id", DefaultId(jurisdiction.Code, category, stage, from)),
            category,
            stage,
            ReadBrackets(section, jurisdiction),
            section.Text("Allowance", "0") is var allowance ? FiatUnits(section, "Allowance", allowance) : 0,
            from,
            to);
        if (category.TrimEnd('*').Contains('*', StringComparison.Ordinal) || category.EndsWith("**", StringComparison.Ordinal))
        {
            section.Problem("Category", $"'{category}' has a * that is not its end: write a category, its beginning and *, or * alone");
        }

        section.RefuseUnknownKeys();
        return rule;
    }

    private static string DefaultId(string code, string category, string stage, DateOnly from) =>
        $"{code}/{category}" + (stage == TaxRule.Received ? "" : $"/{stage}") + (from == DateOnly.MinValue ? "" : $"@{Days.Show(from)}");

    private static IReadOnlyList<Bracket> ReadBrackets(SectionReader section, Jurisdiction jurisdiction)
    {
        var flat = section.Text("BasisPoints", "").Length > 0;
        var rate = Rate(section, jurisdiction);
        var brackets = section.Sections("Brackets").Select(bracket => ReadBracket(bracket, jurisdiction)).ToList();
        if (flat == (brackets.Count > 0))
        {
            section.Problem("BasisPoints", flat
                ? "a rule has a flat rate or Brackets: remove one of them"
                : $"missing: set a rate from {jurisdiction.Min.Value} to {jurisdiction.Max.Value}, or give Brackets");
            return [new Bracket(null, jurisdiction.Min)];
        }

        if (flat)
        {
            return [new Bracket(null, rate ?? jurisdiction.Min)];
        }

        var ascending = brackets.Zip(brackets.Skip(1)).All(pair => pair.First.UpTo < (pair.Second.UpTo ?? pair.First.UpTo + 1));
        if (!ascending || brackets[^1].UpTo is not null || brackets[0].UpTo <= 0)
        {
            section.Problem("Brackets", "they must ascend, and the last one must have no UpTo: order them by UpTo and end with one that has a rate alone");
        }

        return brackets;
    }

    private static Bracket ReadBracket(SectionReader section, Jurisdiction jurisdiction)
    {
        var upTo = section.Text("UpTo", "");
        var wrong = section.Text("BasisPoints", "").Length == 0;
        if (wrong)
        {
            section.Problem("BasisPoints", $"missing: set a rate from {jurisdiction.Min.Value} to {jurisdiction.Max.Value}");
        }

        var bracket = new Bracket(upTo.Length == 0 ? null : FiatUnits(section, "UpTo", upTo), Rate(section, jurisdiction) ?? jurisdiction.Min);
        section.RefuseUnknownKeys();
        return bracket;
    }

    private static BasisPoints? Rate(SectionReader section, Jurisdiction jurisdiction) =>
        Rates.ReadOptional(section, "BasisPoints", jurisdiction.Min, jurisdiction.Max, $"the range of {jurisdiction.Code} ({jurisdiction.Name})");

    private static BigInteger FiatUnits(SectionReader section, string key, string text)
    {
        if (!FiatAmount.TryParse("", text, out var amount) || amount.Units.Sign < 0)
        {
            section.Problem(key, $"'{text}' is not an amount of the currency: write it as 50000 or 1250.50, with at most {FiatAmount.Decimals} digits after the point");
        }

        return amount.Units;
    }
}
