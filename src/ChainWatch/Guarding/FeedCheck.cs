using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Recognizing;
using ChainWatch.Valuing;

namespace ChainWatch.Guarding;

/// <summary>Is a configured feed there, and is it a price in what the configuration takes it for?</summary>
internal static class FeedCheck
{
    /// <summary>What the feed says of itself.</summary>
    /// <exception cref="ChainWatchException">It does not answer as a feed does, or names another currency.</exception>
    public static async Task<string> DescribeAsync(FeedSettings feed, string currency, Chain chain, CancellationToken cancellation)
    {
        try
        {
            var description = Printable((await AskAsync(feed.Feed, chain, "description", cancellation)).Text(0));
            var decimals = (await AskAsync(feed.Feed, chain, "decimals", cancellation)).Integer(0);
            var round = await AskAsync(feed.Feed, chain, "latestRoundData", cancellation);
            if (feed.Sequencer is { } sequencer)
            {
                await AskAsync(sequencer.Feed, chain, "latestRoundData", cancellation);
            }

            ConfirmQuote(feed, description, currency);
            return $"feed '{description}' at {feed.Feed}, answers {new Price(round.Integer("answer"), (int)decimals)}";
        }
        catch (Exception wrong) when (wrong is AbiException or RpcException { Failure: RpcFailure.Reverted })
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "no-feed",
                $"Pricing: Feeds: {feed.Feed} on {feed.Chain} (or its Sequencer) does not answer as a Chainlink feed does.",
                "Correct Feed or Chain and type: chainwatch check",
                wrong);
        }
    }

    // Feeds describe themselves as "ETH / USD". One that names another currency would give values that are wrong by its rate.
    private static void ConfirmQuote(FeedSettings feed, string description, string currency)
    {
        if (description.Split('/') is not [_, var quote])
        {
            return;
        }

        var isInCurrency = quote.Trim().Equals(currency, StringComparison.OrdinalIgnoreCase);
        if (isInCurrency == feed.IsQuotedInNative)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                "wrong-currency",
                $"Pricing: Feeds: {feed.Feed} on {feed.Chain} is '{description}', but is taken for a price in {(feed.IsQuotedInNative ? $"the coin of {feed.Chain}" : currency)}.",
                feed.IsQuotedInNative ? "Remove Quote and type: chainwatch check" : "Name a feed in that currency, set Quote to native for one in the chain's coin, or correct Currency.");
        }
    }

    private static string Printable(string text) => string.Concat(text.Where(sign => !char.IsControl(sign)).Take(60));

    private static async Task<AbiValues> AskAsync(Address feed, Chain chain, string question, CancellationToken cancellation)
    {
        var function = ContractAbi.AggregatorV3.Function(question);
        return function.DecodeResult(await chain.CallAsync(feed, function.Encode(), BlockTag.Latest, cancellation));
    }
}
