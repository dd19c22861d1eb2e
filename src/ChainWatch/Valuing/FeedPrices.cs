using System.Globalization;

namespace ChainWatch.Valuing;

/// <summary>Prices of Chainlink feeds, as of the payment. A feed whose answers are in the chain's coin is chained with that coin's own.</summary>
/// <param name="feeds">The feeds of one chain.</param>
/// <param name="reader">Reads them.</param>
/// <param name="book">What their decimals were.</param>
internal sealed class FeedPrices(IReadOnlyList<FeedSettings> feeds, FeedReader reader, FeedBook book) : IPriceSource
{
    public async Task<Quote?> QuoteAsync(Sum sum, Moment at, CancellationToken cancellation)
    {
        if (feeds.FirstOrDefault(entry => entry.Token == sum.Token) is not { } feed)
        {
            return null;
        }

        var (price, step) = await ReadAsync(feed, at, cancellation);
        if (!feed.IsQuotedInNative)
        {
            return new Quote(PriceOrigin.Chainlink, price, sum, [step]);
        }

        var (coin, coinStep) = await ReadAsync(feeds.Single(entry => entry.Token.IsNative), at, cancellation);
        return new Quote(PriceOrigin.Chainlink, price.Times(coin), sum, [step, coinStep]);
    }

    private async Task<(Price Price, FeedStep Step)> ReadAsync(FeedSettings feed, Moment at, CancellationToken cancellation)
    {
        var runningSince = await ConfirmSequencerAsync(feed.Sequencer, at, cancellation);
        var reading = await reader.ReadAsync(feed.Feed, at, cancellation);
        if (FeedRules.Doubt(reading, at, feed.MaxAge, book.DecimalsOf(feed.Feed)) is { } doubt)
        {
            throw new NoPriceException(doubt);
        }

        book.Remember(feed.Feed, reading.Decimals);
        var price = new Price(reading.Round.Answer, reading.Decimals);
        return (price, new FeedStep(
            feed.Feed.ToString(),
            reading.Round.Id.ToString(CultureInfo.InvariantCulture),
            reading.Round.Answer.ToString(CultureInfo.InvariantCulture),
            reading.Decimals,
            price.ToString(),
            FeedRules.TimeOf(reading.Round.UpdatedAt),
            at.Block,
            at.Time,
            reading.IsFromRounds) { SequencerUpSince = runningSince });
    }

    private async Task<DateTimeOffset?> ConfirmSequencerAsync(SequencerSettings? sequencer, Moment at, CancellationToken cancellation)
    {
        if (sequencer is null)
        {
            return null;
        }

        var state = await reader.ReadSequencerAsync(sequencer.Feed, at, cancellation);
        return FeedRules.DoubtSequencer(sequencer.Feed, state, at, sequencer.Grace) is { } doubt
            ? throw new NoPriceException(doubt)
            : FeedRules.TimeOf(state.StartedAt);
    }
}
