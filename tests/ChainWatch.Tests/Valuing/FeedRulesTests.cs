using System.Numerics;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

public sealed class FeedRulesTests
{
    private const long Now = 1_767_225_600;

    private static readonly Moment At = new(100, DateTimeOffset.FromUnixTimeSeconds(Now));
    private static readonly TimeSpan MaxAge = TimeSpan.FromHours(1);

    [Fact]
    public void A_positive_fresh_answer_is_believed() => Assert.Null(FeedRules.Doubt(Reading(), At, MaxAge, null));

    [Theory]
    [InlineData(0, true)]
    [InlineData(3600, true)]
    [InlineData(3601, false)]
    [InlineData(-1, false)]
    public void It_is_believed_up_to_its_age_and_never_from_the_future(long age, bool isBelieved) =>
        Assert.Equal(isBelieved, FeedRules.Doubt(Reading(updatedAt: Now - age), At, MaxAge, null) is null);

    [Theory]
    [InlineData(0, "answered 0")]
    [InlineData(-1, "answered -1")]
    public void An_answer_that_is_not_positive_is_refused(long answer, string reason) =>
        Assert.Contains(reason, FeedRules.Doubt(Reading(answer), At, MaxAge, null), StringComparison.Ordinal);

    [Fact]
    public void A_round_that_was_never_updated_is_refused() =>
        Assert.Contains("updatedAt is 0", FeedRules.Doubt(Reading(updatedAt: 0), At, MaxAge, null), StringComparison.Ordinal);

    [Fact]
    public void A_stale_answer_is_refused_with_its_age() =>
        Assert.Contains("stale: its answer was 02:00:00 old, and MaxAge is 01:00:00", FeedRules.Doubt(Reading(updatedAt: Now - 7200), At, MaxAge, null), StringComparison.Ordinal);

    [Theory]
    [InlineData(10, false)]
    [InlineData(11, true)]
    [InlineData(99, true)]
    [InlineData(100, false)]
    public void An_answer_at_a_limit_of_its_aggregator_is_refused(long answer, bool isBelieved) =>
        Assert.Equal(isBelieved, FeedRules.Doubt(Reading(answer) with { Limits = new Limits(10, 100) }, At, MaxAge, null) is null);

    [Fact]
    public void Decimals_that_changed_are_refused()
    {
        Assert.Null(FeedRules.Doubt(Reading(), At, MaxAge, remembered: 8));
        Assert.Contains("has 8 decimals, and had 18", FeedRules.Doubt(Reading(), At, MaxAge, remembered: 18), StringComparison.Ordinal);
        Assert.NotNull(FeedRules.Doubt(Reading() with { Decimals = 255 }, At, MaxAge, null));
    }

    [Fact]
    public void A_time_beyond_all_calendars_is_a_reason_and_no_crash()
    {
        var reading = Reading();

        Assert.NotNull(FeedRules.Doubt(reading with { Round = reading.Round with { UpdatedAt = BigInteger.Pow(2, 256) - 1 } }, At, MaxAge, null));
    }

    [Theory]
    [InlineData(0, Now - 3600, null)]
    [InlineData(0, Now - 3599, "up again for 00:59:59 only")]
    [InlineData(1, Now - 9999, "down since")]
    [InlineData(0, 0, "not initialised")]
    [InlineData(2, Now - 9999, "neither 0 (up) nor 1 (down)")]
    [InlineData(0, Now + 1, "after the payment")]
    public void Prices_are_believed_when_the_sequencer_has_been_up_for_the_grace(long answer, long startedAt, string? reason)
    {
        var doubt = FeedRules.DoubtSequencer(Some.Contract, new Round(1, answer, startedAt, Now), At, MaxAge);

        Assert.Equal(reason is null, doubt is null);
        Assert.Contains(reason ?? "", doubt ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void A_round_id_is_a_phase_and_a_number()
    {
        var round = new Round(BigInteger.Parse("18446744073709551617"), 1, 1, 1);

        Assert.Equal((1, 1UL), (round.Phase, round.Number));
        Assert.Equal(round.Id, Round.IdOf(1, 1));
        Assert.Equal((BigInteger.One << 80) - 1, Round.IdOf(65535, ulong.MaxValue));
    }

    private static FeedReading Reading(BigInteger? answer = null, long updatedAt = Now - 60) =>
        new(Some.Contract, new Round(Round.IdOf(1, 5), answer ?? 50, updatedAt, updatedAt), 8, null, false);
}
