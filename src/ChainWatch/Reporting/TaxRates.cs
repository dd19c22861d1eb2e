using System.Globalization;
using ChainWatch.Primitives;
using ChainWatch.Taxing;

namespace ChainWatch.Reporting;

/// <summary>The range inside which the owner sets a jurisdiction's rates, in basis points.</summary>
public sealed record RateRange(int Min, int Max);

/// <summary>A bracket of a rule; <c>upTo</c> is null for the last one.</summary>
public sealed record BracketItem(string? UpTo, int BasisPoints);

/// <summary>A rule as <c>tax rates</c> shows it; days are null where it has no beginning or no end.</summary>
public sealed record RuleItem(
    string Id, string Version, string Category, string Stage, int? BasisPoints, IReadOnlyList<BracketItem>? Brackets, string? Allowance, string? From, string? To);

/// <summary>A residency; <c>from</c> is null where it has no beginning, <c>to</c> where it lasts.</summary>
public sealed record ResidencyItem(string? From, string? To);

/// <summary>A jurisdiction as <c>tax rates</c> shows it.</summary>
/// <param name="Jurisdiction">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Example">Whether it is shipped with ChainWatch: an example, and no advice.</param>
/// <param name="Range">Where rates may lie.</param>
/// <param name="Residency">When the owner owes tax there.</param>
/// <param name="Rules">Empty while the owner has set no rate.</param>
public sealed record JurisdictionItem(
    string Jurisdiction, string Name, bool Example, RateRange Range, IReadOnlyList<ResidencyItem> Residency, IReadOnlyList<RuleItem> Rules);

/// <summary>By which rules is income taxed?</summary>
public static class TaxRates
{
    /// <summary>Every jurisdiction that the configuration knows.</summary>
    public static IReadOnlyList<JurisdictionItem> Read(TaxSettings taxes) => [.. taxes.Jurisdictions.Select(jurisdiction => new JurisdictionItem(
        jurisdiction.Code,
        jurisdiction.Name,
        jurisdiction.IsExample,
        new RateRange(jurisdiction.Min.Value, jurisdiction.Max.Value),
        [.. Residencies(taxes, jurisdiction)],
        [.. jurisdiction.Rules.Select(Describe)]))];

    /// <summary>A flat rate or a list of brackets, for people.</summary>
    public static string Words(RuleItem rule)
    {
        var rate = rule.BasisPoints is { } flat
            ? new BasisPoints(flat).ToString()
            : string.Join(", ", rule.Brackets!.Select(bracket => $"{new BasisPoints(bracket.BasisPoints)} {(bracket.UpTo is { } upTo ? $"up to {upTo}" : "above")}"));
        return rule.Allowance is null ? rate : $"{rate}, the first {rule.Allowance} of a year free";
    }

    private static IEnumerable<ResidencyItem> Residencies(TaxSettings taxes, Jurisdiction jurisdiction) => taxes.Residencies
        .Select((residency, i) => (residency.Code, Item: new ResidencyItem(
            Show(residency.From), i + 1 < taxes.Residencies.Count ? Show(taxes.Residencies[i + 1].From.AddDays(-1)) : null)))
        .Where(residency => residency.Code == jurisdiction.Code)
        .Select(residency => residency.Item);

    private static RuleItem Describe(TaxRule rule) => new(
        rule.Id,
        rule.Version,
        rule.Category,
        rule.Stage,
        rule.Brackets.Count == 1 ? rule.Brackets[0].Rate.Value : null,
        rule.Brackets.Count == 1 ? null : [.. rule.Brackets.Select(bracket => new BracketItem(
            bracket.UpTo is { } upTo ? new FiatAmount("", upTo).Display : null, bracket.Rate.Value))],
        rule.Allowance.IsZero ? null : new FiatAmount("", rule.Allowance).Display,
        Show(rule.From),
        Show(rule.To));

    private static string? Show(DateOnly day) =>
        day == DateOnly.MinValue || day == DateOnly.MaxValue ? null : day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
