using ChainWatch.Chains;
using ChainWatch.Configuration;
using ChainWatch.Primitives;

namespace ChainWatch.Valuing;

/// <summary>What must hold between entries of <c>Pricing</c> that are each right by themselves.</summary>
internal static class PricingAgreement
{
    public static void Check(PricingSettings pricing, IReadOnlyList<ChainSettings> chains, SectionReader section)
    {
        var entries = Entries(pricing).ToList();
        foreach (var (key, chain, _) in entries.Where(entry => chains.All(known => known.Name != entry.Chain)))
        {
            section.Problem($"{key}:Chain", $"'{chain}' is not in Chains: use {SectionReader.Alternatives(chain, [.. chains.Select(known => known.Name)])}");
        }

        foreach (var twice in entries.GroupBy(entry => (entry.Chain, entry.Token)).SelectMany(same => same.Skip(1).Select(later => (later.Key, First: same.First().Key))))
        {
            section.Problem($"{twice.Key}:Token", $"{twice.First} prices the same token already: leave one of them");
        }

        for (var i = 0; i < pricing.Feeds.Count; i++)
        {
            CheckQuote(pricing, pricing.Feeds[i], $"Feeds:{i}:Quote", section);
        }

        for (var i = 0; i < pricing.Shares.Count; i++)
        {
            if (pricing.Shares[i].Token.IsNative)
            {
                section.Problem($"Shares:{i}:Token", "the chain's own coin is no share of a vault: name the vault's address");
            }
        }
    }

    private static void CheckQuote(PricingSettings pricing, FeedSettings feed, string key, SectionReader section)
    {
        if (!feed.IsQuotedInNative)
        {
            return;
        }

        if (feed.Token.IsNative)
        {
            section.Problem(key, "the chain's own coin cannot be quoted in itself: remove Quote");
        }
        else if (!pricing.Feeds.Any(other => other.Chain == feed.Chain && other.Token.IsNative && !other.IsQuotedInNative))
        {
            section.Problem(key, $"an answer in the coin of {feed.Chain} needs that coin's own feed: add one with Token native");
        }
    }

    private static IEnumerable<(string Key, string Chain, Token Token)> Entries(PricingSettings pricing) =>
    [
        .. pricing.Feeds.Select((feed, i) => ($"Feeds:{i}", feed.Chain, feed.Token)),
        .. pricing.Pinned.Select((pinned, i) => ($"Pinned:{i}", pinned.Chain, pinned.Token)),
        .. pricing.Shares.Select((share, i) => ($"Shares:{i}", share.Chain, share.Token)),
    ];
}
