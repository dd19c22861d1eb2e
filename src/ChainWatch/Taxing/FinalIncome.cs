using System.Data.Common;
using System.Numerics;
using ChainWatch.Primitives;
using Dapper;

namespace ChainWatch.Taxing;

/// <summary>Place of a payment in the order in which payments are assessed: by time, then by place on their chain.</summary>
internal sealed record IncomePosition(long OccurredAt, long ChainId, long BlockNumber, long LogIndex, long Part, long Id)
{
    public static IncomePosition BeforeAll { get; } = new(long.MinValue, 0, 0, 0, 0, 0);
}

/// <summary>A final payment that stands and may be taken at its word, as taxing sees it.</summary>
internal sealed class FinalIncome
{
    public long Id { get; init; }

    public string Source { get; init; } = "";

    public string Category { get; init; } = "";

    public string Stage { get; init; } = "";

    public DateTimeOffset OccurredAt { get; init; }

    public long ChainId { get; init; }

    public long BlockNumber { get; init; }

    public long LogIndex { get; init; }

    public long Part { get; init; }

    public Token Token { get; init; }

    public string Symbol { get; init; } = "";

    public int Decimals { get; init; }

    public BigInteger Amount { get; init; }

    /// <summary>Whether valuing has come to it, with or without a price.</summary>
    public bool IsValued { get; init; }

    public string? Currency { get; init; }

    public BigInteger? Worth { get; init; }

    public string? WhyNoValue { get; init; }

    public IncomePosition Position => new(OccurredAt.ToUnixTimeSeconds(), ChainId, BlockNumber, LogIndex, Part, Id);

    public FiatAmount? Value => Worth is { } units ? new FiatAmount(Currency!, units) : null;

    public DateOnly Day => Days.Of(OccurredAt);

    /// <summary>The next ones after a position that have no assessment.</summary>
    public static IReadOnlyList<FinalIncome> ReadUnassessed(DbConnection connection, IncomePosition after, int most) =>
        Read(connection, after, most, alsoAssessed: false);

    /// <summary>All of them, in order.</summary>
    public static IReadOnlyList<FinalIncome> ReadAll(DbConnection connection) =>
        Read(connection, IncomePosition.BeforeAll, int.MaxValue, alsoAssessed: true);

    private static IReadOnlyList<FinalIncome> Read(DbConnection connection, IncomePosition after, int most, bool alsoAssessed) =>
        connection.Query<FinalIncome>(
            """
            SELECT i.id, s.name AS source, i.category, i.stage, i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part,
                i.token, t.symbol, t.decimals, i.amount,
                v.income_id IS NOT NULL AS is_valued, v.currency, v.amount AS worth, v.reason AS why_no_value
            FROM income i
            JOIN source s ON s.id = i.source_id
            JOIN chain c ON c.chain_id = i.chain_id
            JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
            LEFT JOIN valuation v ON v.income_id = i.id AND v.base_units = i.amount
            LEFT JOIN assessment a ON a.income_id = i.id
            WHERE (@alsoAssessed OR a.income_id IS NULL) AND i.orphaned_at IS NULL AND i.quarantine IS NULL AND i.block_number <= c.final_block
                AND (i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part, i.id)
                    > (@OccurredAt, @ChainId, @BlockNumber, @LogIndex, @Part, @Id)
            ORDER BY i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part, i.id
            LIMIT @most
            """,
            new { after.OccurredAt, after.ChainId, after.BlockNumber, after.LogIndex, after.Part, after.Id, most, alsoAssessed }).AsList();
}
