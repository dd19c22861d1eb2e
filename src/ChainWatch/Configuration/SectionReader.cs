using System.Globalization;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using Microsoft.Extensions.Configuration;

namespace ChainWatch.Configuration;

/// <summary>
/// Reads the keys of one configuration section and collects every problem, each as one line that names the key, the
/// value and the fix. A key that nobody asked for is a problem too: a misspelt key must not be silently ignored.
/// </summary>
internal sealed class SectionReader(IConfigurationSection section, List<string> problems)
{
    private readonly HashSet<string> _known = new(StringComparer.OrdinalIgnoreCase);

    public string Path => section.Path;

    /// <summary>A section of the whole configuration; null where there is none.</summary>
    public static SectionReader? Optional(IConfiguration configuration, string key, List<string> problems) =>
        configuration.GetSection(key) is var section && section.Exists() ? new SectionReader(section, problems) : null;

    public string Text(string key, string? otherwise = null)
    {
        var value = Value(key);
        if (string.IsNullOrWhiteSpace(value))
        {
            return otherwise ?? Missing<string>(key, "");
        }

        return value.Trim();
    }

    public string OneOf(string key, IReadOnlyCollection<string> allowed, string? otherwise = null)
    {
        var value = Text(key, otherwise);
        if (value.Length > 0 && !allowed.Contains(value))
        {
            Problem(key, $"'{value}' is not known: use {Alternatives(value, allowed)}");
        }

        return value;
    }

    public Address Address(string key)
    {
        var value = Text(key);
        if (value.Length == 0)
        {
            return default;
        }

        return Address(key, value);
    }

    /// <summary>A token: <c>native</c>, or the address of its contract.</summary>
    public Token Token(string key) => Text(key) == "native" ? Primitives.Token.Native : new Token(Address(key));

    /// <summary>A list of addresses; one address by itself is a list of one.</summary>
    public IReadOnlyList<Address> Addresses(string key) => Value(key) is { Length: > 0 } only
        ? [Address(key, only)]
        : [.. Children(key).Select(child => Address($"{key}:{child.Key}", child.Value ?? ""))];

    public IReadOnlyList<string> Texts(string key) => [.. Children(key).Select(child => child.Value ?? "")];

    public bool Flag(string key, bool otherwise)
    {
        var value = Value(key);
        return string.IsNullOrWhiteSpace(value) ? otherwise
            : bool.TryParse(value, out var flag) ? flag
            : Problem(key, $"'{value}' is neither true nor false", otherwise);
    }

    public ulong Number(string key, ulong? otherwise = null, ulong least = 0, ulong most = long.MaxValue)
    {
        var value = Value(key);
        if (string.IsNullOrWhiteSpace(value))
        {
            return otherwise ?? Missing<ulong>(key, least);
        }

        if (ulong.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= least && number <= most)
        {
            return number;
        }

        return Problem(key, $"'{value}' is not a whole number {Range(least, most)}", otherwise ?? least);
    }

    public TimeSpan Duration(string key, TimeSpan? otherwise = null)
    {
        var value = Value(key);
        if (string.IsNullOrWhiteSpace(value))
        {
            return otherwise ?? Missing(key, TimeSpan.Zero);
        }

        return value.Contains(':', StringComparison.Ordinal) && TimeSpan.TryParseExact(value, "c", CultureInfo.InvariantCulture, out var duration) && duration > TimeSpan.Zero
            ? duration
            : Problem(key, $"'{value}' is not a duration: write hours:minutes:seconds, for example 00:00:02", otherwise ?? TimeSpan.Zero);
    }

    public Uri Url(string key, IReadOnlyCollection<string> schemes) => Url(key, Text(key), schemes);

    public Uri? OptionalUrl(string key, IReadOnlyCollection<string> schemes) =>
        string.IsNullOrWhiteSpace(Value(key)) ? null : Url(key, Text(key), schemes);

    public IReadOnlyList<Uri> Urls(string key, IReadOnlyCollection<string> schemes) =>
        [.. Children(key).Select(child => Url($"{key}:{child.Key}", child.Value ?? "", schemes))];

    public IReadOnlyList<SectionReader> Sections(string key) =>
        [.. Children(key).Select(child => new SectionReader(child, problems))];

    public SectionReader? OptionalSection(string key)
    {
        _known.Add(key);
        var child = section.GetSection(key);
        return child.Exists() ? new SectionReader(child, problems) : null;
    }

    /// <summary>Whether a key is given, in whatever form.</summary>
    public bool Has(string key)
    {
        _known.Add(key);
        return section.GetSection(key).Exists();
    }

    /// <summary>Whether a key stands there with nothing in it, as an empty list does.</summary>
    public bool IsEmpty(string key) => !Has(key) && section.GetChildren().Any(child => child.Key.Equals(key, StringComparison.OrdinalIgnoreCase));

    /// <summary>Marks keys as known that are read elsewhere.</summary>
    public void Leave(params ReadOnlySpan<string> keys)
    {
        foreach (var key in keys)
        {
            _known.Add(key);
        }
    }

    public void Problem(string key, string what) => problems.Add($"{section.Path}:{key}: {what}.");

    /// <summary>To be called when all keys have been asked for: what is left is unknown.</summary>
    public void RefuseUnknownKeys()
    {
        foreach (var child in section.GetChildren().Where(child => !_known.Contains(child.Key)))
        {
            Problem(child.Key, $"no such key: use {Alternatives(child.Key, _known)}, or remove it");
        }
    }

    internal static string Alternatives(string value, IReadOnlyCollection<string> allowed)
    {
        var nearest = allowed.MinBy(word => Spelling.Distance(value, word));
        return nearest is not null && Spelling.Distance(value, nearest) <= 2
            ? nearest
            : string.Join(", ", allowed.Order(StringComparer.Ordinal));
    }

    private static string Range(ulong least, ulong most) => most == long.MaxValue ? $"of {least} or more" : $"from {least} to {most}";

    private string? Value(string key)
    {
        _known.Add(key);
        return section[key];
    }

    private IEnumerable<IConfigurationSection> Children(string key)
    {
        _known.Add(key);
        return section.GetSection(key).GetChildren();
    }

    private T Missing<T>(string key, T otherwise) => Problem(key, "missing: it must be given", otherwise);

    private T Problem<T>(string key, string what, T otherwise)
    {
        Problem(key, what);
        return otherwise;
    }

    private Address Address(string key, string value)
    {
        try
        {
            return Ethereum.Address.Parse(value);
        }
        catch (FormatException wrong)
        {
            return Problem(key, wrong.Message.TrimEnd('.'), default(Address));
        }
    }

    private Uri Url(string key, string value, IReadOnlyCollection<string> schemes)
    {
        if (Uri.TryCreate(value, UriKind.Absolute, out var url) && schemes.Contains(url.Scheme))
        {
            return url;
        }

        // The value may hold a key or a password: it is not repeated.
        return Problem(key, $"not an address of an endpoint: it must begin with {string.Join(" or ", schemes.Select(s => s + "://"))}", new Uri("invalid:"));
    }
}
