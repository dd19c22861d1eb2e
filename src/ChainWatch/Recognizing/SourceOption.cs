using System.Text;
using ChainWatch.Configuration;
using ChainWatch.Ethereum.Abi;

namespace ChainWatch.Recognizing;

/// <summary>A key of a source's configuration that only some kinds take.</summary>
/// <param name="Key">The key.</param>
/// <param name="Read">Reads its values as text; the folder is that of the configuration file.</param>
internal sealed record SourceOption(string Key, Func<SectionReader, string, IReadOnlyList<string>> Read)
{
    /// <summary>Whether a source may leave it out.</summary>
    public bool IsOptional { get; init; }

    /// <summary>Whether its value is one contract, beside <see cref="SourceSettings.Contract"/>, that the source is about.</summary>
    public bool IsContract { get; private init; }

    /// <summary>One address.</summary>
    public static SourceOption Address(string key) => new(key, (section, _) => [section.Address(key).ToString()]) { IsContract = true };

    /// <summary>One address or more.</summary>
    public static SourceOption Addresses(string key) => new(key, (section, _) =>
    {
        var addresses = section.Addresses(key);
        if (addresses.Count == 0)
        {
            section.Problem(key, "missing: list at least one address");
        }

        return [.. addresses.Order().Select(address => address.ToString())];
    });

    /// <summary>A token: <c>native</c>, or its address.</summary>
    public static SourceOption Token(string key) => new(key, (section, _) => [section.Token(key).Contract.ToString()]);

    /// <summary>Text of any kind.</summary>
    public static SourceOption Text(string key) => new(key, (section, _) => [section.Text(key)]);

    /// <summary>One of these words.</summary>
    public static SourceOption OneOf(string key, params IReadOnlyCollection<string> words) => new(key, (section, _) => [section.OneOf(key, words)]);

    /// <summary>A JSON ABI; the option's value is what the file holds.</summary>
    public static SourceOption AbiFile(string key) => new(key, (section, folder) => [ReadAbi(section, key, folder)]);

    /// <summary>A section whose keys are among these; each value is written <c>key=value</c>.</summary>
    public static SourceOption Names(string key, params IReadOnlyList<string> keys) => new(key, (section, _) =>
    {
        if (section.OptionalSection(key) is not { } names)
        {
            section.Problem(key, $"missing: it must be given, with {string.Join(", ", keys)}");
            return [];
        }

        List<string> given = [.. keys.Where(names.Has).Select(name => $"{name}={names.Text(name)}")];
        names.RefuseUnknownKeys();
        return given;
    });

    private static string ReadAbi(SectionReader section, string key, string folder)
    {
        var given = section.Text(key);
        if (given.Length == 0)
        {
            return "";
        }

        var path = Path.GetFullPath(given, folder);
        try
        {
            var text = File.ReadAllText(path);
            AbiContract.FromJson(Encoding.UTF8.GetBytes(text));
            return text;
        }
        catch (Exception wrong) when (wrong is IOException or UnauthorizedAccessException or AbiException)
        {
            section.Problem(key, $"{path} cannot be read: {wrong.Message.TrimEnd('.')}");
            return "";
        }
    }
}
