using System.Numerics;
using ChainWatch.Configuration;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>What a category is expected to yield, in percent a year.</summary>
public sealed record ExpectedYield(string Min, string Max);

/// <summary>The configuration section <c>Categories</c>: what to expect of each kind of income, beside which the actual yield is shown.</summary>
/// <param name="Expected">By category, written without spaces and hyphens and in lower case.</param>
public sealed record CategorySettings(IReadOnlyDictionary<string, ExpectedYield> Expected)
{
    private const int Decimals = 2;

    /// <summary>The baselines that are shipped.</summary>
    public static CategorySettings Shipped { get; } = new(new Dictionary<string, ExpectedYield>
    {
        [Named("Micro-SaaS")] = new("22", "35"),
        [Named("SyntheticMediaRoyalties")] = new("15", "50"),
        [Named("TokenizedRealEstate")] = new("7", "12"),
        [Named("DeFiAggregators")] = new("18", "28"),
    });

    /// <summary>What a category is expected to yield; null where nobody said.</summary>
    public ExpectedYield? Of(string category) => Expected.GetValueOrDefault(Named(category));

    internal static CategorySettings Read(IEnumerable<SectionReader> sections)
    {
        var expected = new Dictionary<string, ExpectedYield>(Shipped.Expected);
        foreach (var section in sections)
        {
            if (section.OptionalSection("ExpectedYield") is { } range)
            {
                expected[Named(section.Path.Split(':')[^1])] = ReadRange(range);
            }

            section.RefuseUnknownKeys();
        }

        return new CategorySettings(expected);
    }

    private static ExpectedYield ReadRange(SectionReader section)
    {
        var (min, max) = (Percent(section, "Min"), Percent(section, "Max"));
        if (min > max)
        {
            section.Problem("Max", "it is below Min: write the smaller figure in Min");
        }

        section.RefuseUnknownKeys();
        return new ExpectedYield(BaseUnits.Display(min, Decimals), BaseUnits.Display(max, Decimals));
    }

    private static BigInteger Percent(SectionReader section, string key)
    {
        var text = section.Text(key);
        if (!BaseUnits.TryParse(text, Decimals, out var percent) && text.Length > 0)
        {
            section.Problem(key, $"'{text}' is not a percentage: write digits with at most {Decimals} after the point, for example 7 or 7.25");
        }

        return percent;
    }

    private static string Named(string category) => string.Concat(category.Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
