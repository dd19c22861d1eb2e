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

/// <summary>One entry of the configuration section <c>Chains</c>.</summary>
/// <param name="Name">The name by which sources refer to the chain.</param>
/// <param name="ChainId">EIP-155 id; an endpoint that answers another one is refused.</param>
/// <param name="Endpoints">JSON-RPC over HTTP. Until several are compared with each other, the first one is asked.</param>
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
    internal static ChainSettings Read(SectionReader section)
    {
        var settings = new ChainSettings(
            section.Text("Name"),
            section.Number("ChainId", least: 1),
            section.Urls("Endpoints", ["http", "https"]),
            section.OptionalUrl("Heads", ["ws", "wss"]),
            section.Duration("PollInterval", TimeSpan.FromSeconds(2)),
            Enum.Parse<Finality>(Known(section.OneOf("Finality", Enum.GetNames<Finality>(), nameof(Finality.Depth)))),
            section.Number("Confirmations", 12, most: 100_000),
            section.Number("MaxReorgDepth", 256, least: 1, most: 100_000),
            section.Number("MaxBlockRange", 10_000, least: 1, most: 10_000_000),
            section.Text("NativeSymbol", "ETH"));

        if (settings.Endpoints.Count == 0)
        {
            section.Problem("Endpoints", "no endpoint is given: add a list with at least one http:// or https:// address");
        }

        // Agreement of several endpoints and proofs are configured here and not read yet.
        section.Leave("Quorum", "Verify");
        section.RefuseUnknownKeys();
        return settings;
    }

    private static string Known(string finality) => Enum.IsDefined(typeof(Finality), finality) ? finality : nameof(Finality.Depth);
}
