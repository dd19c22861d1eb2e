using ChainWatch.Ethereum;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>How a source stands.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Chain">The chain that it pays on.</param>
/// <param name="Kind">What its contract is.</param>
/// <param name="Category">The owner's word for its income.</param>
/// <param name="Contract">The contract; null for a kind that has none.</param>
/// <param name="Beneficiary">The wallet that is paid.</param>
/// <param name="FromBlock">First block that is read.</param>
/// <param name="Recorded">Newest block that is recorded; null while none is.</param>
/// <param name="Payments">Payments that stand; what was only credited is none yet.</param>
/// <param name="LastPaymentAt">Time of the newest of them.</param>
public sealed record SourceStatus(
    string Name, string Chain, string Kind, string Category, string? Contract, string Beneficiary, ulong FromBlock, ulong? Recorded, int Payments, DateTimeOffset? LastPaymentAt)
{
    /// <summary>Those of the payments that are quarantined: a person must look at them.</summary>
    public int Quarantined { get; init; }
}

/// <summary>Which sources are watched, and how far?</summary>
public static class SourceList
{
    /// <summary>Every configured source, in the configuration's order.</summary>
    public static IReadOnlyList<SourceStatus> Read(Ledger ledger, Settings settings)
    {
        var rows = ledger.Read(connection => connection.Query<Row>(
            """
            SELECT s.name, s.next_block,
                (SELECT count(*) FROM income i WHERE i.source_id = s.id AND i.quarantine IS NOT NULL AND i.orphaned_at IS NULL) AS quarantined,
                (SELECT coalesce(sum(n.payments), 0) FROM income_total n WHERE n.source_id = s.id AND n.kind || ' ' || n.stage NOT IN @Credits)
                    + (SELECT count(*) FROM income i WHERE i.source_id = s.id AND i.quarantine IS NOT NULL AND i.orphaned_at IS NULL AND i.kind || ' ' || i.stage NOT IN @Credits) AS payments,
                (SELECT i.occurred_at FROM income i WHERE i.source_id = s.id AND i.orphaned_at IS NULL AND i.kind || ' ' || i.stage NOT IN @Credits ORDER BY i.occurred_at DESC LIMIT 1) AS last_payment_at
            FROM source s
            """,
            new { SourceKinds.Credits }).ToDictionary(row => row.Name));
        return [.. settings.Sources.Select(source => Describe(source, rows.GetValueOrDefault(source.Name)))];
    }

    private static SourceStatus Describe(SourceSettings source, Row? row) => new(
        source.Name,
        source.Chain,
        source.Kind,
        source.Category,
        source.Contract == Address.Zero ? null : source.Contract.ToString(),
        source.Beneficiary.ToString(),
        source.FromBlock,
        row is not null && row.NextBlock > source.FromBlock ? row.NextBlock - 1 : null,
        row?.Payments ?? 0,
        row?.LastPaymentAt)
    {
        Quarantined = row?.Quarantined ?? 0,
    };

    private sealed class Row
    {
        public string Name { get; init; } = "";

        public ulong NextBlock { get; init; }

        public int Payments { get; init; }

        public int Quarantined { get; init; }

        public DateTimeOffset? LastPaymentAt { get; init; }
    }
}
