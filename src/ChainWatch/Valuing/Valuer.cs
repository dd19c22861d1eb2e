using ChainWatch.Chains;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Storage;

namespace ChainWatch.Valuing;

/// <summary>
/// Finds what every final payment of one chain was worth when it came. A batch is priced first, then its values and
/// alerts are written in one short transaction: a pass that ends anywhere and runs again values each payment once. A
/// payment without a price that can be trusted stands without a value, with the reason.
/// </summary>
public sealed class Valuer(Chain chain, Ledger ledger, PricingSettings pricing, TimeProvider clock)
{
    private const int BatchSize = 100;

    private readonly string _fingerprint = pricing.FingerprintFor(chain.Settings);

    private ulong ChainId => chain.Settings.ChainId;

    /// <summary>Values what is final and has no value.</summary>
    /// <returns>How many payments were tried.</returns>
    /// <exception cref="RpcException">The endpoint failed: nothing of the batch was written, and the next pass tries again.</exception>
    public async Task<int> RunAsync(CancellationToken cancellation)
    {
        var tried = 0;
        if (ReadDue(after: null) is { Count: > 0 } first)
        {
            var book = FeedBook.Open(ledger, ChainId);
            var prices = PriceSources.Of(chain, ledger, pricing, book);
            for (var batch = first; batch.Count > 0; batch = ReadDue(after: batch[^1]))
            {
                Write(await ValueAsync(batch, prices, cancellation), book);
                tried += batch.Count;
            }
        }

        CorrectAlerts();
        return tried;
    }

    private IReadOnlyList<UnvaluedPayment> ReadDue(UnvaluedPayment? after) => ValuationRows.ReadDue(ledger, ChainId, _fingerprint, after, BatchSize);

    private async Task<IReadOnlyList<Valuation>> ValueAsync(IReadOnlyList<UnvaluedPayment> batch, Prices prices, CancellationToken cancellation)
    {
        var valuations = new List<Valuation>();
        foreach (var payment in batch)
        {
            cancellation.ThrowIfCancellationRequested();
            var answer = await prices.AskAsync(payment.Sum, payment.Moment, cancellation);
            valuations.Add(Valuation.Of(payment, answer, pricing.Currency, chain.Settings.Name, _fingerprint));
        }

        return valuations;
    }

    private void Write(IReadOnlyList<Valuation> valuations, FeedBook book) => ledger.Write(connection =>
    {
        var now = clock.GetUtcNow();
        book.Save(connection, now);
        foreach (var valuation in valuations)
        {
            ValuationRows.Put(connection, valuation, now);
        }

        ValueAlerts.Settle(connection, ChainId, now);
    });

    // A reorg, or the owner, may have settled what was the matter.
    private void CorrectAlerts()
    {
        if (!ledger.Read(connection => ValueAlerts.AreTrue(connection, ChainId)))
        {
            ledger.Write(connection => ValueAlerts.Settle(connection, ChainId, clock.GetUtcNow()));
        }
    }
}
