using ChainWatch.Configuration;
using ChainWatch.Primitives;

namespace ChainWatch.Taxing;

/// <summary>
/// Reads one entry of <c>Taxes:Jurisdictions</c>. What it leaves out is taken from the shipped example of the same
/// code; rules that it gives replace the example's.
/// </summary>
internal static class JurisdictionReader
{
    public static Jurisdiction Read(SectionReader section)
    {
        var code = section.Text("Code").ToUpperInvariant();
        var preset = Presets.Find(code);
        var (min, max) = ReadRange(section.OptionalSection("Range"), preset);
        var jurisdiction = new Jurisdiction(code, section.Text("Name", preset?.Name ?? code), min, max, [], IsExample: false);

        var rules = section.Sections("Rules").Select(rule => RuleReader.Read(rule, jurisdiction)).ToList();
        var rate = Rates.ReadOptional(section, "BasisPoints", min, max, $"the range of {code}");
        section.RefuseUnknownKeys();
        if (rate is not null && rules.Count > 0)
        {
            section.Problem("BasisPoints", "beside Rules it would not be read: remove it, or give the rules alone");
        }

        RefuseAmbiguity(section, rules);
        return rules.Count > 0 ? jurisdiction with { Rules = rules }
            : rate is { } flat ? jurisdiction.At(flat)
            : min == max ? jurisdiction.At(min)
            : jurisdiction;
    }

    private static (BasisPoints Min, BasisPoints Max) ReadRange(SectionReader? section, Jurisdiction? preset)
    {
        var (least, most) = (new BasisPoints(0), new BasisPoints(BasisPoints.Whole));
        if (section is null)
        {
            return (preset?.Min ?? least, preset?.Max ?? most);
        }

        var min = Rates.ReadOptional(section, "Min", least, most, "what a rate can be") ?? least;
        var max = Rates.ReadOptional(section, "Max", least, most, "what a rate can be") ?? most;
        section.RefuseUnknownKeys();
        if (max < min)
        {
            section.Problem("Max", $"{max.Value} is below Min, {min.Value}: exchange them");
        }

        return (min, max);
    }

    private static void RefuseAmbiguity(SectionReader section, List<TaxRule> rules)
    {
        foreach (var same in rules.GroupBy(rule => (rule.Category.ToUpperInvariant(), rule.Stage, rule.From)).Where(same => same.Count() > 1))
        {
            var first = same.First();
            section.Problem("Rules", $"two rules for category {first.Category} and stage {first.Stage} begin on {Days.Show(first.From)}: leave one of them, or give them different From dates");
        }

        foreach (var same in rules.GroupBy(rule => rule.Id).Where(same => same.Count() > 1))
        {
            section.Problem("Rules", $"two rules have the Id '{same.Key}': give each its own");
        }
    }
}
