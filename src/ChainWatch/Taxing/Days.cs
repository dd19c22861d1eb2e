using System.Globalization;
using ChainWatch.Configuration;

namespace ChainWatch.Taxing;

/// <summary>Days of effect in the configuration. A day is a calendar day in UTC.</summary>
internal static class Days
{
    private const string Format = "yyyy-MM-dd";

    /// <summary>The day of a time.</summary>
    public static DateOnly Of(DateTimeOffset time) => DateOnly.FromDateTime(time.UtcDateTime);

    public static string Show(DateOnly day) => day.ToString(Format, CultureInfo.InvariantCulture);

    /// <summary>Reads the keys From and To; both days are included, and either may be missing.</summary>
    public static (DateOnly From, DateOnly To) ReadSpan(SectionReader section)
    {
        var from = Read(section, "From", DateOnly.MinValue);
        var to = Read(section, "To", DateOnly.MaxValue);
        if (to < from)
        {
            section.Problem("To", $"{Show(to)} is before From, {Show(from)}: exchange them");
        }

        return (from, to);
    }

    public static DateOnly Read(SectionReader section, string key, DateOnly otherwise)
    {
        var text = section.Text(key, "");
        if (text.Length == 0)
        {
            return otherwise;
        }

        if (DateOnly.TryParseExact(text, Format, CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return day;
        }

        section.Problem(key, $"'{text}' is not a day: write it as 2026-01-31");
        return otherwise;
    }
}
