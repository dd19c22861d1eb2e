using System.Numerics;

namespace ChainWatch.Taxing;

/// <summary>
/// What calendar years have had so far, by jurisdiction. Every assessment adds its basis. A payment that is assessed
/// late, because its price was missing or its chain was behind, comes on top of what was assessed before it: whatever
/// the order, the year's first unit is taxed once by the first bracket, and an allowance is given once.
/// </summary>
/// <param name="load">What a year has had before the first question about it.</param>
internal sealed class Years(Func<string, int, YearTotals> load)
{
    private readonly Dictionary<(string Jurisdiction, int Year), YearTotals> _years = [];

    /// <summary>Years that begin empty.</summary>
    public static Years Empty() => new((_, _) => new YearTotals());

    /// <summary>What a year had so far, with the allowance used by rules for one category.</summary>
    public YearSoFar SoFar(string jurisdiction, int year, string ruleCategory) => Find(jurisdiction, year).SoFar(ruleCategory);

    /// <summary>The currency in which the year's income is counted; null while there is none.</summary>
    public string? CurrencyOf(string jurisdiction, int year) => Find(jurisdiction, year).Currency;

    public void Add(Assessment assessment)
    {
        var working = assessment.Working;
        Find(assessment.Jurisdiction, assessment.Year).Add(assessment.Rule.Category, working.Basis, working.Allowance, working.Currency);
    }

    private YearTotals Find(string jurisdiction, int year)
    {
        if (!_years.TryGetValue((jurisdiction, year), out var totals))
        {
            totals = load(jurisdiction, year);
            _years.Add((jurisdiction, year), totals);
        }

        return totals;
    }
}

/// <summary>One calendar year in one jurisdiction.</summary>
internal sealed class YearTotals
{
    private readonly Dictionary<string, BigInteger> _allowanceUsed = new(StringComparer.OrdinalIgnoreCase);
    private BigInteger _taxed;

    public string? Currency { get; private set; }

    public YearSoFar SoFar(string ruleCategory) => new(_taxed, _allowanceUsed.GetValueOrDefault(ruleCategory));

    // What is in another currency than the year began with cannot be added to it: rules that go by the year refuse it.
    public void Add(string ruleCategory, BigInteger? basis, BigInteger allowance, string? currency)
    {
        if (basis is not { } units || currency != (Currency ??= currency))
        {
            return;
        }

        _taxed += units - allowance;
        _allowanceUsed[ruleCategory] = _allowanceUsed.GetValueOrDefault(ruleCategory) + allowance;
    }
}
