using System.Text.Json.Nodes;

namespace ChainWatch.Support.Localnet;

/// <summary>A chain as a configuration has it, with all sources that were deployed on it.</summary>
/// <param name="Chain">The chain.</param>
public sealed record WatchEntry(LocalChain Chain)
{
    /// <summary>Its name; the sources of any other than the first chain get it as a prefix.</summary>
    public string Name { get; init; } = "localnet";

    /// <summary>Where it is asked; the chain itself unless a way is put between.</summary>
    public Uri Endpoint { get; init; } = Chain.Http;

    /// <summary>Where heads are announced; null to poll only.</summary>
    public Uri? Heads { get; init; } = Chain.WebSocket;

    /// <summary>How often it is asked for its head when no socket announces it.</summary>
    public TimeSpan PollInterval { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>Blocks that may be taken back.</summary>
    public int MaxReorgDepth { get; init; } = 256;

    /// <summary>Most blocks in one question.</summary>
    public int MaxBlockRange { get; init; } = 10_000;
}

/// <summary>A folder as an owner has one: a configuration, and the ledger in a folder below it that is not there yet.</summary>
public sealed class WatchFolder : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-watch-").FullName;

    /// <summary>A folder whose configuration watches these chains.</summary>
    public WatchFolder(params IReadOnlyCollection<WatchEntry> entries)
    {
        var configuration = JsonNode.Parse("""{ "Ledger": { "Provider": "Sqlite", "ConnectionString": "Data Source=data/chainwatch.db" } }""")!;
        configuration["Chains"] = new JsonArray([.. entries.Select(ChainOf)]);
        configuration["Sources"] = new JsonArray([.. entries.SelectMany(SourcesOf)]);
        File.WriteAllText(Configuration, configuration.ToJsonString());
        Ledger = new LedgerFile(Path.Combine(DataFolder, "chainwatch.db"));
    }

    /// <summary>The configuration file.</summary>
    public string Configuration => Path.Combine(_folder, "appsettings.json");

    /// <summary>The ledger's folder; the first to write the ledger makes it.</summary>
    public string DataFolder => Path.Combine(_folder, "data");

    /// <summary>The ledger.</summary>
    public LedgerFile Ledger { get; }

    /// <summary>Changes the configuration.</summary>
    public void Edit(Action<JsonNode> change)
    {
        var configuration = JsonNode.Parse(File.ReadAllText(Configuration))!;
        change(configuration);
        File.WriteAllText(Configuration, configuration.ToJsonString());
    }

    /// <inheritdoc/>
    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static JsonNode ChainOf(WatchEntry entry)
    {
        var chain = new JsonObject
        {
            ["Name"] = entry.Name,
            ["ChainId"] = entry.Chain.ChainId,
            ["Endpoints"] = new JsonArray($"{entry.Endpoint}"),
            ["PollInterval"] = $"{entry.PollInterval:c}",
            ["Finality"] = "Depth",
            ["Confirmations"] = 12,
            ["MaxReorgDepth"] = entry.MaxReorgDepth,
            ["MaxBlockRange"] = entry.MaxBlockRange,
        };
        if (entry.Heads is not null)
        {
            chain["Heads"] = $"{entry.Heads}";
        }

        return chain;
    }

    private static IEnumerable<JsonNode> SourcesOf(WatchEntry entry) => entry.Chain.Deployment.Sources.Select(deployed =>
    {
        var source = deployed!.DeepClone();
        if (source["Chain"]!.GetValue<string>() != entry.Name)
        {
            source["Chain"] = entry.Name;
            source["Name"] = $"{entry.Name}-{source["Name"]}";
        }

        return source;
    });
}
