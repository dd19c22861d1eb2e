using ChainWatch.Primitives;

namespace ChainWatch.Taxing;

/// <summary>
/// The jurisdictions that are shipped: examples, and no advice. Each is a range inside which the owner sets a rate;
/// what the owner really owes is for the owner and an adviser to say.
/// </summary>
public static class Presets
{
    /// <summary>The examples, by code.</summary>
    public static IReadOnlyList<Jurisdiction> All { get; } =
    [
        Range("AE", "United Arab Emirates", 0, 500),
        Range("EE", "Estonia (e-Residency)", 2000, 2000),
        Range("SG", "Singapore", 700, 1000),
        Range("US", "United States", 1500, 3700),
    ];

    /// <summary>The example of a code; null where none is shipped.</summary>
    public static Jurisdiction? Find(string code) => All.FirstOrDefault(preset => preset.Code.Equals(code, StringComparison.OrdinalIgnoreCase));

    // A range of a single rate leaves nothing to set.
    private static Jurisdiction Range(string code, string name, int min, int max)
    {
        var range = new Jurisdiction(code, name, new BasisPoints(min), new BasisPoints(max), [], IsExample: true);
        return min == max ? range.At(range.Min) : range;
    }
}
