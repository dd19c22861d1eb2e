using System.Numerics;
using ChainWatch.Ethereum;

namespace ChainWatch.Valuing;

/// <summary>
/// Finds the round that was a feed's newest at a time, for endpoints that keep no old state: rounds themselves stay
/// readable at the head. Within a phase the rounds are searched by halves; phases are walked backwards, as a proxy's
/// round ids are not continuous from one phase to the next.
/// </summary>
internal static class RoundWalk
{
    // A gap of rounds without data is stepped over, but not one that is as long as to mean something else.
    private const int LongestGap = 64;

    /// <summary>The round, and the aggregator of its phase.</summary>
    /// <param name="feed">The feed.</param>
    /// <param name="timeOf">Which time of a round counts.</param>
    /// <param name="at">When the payment came.</param>
    /// <param name="cancellation">Ends the walk.</param>
    /// <exception cref="NoPriceException">No round is as old.</exception>
    public static async Task<(Round Round, FeedContract Aggregator)> FindAsync(
        FeedContract feed, Func<Round, BigInteger> timeOf, Moment at, CancellationToken cancellation)
    {
        var latest = await feed.GetLatestAsync(BlockTag.Latest, cancellation);
        var newest = latest.Number;
        for (var phase = latest.Phase; ; phase--)
        {
            var aggregator = phase == 0 ? feed : await feed.GetPhaseAsync(phase, cancellation);
            if (aggregator is not null)
            {
                newest = phase == latest.Phase ? newest : await NewestOfAsync(aggregator, cancellation);
                if (await SearchAsync(feed, phase, newest, timeOf, at, cancellation) is { } found)
                {
                    return (found, aggregator);
                }
            }

            if (phase <= 1)
            {
                throw new NoPriceException($"feed {feed.Address} has no round as old as {at}, whose state the endpoint has forgotten");
            }
        }
    }

    private static async Task<ulong> NewestOfAsync(FeedContract aggregator, CancellationToken cancellation)
    {
        try
        {
            return (await aggregator.GetLatestAsync(BlockTag.Latest, cancellation)).Number;
        }
        catch (NoPriceException)
        {
            // An aggregator that never answered has no rounds.
            return 0;
        }
    }

    private static async Task<Round?> SearchAsync(
        FeedContract feed, int phase, ulong newest, Func<Round, BigInteger> timeOf, Moment at, CancellationToken cancellation)
    {
        Round? best = null;
        var (low, high) = (0UL, newest + 1); // every round up to low is old enough, every one from high on too new
        while (high - low > 1)
        {
            var middle = low + ((high - low) / 2);
            if (await AtOrBelowAsync(feed, phase, middle, low, cancellation) is not { } round)
            {
                low = middle;
            }
            else if (timeOf(round) <= at.Seconds)
            {
                (best, low) = (round, middle);
            }
            else
            {
                high = round.Number;
            }
        }

        return best;
    }

    private static async Task<Round?> AtOrBelowAsync(FeedContract feed, int phase, ulong from, ulong above, CancellationToken cancellation)
    {
        for (var number = from; number > above; number--)
        {
            if (from - number == LongestGap)
            {
                throw new NoPriceException($"feed {feed.Address} has no data in the {LongestGap} rounds up to {Round.IdOf(phase, from)}");
            }

            if (await feed.GetRoundAsync(Round.IdOf(phase, number), cancellation) is { } round)
            {
                return round;
            }
        }

        return null;
    }
}
