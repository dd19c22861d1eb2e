using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace ChainWatch.Signing;

/// <summary>The versions of Safe whose transactions are hashed as <see cref="Proposing.SafeTransaction"/> does: from 1.3.0 on.</summary>
internal static class SafeVersions
{
    private const string LayerTwo = "+L2";
    private static readonly Version Oldest = new(1, 3, 0);

    /// <summary>Three numbers; <c>+L2</c>, which Safe's services write behind them, is left out.</summary>
    /// <exception cref="ChainWatchException">Not so, or older.</exception>
    public static Version Parse(string text) => TryParse(text, out var version)
        ? version
        : throw new ChainWatchException(
            Refusal.Refused, "safe-version", $"'{text}' is no version of Safe that ChainWatch knows (1.3.0, 1.4.1, 1.5.0).", "See the Safe's version with: chainwatch check");

    /// <summary>Reads a version as <see cref="Parse"/> does; false where that would throw.</summary>
    public static bool TryParse(string text, [NotNullWhen(true)] out Version? version)
    {
        var bare = text.EndsWith(LayerTwo, StringComparison.Ordinal) ? text[..^LayerTwo.Length] : text;
        var numbers = bare.Split('.');
        version = numbers.Length == 3 && numbers.All(IsNumber) ? Version.Parse(bare) : null;
        return version is not null && version >= Oldest;
    }

    private static bool IsNumber(string digits) =>
        digits.Length is > 0 and < 4 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out _);
}
