using ChainWatch.Primitives;
using ChainWatch.Taxing;

namespace ChainWatch.Tests.Taxing;

public sealed class JurisdictionTests
{
    [Theory]
    [InlineData("Royalty", "royalty")]
    [InlineData("ROYALTY", "royalty")]
    [InlineData("Royalty-Film", "beginning")]
    [InlineData("Roy", "all")]
    [InlineData("Dividend", "all")]
    public void The_rule_that_names_the_category_most_closely_is_taken(string category, string rule)
    {
        var jurisdiction = With(Rule("all", "*"), Rule("beginning", "Royalty*"), Rule("royalty", "Royalty"));

        Assert.Equal(rule, jurisdiction.Choose(category, "received", new DateOnly(2026, 5, 1))!.Rule.Id);
    }

    [Theory]
    [InlineData("2025-12-31", null)]
    [InlineData("2026-01-01", "old")]
    [InlineData("2026-06-30", "old")]
    [InlineData("2026-07-01", "new")]
    [InlineData("2028-02-28", "new")]
    [InlineData("2028-02-29", "leap")]
    [InlineData("2028-03-01", "new")]
    public void A_rule_applies_from_its_first_day_to_its_last_and_the_later_one_replaces_it(string day, string? rule)
    {
        var jurisdiction = With(
            Rule("new", "*", from: "2026-07-01"), Rule("old", "*", from: "2026-01-01"), Rule("leap", "*", from: "2028-02-29", to: "2028-02-29"));

        Assert.Equal(rule, jurisdiction.Choose("Royalty", "received", Day(day))?.Rule.Id);
    }

    [Fact]
    public void A_closer_rule_for_another_stage_stands_in_the_way_of_a_wider_one()
    {
        var jurisdiction = With(Rule("all", "*"), Rule("staking", "Staking") with { Stage = "claimed" });

        Assert.Equal(("staking", false), Told(jurisdiction.Choose("Staking", "received", default)));
        Assert.Equal(("staking", true), Told(jurisdiction.Choose("Staking", "claimed", default)));
        Assert.Equal(("all", false), Told(jurisdiction.Choose("Royalty", "claimed", default)));
    }

    [Fact]
    public void Two_stages_of_one_category_may_have_a_rule_each()
    {
        var jurisdiction = With(Rule("claim", "*") with { Stage = "claimed" }, Rule("receive", "*", from: "2020-01-01"));

        Assert.Equal(("claim", true), Told(jurisdiction.Choose("Staking", "claimed", Day("2026-01-01"))));
        Assert.Equal(("receive", true), Told(jurisdiction.Choose("Staking", "received", Day("2026-01-01"))));
    }

    [Fact]
    public void Another_rate_or_day_is_another_version()
    {
        var rule = Rule("x", "*", from: "2026-01-01");
        string[] versions = [rule.Version, (rule with { Brackets = [new Bracket(null, new BasisPoints(2001))] }).Version, (rule with { From = Day("2026-01-02") }).Version, (rule with { Allowance = 1 }).Version];

        Assert.Equal(4, versions.Distinct().Count());
        Assert.Equal(rule.Version, Rule("x", "*", from: "2026-01-01").Version);
    }

    [Fact]
    public void The_shipped_ranges_are_those_that_were_promised() => Assert.Equal(
        ["AE 0-500", "EE 2000-2000", "SG 700-1000", "US 1500-3700"],
        Presets.All.Select(preset => $"{preset.Code} {preset.Min.Value}-{preset.Max.Value}"));

    private static (string, bool) Told(RuleChoice? choice) => (choice!.Rule.Id, choice.Taxes);

    private static Jurisdiction With(params TaxRule[] rules) => new("X", "X", new BasisPoints(0), new BasisPoints(10_000), rules, false);

    private static TaxRule Rule(string id, string category, string? from = null, string? to = null) => TaxRule.Flat(id, new BasisPoints(2000)) with
    {
        Category = category, From = from is null ? DateOnly.MinValue : Day(from), To = to is null ? DateOnly.MaxValue : Day(to),
    };

    private static DateOnly Day(string day) => DateOnly.Parse(day, System.Globalization.CultureInfo.InvariantCulture);
}
