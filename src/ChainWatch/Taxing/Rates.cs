using System.Globalization;
using ChainWatch.Configuration;
using ChainWatch.Primitives;

namespace ChainWatch.Taxing;

/// <summary>Rates in the configuration: whole basis points, inside their jurisdiction's range.</summary>
internal static class Rates
{
    /// <summary>What to do about a jurisdiction that is a range without a rate.</summary>
    public static string Missing(Jurisdiction jurisdiction) => string.Create(
        CultureInfo.InvariantCulture,
        $"{jurisdiction.Code} ({jurisdiction.Name}) leaves the rate to you, {jurisdiction.Min} to {jurisdiction.Max}, and none is set: add {{ \"Code\": \"{jurisdiction.Code}\", \"BasisPoints\": N }} with N from {jurisdiction.Min.Value} to {jurisdiction.Max.Value}");

    /// <summary>Reads a rate; null where the key is missing or wrong.</summary>
    /// <param name="section">The section.</param>
    /// <param name="key">The key.</param>
    /// <param name="min">Least rate.</param>
    /// <param name="max">Greatest rate.</param>
    /// <param name="bounds">What the bounds are, for the message.</param>
    public static BasisPoints? ReadOptional(SectionReader section, string key, BasisPoints min, BasisPoints max, string bounds)
    {
        var text = section.Text(key, "");
        if (text.Length == 0)
        {
            return null;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var value) || value > BasisPoints.Whole)
        {
            section.Problem(key, $"'{text}' is not a rate in basis points: write a whole number from 0 to 10000, 2000 for 20 %");
            return null;
        }

        if (value < min.Value || value > max.Value)
        {
            section.Problem(key, string.Create(CultureInfo.InvariantCulture, $"{value} is outside of {min.Value} to {max.Value}, {bounds}: set a rate inside it"));
            return null;
        }

        return new BasisPoints(value);
    }
}
