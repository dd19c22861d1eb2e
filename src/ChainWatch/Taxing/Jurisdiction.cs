using ChainWatch.Primitives;

namespace ChainWatch.Taxing;

/// <summary>The rule for a payment.</summary>
/// <param name="Rule">The rule.</param>
/// <param name="Taxes">Whether it taxes income of the payment's stage; if not, nothing is owed yet.</param>
public sealed record RuleChoice(TaxRule Rule, bool Taxes);

/// <summary>A tax authority and its rules, as the owner has set them.</summary>
/// <param name="Code">By which the residency names it, for example <c>EE</c>.</param>
/// <param name="Name">For people.</param>
/// <param name="Min">Least rate that may be set.</param>
/// <param name="Max">Greatest rate that may be set.</param>
/// <param name="Rules">Empty for a range in which no rate is set yet.</param>
/// <param name="IsExample">Whether it is one of the shipped examples as it was shipped.</param>
public sealed record Jurisdiction(
    string Code, string Name, BasisPoints Min, BasisPoints Max, IReadOnlyList<TaxRule> Rules, bool IsExample)
{
    /// <summary>Whether the owner must set a rate before anything can be assessed.</summary>
    public bool LacksRate => Rules.Count == 0;

    /// <summary>Whether any of its rules depends on what payments were worth.</summary>
    public bool NeedsValues => Rules.Any(rule => rule.NeedsValue);

    /// <summary>The same jurisdiction with one flat rate.</summary>
    public Jurisdiction At(BasisPoints rate) => this with { Rules = [TaxRule.Flat($"{Code}/*", rate)] };

    /// <summary>Whether it taxes income of a category at a stage on a day.</summary>
    public bool Taxes(string category, Stage stage, DateOnly day) => Choose(category, stage.Word(), day)?.Taxes == true;

    /// <summary>
    /// The rule for income of a category at a stage on a day: the one that names the category most closely, then the
    /// one that began last. A closer rule for another stage stands in the way of a wider rule for this one: such
    /// income is taxed when it reaches the closer rule's stage, and not twice. Null where no rule is for it.
    /// </summary>
    public RuleChoice? Choose(string category, string stage, DateOnly day)
    {
        var fitting = Rules.Where(rule => rule.IsInForce(day) && rule.Fits(category)).ToList();
        if (fitting.Count == 0)
        {
            return null;
        }

        var closest = fitting.Where(rule => rule.Closeness == fitting.Max(other => other.Closeness)).OrderByDescending(rule => rule.From).ToList();
        var taxing = closest.Find(rule => rule.Stage == stage);
        return new RuleChoice(taxing ?? closest[0], taxing is not null);
    }
}
