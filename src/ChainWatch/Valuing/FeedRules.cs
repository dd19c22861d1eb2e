using System.Globalization;
using System.Numerics;
using ChainWatch.Ethereum;

namespace ChainWatch.Valuing;

/// <summary>When a feed's answer is believed. Pure: what is not believed comes with its reason.</summary>
internal static class FeedRules
{
    private const int MostDecimals = 36; // twice what any feed has

    private static readonly BigInteger LastSecond = DateTimeOffset.MaxValue.ToUnixTimeSeconds();

    /// <summary>Why an answer cannot be the price as of a payment; null where it can.</summary>
    /// <param name="reading">What the feed said.</param>
    /// <param name="at">When the payment came.</param>
    /// <param name="maxAge">Oldest answer that is believed.</param>
    /// <param name="remembered">The decimals with which the feed was first believed; null for a new feed.</param>
    public static string? Doubt(FeedReading reading, Moment at, TimeSpan maxAge, int? remembered)
    {
        var (round, age) = (reading.Round, at.Seconds - reading.Round.UpdatedAt);
        var what = round.Answer.Sign <= 0 ? $"answered {round.Answer}, and a price is positive"
            : round.UpdatedAt.IsZero ? "has no answer yet (updatedAt is 0)"
            : age < 0 ? $"answered after the payment (updatedAt is {Shown(round.UpdatedAt)})"
            : age > Seconds(maxAge) ? $"is stale: its answer was {Age(age)} old, and MaxAge is {maxAge:c}"
            : reading.Limits is { } limits && (round.Answer <= limits.Least || round.Answer >= limits.Most)
                ? $"answered {round.Answer}, which is a limit of its aggregator ({limits.Least} to {limits.Most}), so that the price may be any beyond it"
            : reading.Decimals > MostDecimals ? $"has {reading.Decimals} decimals, which makes no sense"
            : remembered is { } before && before != reading.Decimals ? $"has {reading.Decimals} decimals, and had {before} when it was first believed"
            : null;
        return what is null ? null : $"feed {reading.Feed} {what}: round {round.Id}, updated {Shown(round.UpdatedAt)}, at {at}";
    }

    /// <summary>Why a layer-2 chain's prices cannot be believed as of a payment; null where they can.</summary>
    /// <param name="feed">The sequencer's feed.</param>
    /// <param name="state">What it said: 0 when the sequencer runs, 1 when it does not.</param>
    /// <param name="at">When the payment came.</param>
    /// <param name="grace">How long the sequencer must have been running.</param>
    public static string? DoubtSequencer(Address feed, Round state, Moment at, TimeSpan grace)
    {
        var running = at.Seconds - state.StartedAt;
        var what = state.StartedAt.IsZero ? "was not initialised (startedAt is 0)"
            : state.Answer == 1 ? $"said that the sequencer was down since {Shown(state.StartedAt)}"
            : !state.Answer.IsZero ? $"answered {state.Answer}, which is neither 0 (up) nor 1 (down)"
            : running < 0 ? $"changed after the payment ({Shown(state.StartedAt)})"
            : running < Seconds(grace) ? $"said that the sequencer was up again for {Age(running)} only, and Grace is {grace:c}"
            : null;
        return what is null ? null : $"sequencer feed {feed} {what}: at {at}";
    }

    /// <summary>A feed's time; only for one that was found believable.</summary>
    public static DateTimeOffset TimeOf(BigInteger seconds) => DateTimeOffset.FromUnixTimeSeconds((long)seconds);

    private static long Seconds(TimeSpan time) => time.Ticks / TimeSpan.TicksPerSecond;

    private static string Shown(BigInteger seconds) => seconds.Sign > 0 && seconds <= LastSecond
        ? UtcText.Of(TimeOf(seconds))
        : seconds.ToString(CultureInfo.InvariantCulture);

    private static string Age(BigInteger seconds) => seconds <= Seconds(TimeSpan.MaxValue)
        ? new TimeSpan((long)seconds * TimeSpan.TicksPerSecond).ToString("c", CultureInfo.InvariantCulture)
        : $"{seconds} seconds";
}
