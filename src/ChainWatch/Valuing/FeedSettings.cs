using ChainWatch.Configuration;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Valuing;

/// <summary>The feed that says whether a layer-2 chain's sequencer runs: while it does not, prices there are old.</summary>
/// <param name="Feed">The sequencer uptime feed.</param>
/// <param name="Grace">How long the sequencer must have been running before prices are believed.</param>
public sealed record SequencerSettings(Address Feed, TimeSpan Grace);

/// <summary>One price feed that speaks Chainlink's <c>AggregatorV3Interface</c>.</summary>
/// <param name="Chain">Name of the chain that it stands on, which is the token's.</param>
/// <param name="Token">What it is the price of.</param>
/// <param name="Feed">The feed, usually a proxy.</param>
/// <param name="MaxAge">Oldest answer that is believed, as of the payment's block: the feed's heartbeat and some slack.</param>
/// <param name="IsQuotedInNative">Whether its answers are in the chain's own coin, whose feed then gives the currency.</param>
/// <param name="Sequencer">On a layer-2 chain, what says whether its sequencer runs.</param>
public sealed record FeedSettings(string Chain, Token Token, Address Feed, TimeSpan MaxAge, bool IsQuotedInNative, SequencerSettings? Sequencer)
{
    internal static FeedSettings Read(SectionReader section)
    {
        var settings = new FeedSettings(
            section.Text("Chain"),
            section.Token("Token"),
            section.Address("Feed"),
            section.Duration("MaxAge"),
            section.OneOf("Quote", ["currency", "native"], "currency") == "native",
            section.OptionalSection("Sequencer") is { } sequencer ? ReadSequencer(sequencer) : null);
        section.RefuseUnknownKeys();
        return settings;
    }

    private static SequencerSettings ReadSequencer(SectionReader section)
    {
        var settings = new SequencerSettings(section.Address("Feed"), section.Duration("Grace", TimeSpan.FromHours(1)));
        section.RefuseUnknownKeys();
        return settings;
    }
}
