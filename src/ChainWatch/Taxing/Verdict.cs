namespace ChainWatch.Taxing;

/// <summary>Why a payment cannot be assessed now.</summary>
/// <param name="Code">A stable word, for example <c>no-value</c>.</param>
/// <param name="Reason">For people: what is missing, and what to do.</param>
internal sealed record Obstacle(string Code, string Reason)
{
    /// <summary>Whether the next pass takes it away, so that nobody need be told.</summary>
    public bool IsPassing { get; init; }
}

/// <summary>A payment's rule and what follows from it.</summary>
/// <param name="Jurisdiction">Code of the jurisdiction.</param>
/// <param name="Rule">The rule.</param>
/// <param name="Year">The calendar year of the payment.</param>
/// <param name="Working">How the due follows.</param>
internal sealed record Assessment(string Jurisdiction, TaxRule Rule, int Year, Working Working);

/// <summary>What can be said of a payment: an assessment, or what stands in its way.</summary>
internal sealed record Verdict(Assessment? Assessment, Obstacle? Obstacle)
{
    /// <summary>Finds the payment's rule by its day and applies it to what the year has had so far.</summary>
    /// <param name="income">The payment.</param>
    /// <param name="settings">The rules.</param>
    /// <param name="years">What the years have had.</param>
    /// <param name="awaitsValue">Whether payments are valued, so that each waits until valuing has come to it, with a price or without.</param>
    public static Verdict On(FinalIncome income, TaxSettings settings, Years years, bool awaitsValue = false)
    {
        if (settings.JurisdictionOn(income.Day) is not { } jurisdiction)
        {
            return Obstructed("no-residency", $"no residency on {Days.Show(income.Day)}: let Taxes:Residency begin earlier");
        }

        if (jurisdiction.Choose(income.Category, income.Stage, income.Day) is not { } choice)
        {
            return Obstructed(
                "no-rule",
                $"{jurisdiction.Code} has no rule for category {income.Category} on {Days.Show(income.Day)}: add one to its Rules in Taxes:Jurisdictions");
        }

        // Where any rule goes by the year's income, payments of every rule count towards it, so each waits for its value.
        // An assessment is made once: one that becomes final just after the others were valued waits for its value too.
        if ((jurisdiction.NeedsValues || awaitsValue) && !income.IsValued)
        {
            return new Verdict(null, new Obstacle("not-valued-yet", "it is not valued yet") { IsPassing = awaitsValue });
        }

        if (choice.Rule.NeedsValue && choice.Taxes && income.Value is null)
        {
            return Obstructed("no-value", $"rule {choice.Rule.Id} needs to know what the payment was worth: {income.WhyNoValue ?? "it has no value"}");
        }

        var year = income.Day.Year;
        if (choice.Rule.NeedsValue && years.CurrencyOf(jurisdiction.Code, year) is { } currency && income.Value is { } value && value.Currency != currency)
        {
            return Obstructed("other-currency", $"{year} is assessed in {currency} in {jurisdiction.Code}, and this payment is valued in {value.Currency}: value it in {currency}");
        }

        var taxable = new TaxableIncome(income.Amount, income.Stage, settings.WithheldBy(income.Source, income.Day), income.Value);
        var rule = choice.Rule;
        return new Verdict(new Assessment(jurisdiction.Code, rule, year, Working.Of(rule, taxable, years.SoFar(jurisdiction.Code, year, rule.Category))), null);
    }

    private static Verdict Obstructed(string code, string reason) => new(null, new Obstacle(code, reason));
}
