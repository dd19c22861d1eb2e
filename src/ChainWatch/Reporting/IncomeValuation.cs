using System.Numerics;
using System.Text.Json.Serialization;
using ChainWatch.Primitives;
using ChainWatch.Storage;
using ChainWatch.Valuing;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>What a payment's value follows from.</summary>
/// <param name="Value">The value; null where there is none.</param>
/// <param name="PriceSource">Where the price came from: <c>chainlink</c>, <c>pinned</c>, <c>file</c>, <c>manual</c>, <c>none</c>.</param>
/// <param name="Reason">Why there is no value.</param>
/// <param name="Evidence">Every figure.</param>
/// <param name="ValuedAt">When it was worked out.</param>
public sealed record ValuationItem(FiatAmount? Value, string PriceSource, string? Reason, Evidence Evidence, DateTimeOffset ValuedAt)
{
    /// <summary>Why it was replaced; null for the one that stands.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    /// <summary>When it was replaced.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public DateTimeOffset? ReplacedAt { get; init; }

    /// <summary>What stood before, oldest first.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<ValuationItem>? History { get; init; }
}

/// <summary>Why is a payment worth what it is worth?</summary>
public static class IncomeValuation
{
    /// <summary>The valuation that stands, with its history; null where the payment has not been valued yet.</summary>
    public static ValuationItem? Read(Ledger ledger, long incomeId) => ledger.Read(connection =>
    {
        var standing = connection.QueryFirstOrDefault<Row>("SELECT * FROM valuation WHERE income_id = @incomeId", new { incomeId });
        var history = connection.Query<Row>("SELECT * FROM valuation_history WHERE income_id = @incomeId ORDER BY id", new { incomeId });
        return standing is null ? null : standing.ToItem() with { History = [.. history.Select(row => row.ToItem())] };
    });

    private sealed class Row
    {
        public string Currency { get; init; } = "";

        public BigInteger? Amount { get; init; }

        public string PriceSource { get; init; } = "";

        public string Evidence { get; init; } = "";

        public string? Reason { get; init; }

        public DateTimeOffset ValuedAt { get; init; }

        public string? Note { get; init; }

        public DateTimeOffset? ReplacedAt { get; init; }

        public ValuationItem ToItem() => new(
            Amount is { } units ? new FiatAmount(Currency, units) : null, PriceSource, Reason, Valuing.Evidence.FromJson(Evidence), ValuedAt)
        {
            Note = Note,
            ReplacedAt = ReplacedAt,
        };
    }
}
