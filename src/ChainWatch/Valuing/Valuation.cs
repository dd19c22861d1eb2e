using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Valuing;

/// <summary>A final payment that has no value yet.</summary>
internal sealed class UnvaluedPayment
{
    public long Id { get; init; }

    public ulong BlockNumber { get; init; }

    public int LogIndex { get; init; }

    public int Part { get; init; }

    public DateTimeOffset OccurredAt { get; init; }

    public Token Token { get; init; }

    public string Symbol { get; init; } = "";

    public int Decimals { get; init; }

    public BigInteger Amount { get; init; }

    public Sum Sum => new(Token, Symbol, Amount, Decimals);

    public Moment Moment => new(BlockNumber, OccurredAt);
}

/// <summary>What a payment was worth, or why nobody knows.</summary>
/// <param name="IncomeId">The payment.</param>
/// <param name="BaseUnits">Its amount that was valued.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Value">The value; null where no price could be trusted.</param>
/// <param name="Origin">Where the price came from.</param>
/// <param name="Evidence">What the value follows from.</param>
/// <param name="Reason">Why there is no value; null where there is one.</param>
/// <param name="Pricing">Fingerprint of the configuration that was used.</param>
internal sealed record Valuation(
    long IncomeId, BigInteger BaseUnits, string Currency, FiatAmount? Value, PriceOrigin Origin, Evidence Evidence, string? Reason, string Pricing)
{
    /// <summary>The payment's value by an answer.</summary>
    public static Valuation Of(UnvaluedPayment payment, Answer answer, string currency, string chain, string pricing)
    {
        if (answer.Quote is { } quote)
        {
            var value = quote.Price.ValueOf(quote.Counted.BaseUnits, quote.Counted.Decimals, currency);
            return new Valuation(
                payment.Id, payment.Amount, currency, value, quote.Origin, Evidence.Of(quote.Counted, quote.Steps, answer.Refused), null, pricing);
        }

        var reason = answer.Refused.Count > 0 ? string.Join("; ", answer.Refused) : $"Pricing has no price of {payment.Sum} on {chain}";
        return new Valuation(
            payment.Id, payment.Amount, currency, null, PriceOrigin.None, Evidence.Of(payment.Sum, [], answer.Refused), reason, pricing);
    }
}
