using ChainWatch.Configuration;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;

namespace ChainWatch.Taxing;

/// <summary>The configuration section <c>Taxes</c>.</summary>
/// <param name="Residencies">Where the owner owes tax, oldest first; empty where nothing is to be assessed.</param>
/// <param name="Jurisdictions">Every jurisdiction that can be named: the configured ones, and the shipped examples beside them.</param>
/// <param name="Withholdings">What sources withhold.</param>
public sealed record TaxSettings(
    IReadOnlyList<Residency> Residencies, IReadOnlyList<Jurisdiction> Jurisdictions, IReadOnlyList<Withholding> Withholdings)
{
    /// <summary>No residency: nothing is assessed.</summary>
    public static TaxSettings None { get; } = new([], Presets.All, []);

    /// <summary>Where the owner owes tax on a day; null before the first residency.</summary>
    public Jurisdiction? JurisdictionOn(DateOnly day) =>
        Residencies.LastOrDefault(residency => residency.From <= day) is { } residency ? Find(residency.Code) : null;

    /// <summary>The jurisdiction of a code; null where there is none.</summary>
    public Jurisdiction? Find(string code) => Jurisdictions.FirstOrDefault(known => known.Code.Equals(code, StringComparison.OrdinalIgnoreCase));

    /// <summary>What a source withholds on a day.</summary>
    public BasisPoints WithheldBy(string source, DateOnly day) =>
        Withholdings.Where(held => held.Source == source && held.From <= day && day <= held.To).Select(held => held.Rate).FirstOrDefault();

    internal static TaxSettings Read(SectionReader section, IReadOnlyList<SourceSettings> sources)
    {
        var configured = section.Sections("Jurisdictions").Select(JurisdictionReader.Read).ToList();
        foreach (var repeated in configured.GroupBy(jurisdiction => jurisdiction.Code).Where(same => same.Count() > 1))
        {
            section.Problem("Jurisdictions", $"{repeated.Key} is given twice: put all of its rules in one entry");
        }

        var examples = Presets.All.Where(preset => configured.All(own => own.Code != preset.Code));
        var settings = new TaxSettings(
            ReadResidencies(section),
            [.. configured.Concat(examples).OrderBy(jurisdiction => jurisdiction.Code, StringComparer.Ordinal)],
            [.. section.Sections("Withheld").Select(held => ReadWithholding(held, sources))]);
        settings.CheckResidencies(section);
        settings.CheckWithholdings(section);
        settings.CheckStages(section, sources);
        section.RefuseUnknownKeys();
        return settings;
    }

    private static IReadOnlyList<Residency> ReadResidencies(SectionReader section)
    {
        if (section.Text("Residency", "") is { Length: > 0 } code)
        {
            return [new Residency(code.ToUpperInvariant(), DateOnly.MinValue)];
        }

        return [.. section.Sections("Residency").Select(ReadResidency).OrderBy(residency => residency.From)];
    }

    private static Residency ReadResidency(SectionReader section)
    {
        var residency = new Residency(section.Text("Code").ToUpperInvariant(), Days.Read(section, "From", DateOnly.MinValue));
        section.RefuseUnknownKeys();
        return residency;
    }

    private static Withholding ReadWithholding(SectionReader section, IReadOnlyList<SourceSettings> sources)
    {
        // Whatever withholds the whole pays nothing: there is no payment to gross up.
        var rate = Rates.ReadOptional(section, "BasisPoints", new BasisPoints(1), new BasisPoints(BasisPoints.Whole - 1), "what can be withheld");
        if (rate is null)
        {
            section.Problem("BasisPoints", "missing or wrong: say how much of the gross payment is withheld, 1500 for 15 %");
        }

        var source = section.OneOf("Source", [.. sources.Select(source => source.Name)]);
        var (from, to) = Days.ReadSpan(section);
        section.RefuseUnknownKeys();
        return new Withholding(source, rate ?? default, from, to);
    }

    private void CheckResidencies(SectionReader section)
    {
        foreach (var same in Residencies.GroupBy(residency => residency.From).Where(same => same.Count() > 1))
        {
            section.Problem("Residency", $"two residencies begin on the same day, {Days.Show(same.Key)}: leave one of them, or give them different From dates");
        }

        foreach (var code in Residencies.Select(residency => residency.Code).Where(code => code.Length > 0).Distinct())
        {
            if (Find(code) is not { } jurisdiction)
            {
                var codes = SectionReader.Alternatives(code, [.. Jurisdictions.Select(known => known.Code)]);
                section.Problem("Residency", $"'{code}' is not a known jurisdiction: use {codes}, or add {code} to Taxes:Jurisdictions");
            }
            else if (jurisdiction.LacksRate)
            {
                section.Problem("Jurisdictions", Rates.Missing(jurisdiction));
            }
        }
    }

    // What such a source credits, it pays later: the same money.
    private void CheckStages(SectionReader section, IReadOnlyList<SourceSettings> sources)
    {
        var twice = from source in sources
                    let credited = SourceKinds.CreditedAs(source.Kind)
                    where credited is not null
                    let creditedAs = credited!.Value
                    from jurisdiction in Jurisdictions
                    where jurisdiction.Rules.Any(rule =>
                        jurisdiction.Taxes(source.Category, creditedAs, rule.From) && jurisdiction.Taxes(source.Category, Stage.Received, rule.From))
                    select (source, jurisdiction, stage: creditedAs.Word());
        foreach (var (source, jurisdiction, stage) in twice)
        {
            section.Problem("Jurisdictions", $"{jurisdiction.Code} would tax {source.Category} of {source.Name} when it is {stage} and again when it is received: leave one of the stages, or give the source a category of its own");
        }
    }

    private void CheckWithholdings(SectionReader section)
    {
        foreach (var held in Withholdings.Where((held, i) => Withholdings.Take(i).Any(
            earlier => earlier.Source == held.Source && earlier.From <= held.To && held.From <= earlier.To)))
        {
            section.Problem("Withheld", $"{held.Source} has two entries for the same days: give them From and To that do not overlap");
        }
    }
}
