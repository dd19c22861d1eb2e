using ChainWatch.Primitives;

namespace ChainWatch.Tests.Taxing;

public sealed class TaxSettingsTests
{
    [Fact]
    public void Without_the_section_nothing_is_assessed_and_the_examples_are_there()
    {
        var taxes = Books.Taxes("{}");

        Assert.Empty(taxes.Residencies);
        Assert.Equal(["AE", "EE", "SG", "US"], taxes.Jurisdictions.Select(known => known.Code));
        Assert.All(taxes.Jurisdictions, known => Assert.True(known.IsExample));
    }

    [Fact]
    public void A_residency_change_takes_effect_on_its_day()
    {
        var taxes = Books.Taxes("{ 'Residency': [ { 'Code': 'SG', 'From': '2026-07-01' }, { 'Code': 'ee', 'From': '2026-01-01' } ], 'Jurisdictions': [ { 'Code': 'SG', 'BasisPoints': 850 } ] }");

        Assert.Null(taxes.JurisdictionOn(new DateOnly(2025, 12, 31)));
        Assert.Equal("EE", taxes.JurisdictionOn(new DateOnly(2026, 1, 1))!.Code);
        Assert.Equal("EE", taxes.JurisdictionOn(new DateOnly(2026, 6, 30))!.Code);
        Assert.Equal("SG", taxes.JurisdictionOn(new DateOnly(2026, 7, 1))!.Code);
        Assert.Equal(new BasisPoints(850), taxes.Find("SG")!.Rules.Single().Brackets.Single().Rate);
        Assert.Equal("Singapore", taxes.Find("SG")!.Name);
    }

