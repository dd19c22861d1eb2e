namespace ChainWatch.Valuing;

/// <summary>Prices that the owner has fixed in the configuration.</summary>
internal sealed class PinnedPrices(IReadOnlyList<PinnedSettings> pinned) : IPriceSource
{
    public Task<Quote?> QuoteAsync(Sum sum, Moment at, CancellationToken cancellation) => Task.FromResult(
        pinned.FirstOrDefault(entry => entry.Token == sum.Token) is { } found
            ? new Quote(PriceOrigin.Pinned, found.Price, sum, [new PinnedStep(found.Price.ToString())])
            : null);
}
