using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>How a chain stands. Heights are null before the first pass.</summary>
/// <param name="Name">The chain's name.</param>
/// <param name="ChainId">EIP-155 id.</param>
/// <param name="Head">Newest block seen.</param>
/// <param name="HeadAt">Its time.</param>
/// <param name="Final">Newest final block.</param>
/// <param name="Recorded">Newest block that is recorded for every source.</param>
/// <param name="Lag">Blocks between head and recorded.</param>
/// <param name="ObservedAt">When the worker last saw the chain.</param>
/// <param name="Halted">Why nothing more is recorded; null while all is well.</param>
/// <param name="Endpoints">How its endpoints stood when the worker last asked them.</param>
public sealed record ChainStatus(
    string Name, ulong ChainId, ulong? Head, DateTimeOffset? HeadAt, ulong? Final, ulong? Recorded, ulong? Lag, DateTimeOffset? ObservedAt, string? Halted, IReadOnlyList<EndpointItem> Endpoints);

/// <summary>How do things stand?</summary>
/// <param name="Chains">Every configured chain.</param>
/// <param name="Sources">Every configured source.</param>
/// <param name="Totals">What came in, by token.</param>
/// <param name="Alerts">The open alerts.</param>
/// <param name="Yields">What each source yields a year, from the owner's own flows, beside what its category is expected to.</param>
public sealed record StatusReport(
    IReadOnlyList<ChainStatus> Chains, IReadOnlyList<SourceStatus> Sources, IReadOnlyList<IncomeTotal> Totals, IReadOnlyList<AlertItem> Alerts, IReadOnlyList<SourceYield> Yields)
{
    /// <summary>Chains, sources, totals, open alerts and yields up to a time, as far as the ledger knows them.</summary>
    public static StatusReport Read(Ledger ledger, Settings settings, DateTimeOffset now)
    {
        var sources = SourceList.Read(ledger, settings);
        return new StatusReport(ReadChains(ledger, settings, sources), sources, IncomeTotals.Read(ledger), AlertList.Read(ledger), SourceYields.Read(ledger, settings, now));
    }

    private static List<ChainStatus> ReadChains(Ledger ledger, Settings settings, IReadOnlyList<SourceStatus> sources)
    {
        var rows = ledger.Read(connection => connection.Query<Row>("SELECT * FROM chain").ToDictionary(row => row.ChainId));
        var endpoints = EndpointList.Read(ledger);
        return [.. settings.Chains.Select(chain =>
        {
            var row = rows.GetValueOrDefault(chain.ChainId, new Row());
            var own = sources.Where(source => source.Chain == chain.Name).ToList();
            var recorded = own.Count == 0 || own.Any(source => source.Recorded is null) ? null : own.Min(source => source.Recorded);
            var lag = row.HeadBlock is { } head && recorded is { } block ? (ulong?)(head > block ? head - block : 0) : null;
            return new ChainStatus(chain.Name, chain.ChainId, row.HeadBlock, row.HeadTime, row.FinalBlock, recorded, lag, row.ObservedAt, row.Halted, [.. endpoints[chain.ChainId]]);
        })];
    }

    private sealed class Row
    {
        public ulong ChainId { get; init; }

        public ulong? HeadBlock { get; init; }

        public DateTimeOffset? HeadTime { get; init; }

        public ulong? FinalBlock { get; init; }

        public DateTimeOffset? ObservedAt { get; init; }

        public string? Halted { get; init; }
    }
}
