using ChainWatch.Configuration;

namespace ChainWatch.Signing.TransactionService;

/// <summary>An entry of <c>Escrow:TransactionServices</c>, or the only one in <c>Escrow:TransactionService</c>: where proposals may be published for their owners' wallets.</summary>
/// <param name="Chain">Name of the chain whose Safes it knows: a service is of one chain.</param>
/// <param name="Url">Where it is, without <c>/api</c>.</param>
/// <param name="ApiKeyFile">Full path of the file whose first line is the key; null for a service that asks for none.</param>
public sealed record TransactionServiceSettings(string Chain, Uri Url, string? ApiKeyFile)
{
    /// <summary>Reads every service that is configured.</summary>
    /// <param name="escrow">The section <c>Escrow</c>; null where there is none.</param>
    /// <param name="folder">Where relative paths begin.</param>
    /// <param name="chains">The chains that have treasuries: where it is one, its name may be left out.</param>
    internal static IReadOnlyList<TransactionServiceSettings> ReadAll(SectionReader? escrow, string folder, IReadOnlyList<string> chains)
    {
        if (escrow is null)
        {
            return [];
        }

        var (one, several) = (escrow.OptionalSection("TransactionService"), escrow.Sections("TransactionServices"));
        if (one is not null && several.Count > 0)
        {
            escrow.Problem("TransactionServices", "TransactionService is given as well: name one service in TransactionService, or all of them in TransactionServices");
        }

        List<TransactionServiceSettings> services = [.. several.Prepend(one).OfType<SectionReader>().Select(section => Read(section, folder, chains))];
        foreach (var twice in services.GroupBy(service => service.Chain).Where(same => same.Key.Length > 0 && same.Count() > 1))
        {
            escrow.Problem("TransactionServices", $"{twice.Key} has several: name one service for each chain");
        }

        return services;
    }

    private static TransactionServiceSettings Read(SectionReader section, string folder, IReadOnlyList<string> chains)
    {
        var chain = section.Text("Chain", chains is [var only] ? only : "");
        if (chains.Count > 0 && !chains.Contains(chain))
        {
            section.Problem("Chain", chain.Length == 0
                ? $"missing: a service is of one chain, and treasuries are on {chains.Count}: {string.Join(", ", chains)}"
                : $"'{chain}' has no treasury: use {SectionReader.Alternatives(chain, chains)}");
        }

        var url = section.Url("Url", ["https", "http"]);
        var file = section.Text("ApiKeyFile", "");
        section.RefuseUnknownKeys();
        if (Mistake(url, hasKey: file.Length > 0) is { } mistake)
        {
            section.Problem("Url", mistake);
        }

        return new TransactionServiceSettings(chain, url, file.Length == 0 ? null : Path.GetFullPath(Path.Combine(folder, file)));
    }

    /// <summary>The key, read when it is needed and kept nowhere else; null where none is configured.</summary>
    /// <exception cref="ChainWatchException">The file cannot be read, or its first line is no key. What stands in it is not told.</exception>
    public string? ReadApiKey()
    {
        if (ApiKeyFile is null)
        {
            return null;
        }

        try
        {
            return File.ReadLines(ApiKeyFile).FirstOrDefault()?.Trim() is { Length: > 0 } key && key.All(letter => letter is > ' ' and < (char)0x7f)
                ? key
                : throw Unusable("its first line is no key: printable characters without spaces");
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw Unusable($"it cannot be read: {unreadable.Message.TrimEnd('.')}", unreadable);
        }
    }

    // The address may hold a password: it is not repeated.
    private static string? Mistake(Uri url, bool hasKey) => url switch
    {
        { IsAbsoluteUri: false } or { Host: "" } => null,
        { UserInfo.Length: > 0 } => "it holds a name or a password: put the service's key into ApiKeyFile",
        { Query.Length: > 0 } or { Fragment.Length: > 0 } => "it must end with its path, without ? and #",
        _ when url.AbsolutePath.TrimEnd('/').EndsWith("/api", StringComparison.Ordinal) => "leave /api away: ChainWatch adds it",
        { Scheme: "http", IsLoopback: false } when hasKey => "http:// would show the key to everybody on the way: use https://",
        _ => null,
    };

    private ChainWatchException Unusable(string reason, Exception? cause = null) => new(
        Refusal.Refused, "service-key", $"Escrow: TransactionService: ApiKeyFile: {ApiKeyFile}: {reason}.", "Write the key of the Safe Transaction Service into that file's first line.", cause);
}
