using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Valuing;

/// <summary>Where the prices of one chain's tokens come from, the best source first.</summary>
internal static class PriceSources
{
    /// <summary>Pinned before feeds, vault shares by their assets, the price file last.</summary>
    public static Prices Of(Chain chain, Ledger ledger, PricingSettings pricing, FeedBook book)
    {
        var name = chain.Settings.Name;
        List<IPriceSource> first =
        [
            new PinnedPrices([.. pricing.Pinned.Where(entry => entry.Chain == name)]),
            new FeedPrices([.. pricing.Feeds.Where(entry => entry.Chain == name)], new FeedReader(chain), book),
        ];
        List<IPriceSource> last = pricing.File is { } file ? [new FilePrices(file, name, Bearers(ledger, chain.Settings.ChainId))] : [];
        var shares = new SharePrices(chain, [.. pricing.Shares.Where(entry => entry.Chain == name)], new Prices([.. first, .. last]));
        return new Prices([.. first, shares, .. last]);
    }

    private static Func<Sum, bool> Bearers(Ledger ledger, ulong chainId)
    {
        var bearers = ledger.Read(connection => connection
            .Query<(string Symbol, long ChainId, byte[] Address)>("SELECT symbol, chain_id, address FROM token")
            .ToLookup(row => row.Symbol, row => ((ulong)row.ChainId, new Token(new Address(row.Address)))));
        return sum => bearers[sum.Symbol].All(bearer => bearer == (chainId, sum.Token));
    }
}
