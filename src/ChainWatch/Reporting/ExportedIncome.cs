using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>Which income goes into a file for other programs, and what is left out?</summary>
internal static class ExportedIncome
{
    /// <summary>
    /// What is final and not quarantined, oldest first; beside it, why each other row is left out. The same money may stand
    /// in two stages: what was credited waits until it is received, and what accrued gives way to what the same source has
    /// paid in the same token.
    /// </summary>
    public static (IReadOnlyList<ExportEntry> Entries, IReadOnlyList<(ExportEntry Entry, string Reason)> LeftOut) Read(DbConnection connection)
    {
        var rows = connection.Query<Row>(
            """
            SELECT i.id, i.source_id, s.name AS source, i.category, i.kind, i.stage, c.name AS chain, i.chain_id, i.transaction_hash, i.log_index,
                i.occurred_at, i.payer, i.beneficiary, i.token, i.amount, t.symbol, t.decimals, i.quarantine IS NOT NULL AS is_quarantined,
                i.orphaned_at IS NOT NULL AS is_orphaned, i.block_number <= coalesce(c.final_block, -1) AS is_final,
                v.currency, v.amount AS worth, v.price_source
            FROM income i
            JOIN source s ON s.id = i.source_id
            JOIN chain c ON c.chain_id = i.chain_id
            JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
            LEFT JOIN valuation v ON v.income_id = i.id AND v.base_units = i.amount
            ORDER BY i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part, i.id
            """).AsList();
        var paid = rows.Where(row => row.Unfit is null && row.Stage == Received).Select(row => (row.SourceId, row.Token)).ToHashSet();
        var entries = new List<ExportEntry>(rows.Count);
        var leftOut = new List<(ExportEntry, string)>();
        foreach (var row in rows)
        {
            if ((row.Unfit ?? row.Elsewhere(paid)) is { } reason)
            {
                leftOut.Add((row.ToEntry(), reason));
            }
            else
            {
                entries.Add(row.ToEntry());
            }
        }

        return (entries, leftOut);
    }

    private static readonly string Received = Stage.Received.Word();
    private static readonly string Accrued = Stage.Accrued.Word();
    private static readonly string Distributed = Stage.Distributed.Word();
    private static readonly string Withheld = Stage.Withheld.Word();
    private static readonly string Returned = Stage.ReturnOfCapital.Word();

    private sealed class Row
    {
        public long Id { get; init; }

        public long SourceId { get; init; }

        public string Source { get; init; } = "";

        public string Category { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Stage { get; init; } = "";

        public string Chain { get; init; } = "";

        public ulong ChainId { get; init; }

        public Hash32 TransactionHash { get; init; }

        public int LogIndex { get; init; }

        public DateTimeOffset OccurredAt { get; init; }

        public Address Payer { get; init; }

        public Address Beneficiary { get; init; }

        public Token Token { get; init; }

        public BigInteger Amount { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public bool IsQuarantined { get; init; }

        public bool IsOrphaned { get; init; }

        public bool IsFinal { get; init; }

        public string? Currency { get; init; }

        public BigInteger? Worth { get; init; }

        public string? PriceSource { get; init; }

        public string? Unfit => IsOrphaned ? "orphaned: a reorg took it back"
            : IsQuarantined ? "quarantined: a person must look at it"
            : IsFinal ? null
            : "pending: not final yet";

        public string? Elsewhere(HashSet<(long, Token)> paid) =>
            Stage == Distributed ? "distributed: it counts when it is received"
            : Stage == Withheld ? "withheld: it never came to a wallet"
            : Stage == Accrued && paid.Contains((SourceId, Token)) ? "accrued: the source's received income counts"
            : null;

        public ExportEntry ToEntry() => new(
            string.Create(CultureInfo.InvariantCulture, $"income:{Id}"),
            Stage == Returned ? ExportSubject.Capital : ExportSubject.Income,
            OccurredAt,
            Chain,
            ChainId,
            TransactionHash == default ? "" : TransactionHash.ToString(),
            Token,
            Symbol,
            Decimals,
            Amount)
        {
            IncomeId = Id,
            Source = Source,
            Category = Category,
            Kind = Kind,
            Stage = Stage,
            LogIndex = LogIndex,
            Payer = Payer,
            Beneficiary = Beneficiary,
            Value = Worth is { } units ? new FiatAmount(Currency!, units) : null,
            PriceSource = PriceSource,
        };
    }
}
