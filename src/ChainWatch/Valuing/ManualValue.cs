using System.Data.Common;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Valuing;

/// <summary>
/// A value that the owner gives to a payment, as a price of one whole token. It stands until the owner gives another:
/// no pass ever replaces it. What stood before is kept, with the owner's note.
/// </summary>
public static class ManualValue
{
    private const int LongestNote = 1000;

    /// <summary>Values a payment by the owner's price.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="settings">The configuration: its currency counts.</param>
    /// <param name="incomeId">The payment.</param>
    /// <param name="price">What one whole token was worth, in plain digits.</param>
    /// <param name="note">Why the owner says so.</param>
    /// <param name="now">When.</param>
    /// <returns>The payment's value.</returns>
    /// <exception cref="ChainWatchException">The price or the note is none, or there is no such payment to be valued.</exception>
    public static FiatAmount Enter(Ledger ledger, Settings settings, long incomeId, string price, string note, DateTimeOffset now)
    {
        if (!Price.TryParse(price, out var read))
        {
            throw Refuse("bad-price", $"'{price}' is not a price.", $"Write what one whole token was worth in positive digits, for example: chainwatch income value {incomeId} --price 1.25 --note \"why\"");
        }

        if (note.Trim() is not { Length: > 0 and <= LongestNote } kept)
        {
            throw Refuse("no-note", $"The note must say why, in {LongestNote} characters at most.", $"Type for example: chainwatch income value {incomeId} --price {price} --note \"closing price of the exchange that day\"");
        }

        FiatAmount? value = null;
        ledger.Write(connection => value = Enter(connection, settings, incomeId, read, kept, now));
        return value!.Value;
    }

    private static FiatAmount Enter(DbConnection connection, Settings settings, long incomeId, Price price, string note, DateTimeOffset now)
    {
        var payment = Find(connection, incomeId);
        var currency = settings.Pricing?.Currency ?? PricingSettings.DefaultCurrency;
        var value = price.ValueOf(payment.Amount, payment.Decimals, currency);
        var sum = new Sum(payment.Token, payment.Symbol, payment.Amount, payment.Decimals);
        var valuation = new Valuation(
            incomeId, payment.Amount, currency, value, PriceOrigin.Manual, Evidence.Of(sum, [new ManualStep(price.ToString(), note)], []), null, Fingerprint(settings, payment.ChainId));

        if (ValuationRows.Keep(connection, incomeId, note, now) == 0)
        {
            // Nothing stood there: the history says so, and so holds every note.
            ValuationRows.Replace(connection, valuation with { Value = null, Origin = PriceOrigin.None, Evidence = Evidence.Of(sum, [], []), Reason = "not valued yet" }, now);
            ValuationRows.Keep(connection, incomeId, note, now);
        }

        ValuationRows.Replace(connection, valuation, now);
        ValueAlerts.Settle(connection, payment.ChainId, now);
        return value;
    }

    private static Row Find(DbConnection connection, long incomeId)
    {
        var payment = connection.QueryFirstOrDefault<Row>(
            """
            SELECT i.chain_id, i.token, i.amount, i.orphaned_at, i.quarantine, t.symbol, t.decimals
            FROM income i JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token WHERE i.id = @incomeId
            """,
            new { incomeId });
        return payment switch
        {
            null => throw Refuse("no-income", $"There is no income with the id {incomeId}.", "See the ids with: chainwatch income list"),
            { OrphanedAt: not null } => throw Refuse("orphaned", $"Income {incomeId} was taken back by a reorg, so it has no value.", $"See it with: chainwatch income show {incomeId}"),
            { Quarantine: { } doubt } => throw Refuse("quarantined", $"Income {incomeId} is quarantined, so its amount cannot be valued: {doubt}.", $"See it with: chainwatch income show {incomeId}"),
            _ => payment,
        };
    }

    private static string Fingerprint(Settings settings, ulong chainId) =>
        settings.Chains.FirstOrDefault(chain => chain.ChainId == chainId) is { } chain && settings.Pricing is { } pricing ? pricing.FingerprintFor(chain) : "none";

    private static ChainWatchException Refuse(string code, string message, string hint) => new(Refusal.Refused, code, message, hint);

    private sealed class Row
    {
        public ulong ChainId { get; init; }

        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public BigInteger Amount { get; init; }

        public DateTimeOffset? OrphanedAt { get; init; }

        public string? Quarantine { get; init; }
    }
}
