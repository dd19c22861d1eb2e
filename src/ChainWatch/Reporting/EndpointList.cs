using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>An endpoint as it was last seen.</summary>
/// <param name="Name">Its address without credentials.</param>
/// <param name="State"><c>ok</c>, <c>resting</c>, <c>lagging</c>, <c>contradicting</c> or <c>refused</c>.</param>
/// <param name="LatencyMs">Milliseconds that an answer takes.</param>
/// <param name="Head">The newest block that it was seen to have.</param>
/// <param name="Reason">Why it is not <c>ok</c>.</param>
/// <param name="SeenAt">When that was noted.</param>
public sealed record EndpointItem(string Name, string State, long? LatencyMs, ulong? Head, string? Reason, DateTimeOffset SeenAt);

/// <summary>How do a chain's endpoints stand?</summary>
public static class EndpointList
{
    /// <summary>The endpoints of every chain, by chain id.</summary>
    public static ILookup<ulong, EndpointItem> Read(Ledger ledger) => ledger.Read(connection =>
        connection.Query<Row>("SELECT chain_id, name, state, latency_ms, head_block, reason, seen_at FROM endpoint ORDER BY chain_id, name")
            .ToLookup(row => row.ChainId, row => new EndpointItem(row.Name, row.State, row.LatencyMs, row.HeadBlock, row.Reason, row.SeenAt)));

    private sealed class Row
    {
        public ulong ChainId { get; init; }

        public string Name { get; init; } = "";

        public string State { get; init; } = "";

        public long? LatencyMs { get; init; }

        public ulong? HeadBlock { get; init; }

        public string? Reason { get; init; }

        public DateTimeOffset SeenAt { get; init; }
    }
}
