using System.Globalization;

namespace ChainWatch.Valuing;

/// <summary>Times as reasons and evidence tell them to people.</summary>
internal static class UtcText
{
    public static string Of(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss' UTC'", CultureInfo.InvariantCulture);
}
