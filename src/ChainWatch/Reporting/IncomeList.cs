using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Storage;

namespace ChainWatch.Reporting;

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
    public static IEnumerable<IncomeItem> Walk(Ledger ledger, IncomeFilter filter)
    {
        var addresses = new AddressTexts();
        return ledger.Read(connection => ReadRows(connection, filter)).Select(row => row.ToItem(addresses));
    }

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

    private static List<Row> ReadRows(DbConnection connection, IncomeFilter filter)
    {
        using var query = new BoundQuery(connection, Sql(filter));
        query.Bind("@Id", filter.Id);
        query.Bind("@Source", filter.Source);
        query.Bind("@From", filter.From);
        query.Bind("@Before", filter.Before);
        query.Bind("@Stage", filter.Stage);
        query.Bind("@Newest", filter.Newest);
        var rows = new List<Row>();
        while (query.Next())
        {
            rows.Add(new Row(query));
        }

        return rows;
    }

    // In the order of the query's columns.
    private sealed class Row(BoundQuery query)
    {
        private readonly long _id = query.Long(0);
        private readonly string _source = query.Text(1);
        private readonly string _category = query.Text(2);
        private readonly string _kind = query.Text(3);
        private readonly string _stage = query.Text(4);
        private readonly string _chain = query.Text(5);
        private readonly ulong _blockNumber = query.Natural(6);
        private readonly Hash32 _blockHash = query.Hash(7);
        private readonly Hash32 _transactionHash = query.Hash(8);
        private readonly int _logIndex = query.Int(9);
        private readonly DateTimeOffset _occurredAt = query.Time(10);
        private readonly Address _payer = query.Address(11);
        private readonly Address _beneficiary = query.Address(12);
        private readonly Token _token = new(query.Address(13));
        private readonly BigInteger _amount = query.Amount(14);
        private readonly string _symbol = query.Text(15);
        private readonly int _decimals = query.Int(16);
        private readonly string? _quarantine = query.TextOrNull(17);
        private readonly string? _balanceCheck = query.TextOrNull(18);
        private readonly BigInteger? _arrived = query.AmountOrNull(19);
        private readonly string? _note = query.TextOrNull(20);
        private readonly DateTimeOffset? _orphanedAt = query.TimeOrNull(21);
        private readonly string _proof = query.Text(22);
        private readonly bool _isFinal = query.Bool(23);
        private readonly string? _currency = query.TextOrNull(24);
        private readonly BigInteger? _worth = query.AmountOrNull(25);
        private readonly string? _priceSource = query.TextOrNull(26);

        public IncomeItem ToItem(AddressTexts addresses)
        {
            var token = addresses.Of(_token);
            return new IncomeItem(
                _id.ToString(CultureInfo.InvariantCulture),
                _source,
                _category,
                _kind,
                _stage,
                _chain,
                _blockNumber,
                _blockHash.ToString(),
                _transactionHash.ToString(),
                _logIndex,
                _occurredAt,
                addresses.Of(_payer),
                addresses.Of(_beneficiary),
                Amount.Of(token, _symbol, _decimals, _amount),
                _worth is { } units ? new FiatAmount(_currency!, units) : null,
                _priceSource,
                Status,
                _proof,
                _quarantine,
                _orphanedAt)
            {
                Note = _note,
                BalanceCheck = _balanceCheck,
                Arrived = _arrived is { } arrived ? Amount.Of(token, _symbol, _decimals, arrived) : null,
            };
        }

        private IncomeStatus Status => _orphanedAt is not null ? IncomeStatus.Orphaned
            : _quarantine is not null ? IncomeStatus.Quarantined
            : _isFinal ? IncomeStatus.Final
            : IncomeStatus.Pending;
    }
}