    [Theory]
    [InlineData("{ 'Residency': 'SG' }", "Taxes:Jurisdictions: SG (Singapore) leaves the rate to you, 7 % to 10 %, and none is set: add { \"Code\": \"SG\", \"BasisPoints\": N } with N from 700 to 1000.")]
    [InlineData("{ 'Residency': 'EX' }", "Taxes:Residency: 'EX' is not a known jurisdiction: use ")]
    [InlineData("{ 'Residency': [ { 'Code': 'EE', 'From': '2026-02-29' } ] }", "Taxes:Residency:0:From: '2026-02-29' is not a day: write it as 2026-01-31.")]
    [InlineData("{ 'Residency': [ { 'Code': 'EE' }, { 'Code': 'EE' } ] }", "Taxes:Residency: two residencies begin on the same day")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'US', 'BasisPoints': 3701 } ] }", "Taxes:Jurisdictions:0:BasisPoints: 3701 is outside of 1500 to 3700, the range of US: set a rate inside it.")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'US', 'Rules': [ { 'BasisPoints': 1499 } ] } ] }", "Taxes:Jurisdictions:0:Rules:0:BasisPoints: 1499 is outside of 1500 to 3700, the range of US (United States): set a rate inside it.")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'AE', 'Rules': [ { 'Brackets': [ { 'UpTo': '10', 'BasisPoints': 501 }, { 'BasisPoints': 0 } ] } ] } ] }", "Taxes:Jurisdictions:0:Rules:0:Brackets:0:BasisPoints: 501 is outside of 0 to 500")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'BasisPoints': 10001 } ] }", "Taxes:Jurisdictions:0:BasisPoints: '10001' is not a rate in basis points")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'BasisPoints': -1 } ] }", "Taxes:Jurisdictions:0:BasisPoints: '-1' is not a rate in basis points")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'Category': '*' } ] } ] }", "Taxes:Jurisdictions:0:Rules:0:BasisPoints: missing: set a rate from 0 to 10000, or give Brackets.")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'Brackets': [ { 'UpTo': '10', 'BasisPoints': 1 } ] } ] } ] }", "Taxes:Jurisdictions:0:Rules:0:Brackets: they must ascend")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'Brackets': [ { 'UpTo': '10', 'BasisPoints': 1 }, { 'UpTo': '10', 'BasisPoints': 2 }, { 'BasisPoints': 3 } ] } ] } ] }", "Taxes:Jurisdictions:0:Rules:0:Brackets: they must ascend")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'Brackets': [ { 'UpTo': 'ten', 'BasisPoints': 1 }, { 'BasisPoints': 3 } ] } ] } ] }", "Taxes:Jurisdictions:0:Rules:0:Brackets:0:UpTo: 'ten' is not an amount of the currency")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'BasisPoints': 1, 'Allowance': '-5' } ] } ] }", "Taxes:Jurisdictions:0:Rules:0:Allowance: '-5' is not an amount of the currency")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'BasisPoints': 1, 'From': '2026-02-01', 'To': '2026-01-31' } ] } ] }", "Taxes:Jurisdictions:0:Rules:0:To: 2026-01-31 is before From, 2026-02-01: exchange them.")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'Id': 'a', 'BasisPoints': 1 }, { 'Id': 'b', 'BasisPoints': 2 } ] } ] }", "Taxes:Jurisdictions:0:Rules: two rules for category * and stage received begin on 0001-01-01")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'BasisPoints': 1, 'Rules': [ { 'BasisPoints': 2 } ] } ] }", "Taxes:Jurisdictions:0:BasisPoints: beside Rules it would not be read")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'BasisPoints': 1, 'Category': '*-Film' } ] } ] }", "Taxes:Jurisdictions:0:Rules:0:Category: '*-Film' has a * that is not its end")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'BasisPoints': 1 }, { 'Code': 'x', 'BasisPoints': 2 } ] }", "Taxes:Jurisdictions: X is given twice")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'BasisPonts': 1 } ] }", "Taxes:Jurisdictions:0:BasisPonts: no such key: use BasisPoints, or remove it.")]
    [InlineData("{ 'Jurisdictions': [ { 'Code': 'X', 'Range': { 'Min': 2, 'Max': 1 } } ] }", "Taxes:Jurisdictions:0:Range:Max: 1 is below Min, 2: exchange them.")]
    [InlineData("{ 'Withheld': [ { 'Source': 'album-royalty', 'BasisPoints': 1500 } ] }", "Taxes:Withheld:0:Source: 'album-royalty' is not known: use album-royalties.")]
    [InlineData("{ 'Withheld': [ { 'Source': 'album-royalties', 'BasisPoints': 10000 } ] }", "Taxes:Withheld:0:BasisPoints: 10000 is outside of 1 to 9999")]
    [InlineData("{ 'Withheld': [ { 'Source': 'album-royalties', 'BasisPoints': 1 }, { 'Source': 'album-royalties', 'BasisPoints': 2 } ] }", "Taxes:Withheld: album-royalties has two entries for the same days")]
    public void What_makes_no_sense_is_refused_with_key_value_and_fix(string json, string problem)
    {
        Books.Taxes(json, out var problems);

        Assert.Contains(problems, told => told.StartsWith(problem, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Royalty", "2026-01-01", true)]
    [InlineData("Dividend", "2026-01-01", false)]
    [InlineData("Royalty", "2027-01-01", true)]
    public void Rules_that_would_tax_what_a_split_credits_and_what_it_then_pays_are_refused(string category, string from, bool refused)
    {
        Books.Taxes(
            $"{{ 'Jurisdictions': [ {{ 'Code': 'EE', 'Range': {{ 'Min': 2000, 'Max': 2000 }}, 'Rules': [ {{ 'Category': 'Royalty', 'BasisPoints': 2000 }}, {{ 'Category': '{category}', 'Stage': 'distributed', 'BasisPoints': 2000, 'From': '{from}' }} ] }} ] }}",
            out var problems,
            kind: "splits-v2");

        Assert.Equal(refused, problems.Any(problem => problem.Contains("when it is distributed and again when it is received", StringComparison.Ordinal)));
    }

    [Fact]
    public void A_stage_that_is_none_is_refused()
    {
        Books.Taxes("{ 'Jurisdictions': [ { 'Code': 'EE', 'Rules': [ { 'Stage': 'recieved', 'BasisPoints': 2000 } ] } ] }", out var problems);

        Assert.Contains(problems, problem => problem.Contains("Stage: 'recieved' is not known: use received", StringComparison.Ordinal));
    }

    [Fact]
    public void A_range_of_its_own_widens_what_is_shipped()
    {
        var taxes = Books.Taxes("{ 'Residency': 'EE', 'Jurisdictions': [ { 'Code': 'EE', 'Range': { 'Min': 2000, 'Max': 2400 }, 'BasisPoints': 2200 } ] }");

        Assert.Equal(new BasisPoints(2200), taxes.Find("EE")!.Rules.Single().Brackets.Single().Rate);
        Assert.False(taxes.Find("EE")!.IsExample);
    }

    [Fact]
    public void The_example_of_the_interfaces_is_read()
    {
        var taxes = Books.Taxes("{ 'Residency': 'EE', 'Jurisdictions': [ { 'Code': 'EE', 'Name': 'Estonia (e-Residency)', 'Range': { 'Min': 2000, 'Max': 2000 }, 'Rules': [ { 'Category': '*', 'BasisPoints': 2000, 'From': '2026-01-01' } ] } ] }");

        Assert.Equal("EE/*@2026-01-01", taxes.Find("EE")!.Rules.Single().Id);
    }
}
