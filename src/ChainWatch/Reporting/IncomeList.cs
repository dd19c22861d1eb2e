using System.Globalization;
using System.Numerics;
using System.Text.Json.Serialization;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>One payment, as <c>income list</c> shows it.</summary>
public sealed record IncomeItem(
    string Id,
    string Source,
    string Category,
    string Kind,
    string Stage,
    string Chain,
    ulong BlockNumber,
    string BlockHash,
    string TransactionHash,
    int LogIndex,
    DateTimeOffset OccurredAt,
    string Payer,
    string Beneficiary,
    Amount Amount,
    FiatAmount? Value,
    string? PriceSource,
    IncomeStatus Status,
    string Proof,
    string? Quarantine,
    DateTimeOffset? OrphanedAt)
{
    /// <summary>What there is to say about the payment beside its amount, such as the invoice that it pays, or why no balance confirms it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    /// <summary>What the beneficiary's balance says of it: agreed, disagreed, unchecked or trusted; null where it claims no arrival.</summary>
    public string? BalanceCheck { get; init; }

    /// <summary>What it would be by what arrived, where a balance says that less did and that can be told.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Amount? Arrived { get; init; }

    /// <summary>How it was released from quarantine, newest last, where one payment is shown by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ReleaseItem>? Releases { get; init; }

    /// <summary>What the value follows from, where one payment is asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ValuationItem? Valuation { get; init; }

    /// <summary>What proves it, where that is asked for.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ProofDetail? Evidence { get; init; }

    /// <summary>Its tax, where one payment is shown by itself.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public TaxDetail? Tax { get; init; }
}

/// <summary>Which payments are asked for; null for any.</summary>
/// <param name="Source">Name of a source.</param>
/// <param name="From">Not before this time.</param>
/// <param name="Before">Before this time.</param>
/// <param name="Stage">A stage of income, for example <c>received</c>.</param>
/// <param name="IncludeOrphaned">Whether payments that a reorg took back are shown too.</param>
/// <param name="Id">One payment by its id.</param>
/// <param name="Newest">At most so many, the newest.</param>
public sealed record IncomeFilter(
    string? Source = null,
    DateTimeOffset? From = null,
    DateTimeOffset? Before = null,
    string? Stage = null,
    bool IncludeOrphaned = false,
    long? Id = null,
    int? Newest = null)
{
    // A condition that may be empty (@Source IS NULL OR …) would keep SQLite from using an index: only what is asked for is said.
    internal string Conditions
    {
        get
        {
            (string Condition, bool IsAsked)[] all =
            [
                ("i.id = @Id", Id is not null),
                ("i.source_id = (SELECT id FROM source WHERE name = @Source)", Source is not null),
                ("i.occurred_at >= @From", From is not null),
                ("i.occurred_at < @Before", Before is not null),
                ("i.stage = @Stage", Stage is not null),
                ("i.orphaned_at IS NULL", !IncludeOrphaned),
                ("1 = 1", true),
            ];
            return string.Join(" AND ", all.Where(each => each.IsAsked).Select(each => each.Condition));
        }
    }
}

/// <summary>What was paid to the owner?</summary>
public static class IncomeList
{
    /// <summary>The payments that match, oldest first.</summary>
    public static IReadOnlyList<IncomeItem> Read(Ledger ledger, IncomeFilter filter) => [.. Walk(ledger, filter)];

    /// <summary>The same, each made when it is its turn: a history as it is shown takes several times the memory of its rows.</summary>
    public static IEnumerable<IncomeItem> Walk(Ledger ledger, IncomeFilter filter) =>
        ledger.Read(connection => connection.Query<Row>(Sql(filter), filter).AsList()).Select(row => row.ToItem());

    // The newest are chosen first, in the very order of an index, which is left as soon as there are enough of them; with
    // any other order, and with the joined tables in sight, SQLite would read and sort a whole history.
    internal static string Sql(IncomeFilter filter) =>
        $"""
        SELECT i.id, s.name AS source, i.category, i.kind, i.stage, c.name AS chain, i.block_number, i.block_hash,
            i.transaction_hash, i.log_index, i.occurred_at, i.payer, i.beneficiary, i.token, i.amount, t.symbol, t.decimals,
            i.quarantine, i.balance_check, i.arrived, i.note, i.orphaned_at, i.proof, i.block_number <= coalesce(c.final_block, -1) AS is_final,
            v.currency, v.amount AS worth, v.price_source
        FROM (
            SELECT * FROM income i WHERE {filter.Conditions}{(filter.Newest is null ? "" : " ORDER BY i.occurred_at DESC, i.id DESC LIMIT @Newest")}
        ) i
        JOIN source s ON s.id = i.source_id
        JOIN chain c ON c.chain_id = i.chain_id
        JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
        LEFT JOIN valuation v ON v.income_id = i.id
        ORDER BY i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part, i.id
        """;

    private sealed class Row
    {
        public long Id { get; init; }

        public string Source { get; init; } = "";

        public string Category { get; init; } = "";

        public string Kind { get; init; } = "";

        public string Stage { get; init; } = "";

        public string Chain { get; init; } = "";

        public ulong BlockNumber { get; init; }

        public Hash32 BlockHash { get; init; }

        public Hash32 TransactionHash { get; init; }

        public int LogIndex { get; init; }

        public DateTimeOffset OccurredAt { get; init; }

        public Address Payer { get; init; }

        public Address Beneficiary { get; init; }

        public Token Token { get; init; }

        public BigInteger Amount { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public string? Quarantine { get; init; }

        public string? BalanceCheck { get; init; }

        public BigInteger? Arrived { get; init; }

        public string? Note { get; init; }

        public DateTimeOffset? OrphanedAt { get; init; }

        public string Proof { get; init; } = "";

        public bool IsFinal { get; init; }

        public string? Currency { get; init; }

        public BigInteger? Worth { get; init; }

        public string? PriceSource { get; init; }

        public IncomeItem ToItem() => new(
            Id.ToString(CultureInfo.InvariantCulture),
            Source,
            Category,
            Kind,
            Stage,
            Chain,
            BlockNumber,
            BlockHash.ToString(),
            TransactionHash.ToString(),
            LogIndex,
            OccurredAt,
            Payer.ToString(),
            Beneficiary.ToString(),
            Reporting.Amount.Of(Token, Symbol, Decimals, Amount),
            Worth is { } units ? new FiatAmount(Currency!, units) : null,
            PriceSource,
            OrphanedAt is not null ? IncomeStatus.Orphaned
                : Quarantine is not null ? IncomeStatus.Quarantined
                : IsFinal ? IncomeStatus.Final
                : IncomeStatus.Pending,
            Proof,
            Quarantine,
            OrphanedAt)
        {
            Note = Note,
            BalanceCheck = BalanceCheck,
            Arrived = Arrived is { } arrived ? Reporting.Amount.Of(Token, Symbol, Decimals, arrived) : null,
        };
    }
}
