using System.Buffers;
using System.Text;

namespace ChainWatch.Ethereum.JsonRpc;

/// <summary>
/// An endpoint's name for logs and messages. Credentials are masked: user and password, the query, and every part of the
/// host or the path that looks like an API key. The same parts are masked in whatever the endpoint says.
/// </summary>
internal sealed class EndpointName
{
    /// <summary>The shortest part that can be an API key; the hosted endpoints use 32 characters and more.</summary>
    private const int ShortestKey = 16;
    private const int LongestWord = 12;
    private const int LongestText = 300;

    private static readonly SearchValues<char> WordCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyz");

    private readonly List<string> _secrets = [];
    private readonly string _name;

    internal EndpointName(Uri endpoint)
    {
        AddSecret(Uri.UnescapeDataString(endpoint.UserInfo));
        AddSecret(endpoint.Query.TrimStart('?'));
        foreach (var value in endpoint.Query.TrimStart('?').Split('&'))
        {
            AddSecret(value[(value.IndexOf('=', StringComparison.Ordinal) + 1)..]);
        }

        foreach (var credential in endpoint.UserInfo.Split(':'))
        {
            AddSecret(Uri.UnescapeDataString(credential));
        }

        var port = endpoint.IsDefaultPort ? "" : $":{endpoint.Port}";
        _name = $"{endpoint.Scheme}://{Mask(endpoint.Host, '.')}{port}{Mask(endpoint.AbsolutePath, '/')}".TrimEnd('/');
    }

    /// <summary>Text from outside made fit for a message: secrets masked, control characters blanked, length bounded.</summary>
    internal string Clean(string text)
    {
        foreach (var secret in _secrets)
        {
            text = text.Replace(secret, "…", StringComparison.OrdinalIgnoreCase);
        }

        var clean = new StringBuilder(Math.Min(text.Length, LongestText + 1));
        foreach (var c in text.Length > LongestText ? text.AsSpan(0, LongestText) : text)
        {
            clean.Append(char.IsControl(c) ? ' ' : c);
        }

        return (text.Length > LongestText ? clean.Append('…') : clean).ToString();
    }

    /// <inheritdoc/>
    public override string ToString() => _name;

    private string Mask(string text, char separator) =>
        string.Join(separator, text.Split(separator).Select(part =>
        {
            if (!LooksLikeKey(part))
            {
                return part;
            }

            AddSecret(part);
            return "…";
        }));

    /// <summary>A long part is taken for a key unless it is plainly words: lower-case letters, hyphenated, none longer than a word.</summary>
    private static bool LooksLikeKey(string part) =>
        part.Length >= ShortestKey
        && part.Split('-').Any(word => word.Length > LongestWord || word.AsSpan().ContainsAnyExcept(WordCharacters));

    private void AddSecret(string secret)
    {
        // A very short value masks more than it hides.
        if (secret.Length >= 4)
        {
            _secrets.Add(secret);
        }
    }
}
