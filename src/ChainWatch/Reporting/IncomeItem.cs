using System.Text.Json.Serialization;
using ChainWatch.Primitives;

namespace ChainWatch.Reporting;

/// <summary>One payment, as <c>income list</c> shows it.</summary>
[JsonConverter(typeof(IncomeItemJson))]
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
    public string? Note { get; init; }

    /// <summary>What the beneficiary's balance says of it: agreed, disagreed, unchecked or trusted; null where it claims no arrival.</summary>
    public string? BalanceCheck { get; init; }

    /// <summary>What it would be by what arrived, where a balance says that less did and that can be told.</summary>
    public Amount? Arrived { get; init; }

    /// <summary>How it was released from quarantine, newest last, where one payment is shown by itself.</summary>
    public IReadOnlyList<ReleaseItem>? Releases { get; init; }

    /// <summary>What the value follows from, where one payment is asked for.</summary>
    public ValuationItem? Valuation { get; init; }

    /// <summary>What proves it, where that is asked for.</summary>
    public ProofDetail? Evidence { get; init; }

    /// <summary>Its tax, where one payment is shown by itself.</summary>
    public TaxDetail? Tax { get; init; }
}
