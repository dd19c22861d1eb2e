using ChainWatch.Configuration;

namespace ChainWatch.Chains;

/// <summary>When a block counts as final.</summary>
public enum Finality
{
    /// <summary>Once <see cref="ChainSettings.Confirmations"/> blocks stand above it.</summary>
    Depth,

    /// <summary>When the endpoint's <c>finalized</c> block has reached it.</summary>
    Finalized,

    /// <summary>When the endpoint's <c>safe</c> block has reached it.</summary>
    Safe,
}

/// <summary>What is proved before it is booked.</summary>
public enum Verify
{
    /// <summary>That a log is in the receipts of its block, whose header has the block's hash.</summary>
    Receipts,

    /// <summary>Nothing: the endpoint is believed.</summary>
    None,
}

/// <summary>What is asked of the owner's balances before a payment is taken at its word.</summary>
public enum Balances
{
    /// <summary>That they changed by what the chain's events say.</summary>
    Check,

    /// <summary>Nothing: events are taken at their word, and no request is made.</summary>
    Trust,
}

/// <summary>One entry of the configuration section <c>Chains</c>.</summary>
/// <param name="Name">The name by which sources refer to the chain.</param>
/// <param name="ChainId">EIP-155 id; an endpoint that answers another one is refused.</param>
/// <param name="Endpoints">JSON-RPC over HTTP; all are used.</param>
/// <param name="Heads">WebSocket that announces new heads; null to poll only.</param>
/// <param name="PollInterval">How often the head is asked for when no socket announces it.</param>
/// <param name="Finality">When a block counts as final.</param>
/// <param name="Confirmations">Blocks above a final block, with <see cref="Finality.Depth"/>.</param>
/// <param name="MaxReorgDepth">Blocks below the head whose parent links are kept and checked; a deeper reorg halts the chain.</param>
/// <param name="MaxBlockRange">Most blocks that one <c>eth_getLogs</c> asks for.</param>
/// <param name="NativeSymbol">Symbol of the chain's own coin, which has 18 decimals.</param>
public sealed record ChainSettings(
    string Name,
    ulong ChainId,
    IReadOnlyList<Uri> Endpoints,
    Uri? Heads,
    TimeSpan PollInterval,
    Finality Finality,
    ulong Confirmations,
    ulong MaxReorgDepth,
    ulong MaxBlockRange,
    string NativeSymbol)
{
    /// <summary>How many endpoints must agree on a block before anything of it is booked; one for none but the one that is asked.</summary>
    public int Quorum { get; init; } = 1;

    /// <summary>What is proved before it is booked.</summary>
    public Verify Verify { get; init; } = Verify.Receipts;

    /// <summary>What is asked of the owner's balances before a payment is taken at its word.</summary>
    public Balances Balances { get; init; } = Balances.Check;

    /// <summary>Whether one endpoint's word is enough: nobody asked for proofs, nor for a second one's word.</summary>
    public bool IsWordEnough => Verify == Verify.None && Quorum == 1;

    /// <summary>
    /// One in so many older blocks, besides those whose headers are read anyway, is looked through for logs that were kept
    /// back; 0 for none. The newest <see cref="MaxReorgDepth"/> blocks all are.
    /// </summary>
    public ulong SampleEvery { get; init; }

    /// <summary>Whether the chain itself logs every movement of its coin (EIP-7708).</summary>
    public bool NativeLogs { get; init; }

    internal static ChainSettings Read(SectionReader section)
    {
        var settings = new ChainSettings(
            section.Text("Name"),
            section.Number("ChainId", least: 1),
            section.Urls("Endpoints", ["http", "https"]),
            section.OptionalUrl("Heads", ["ws", "wss"]),
            section.Duration("PollInterval", TimeSpan.FromSeconds(2)),
            OneOf(section, "Finality", Finality.Depth),
            section.Number("Confirmations", 12, most: 100_000),
            section.Number("MaxReorgDepth", 256, least: 1, most: 100_000),
            section.Number("MaxBlockRange", 10_000, least: 1, most: 10_000_000),
            section.Text("NativeSymbol", "ETH"))
        {
            Quorum = (int)section.Number("Quorum", 1, least: 1, most: 100),
            Verify = OneOf(section, "Verify", Verify.Receipts),
            Balances = OneOf(section, "Balances", Balances.Check),
            SampleEvery = section.Number("SampleEvery", 0),
            NativeLogs = section.Flag("NativeLogs", false),
        };

        if (settings.Endpoints.Count == 0)
        {
            section.Problem("Endpoints", "no endpoint is given: add a list with at least one http:// or https:// address");
        }

        if (settings.Endpoints.Count > 0 && settings.Quorum > settings.Endpoints.Count)
        {
            section.Problem("Quorum", $"{settings.Quorum} endpoints cannot agree where {settings.Endpoints.Count} are given: add endpoints, or lower it");
        }

        section.RefuseUnknownKeys();
        return settings;
    }

    private static T OneOf<T>(SectionReader section, string key, T otherwise)
        where T : struct, Enum =>
        Enum.TryParse<T>(section.OneOf(key, Enum.GetNames<T>(), otherwise.ToString()), out var known) ? known : otherwise;
}
