using ChainWatch.Alerts;
using ChainWatch.Reporting;
using ChainWatch.Support;

namespace ChainWatch.Tests.Alerts;

public sealed class AlertBookTests : IDisposable
{
    private static readonly Alert Trouble = new("trouble:1", Severity.Warning, "a subject", "Something is wrong.", "Do something.");

    private readonly TempLedger _temp = new();

    public void Dispose() => _temp.Dispose();

    [Fact]
    public void A_trouble_is_raised_once_for_as_long_as_it_lasts()
    {
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
        AlertBook.Raise(_temp.Ledger, Trouble with { Severity = Severity.Critical, Message = "It is worse." }, FakeClock.Start.AddHours(1));

        var open = Assert.Single(AlertList.Read(_temp.Ledger));
        Assert.Equal((FakeClock.Start, Severity.Critical, "It is worse."), (open.OpenedAt, open.Severity, open.Message));
    }

    [Fact]
    public void A_trouble_that_is_gone_and_comes_back_is_another_alert()
    {
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
        AlertBook.Close(_temp.Ledger, Trouble.Key, FakeClock.Start.AddHours(1));
        AlertBook.Close(_temp.Ledger, Trouble.Key, FakeClock.Start.AddHours(2));
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start.AddHours(3));

        Assert.Equal(["2"], AlertList.Read(_temp.Ledger).Select(alert => alert.Id));
        var all = AlertList.Read(_temp.Ledger, includeClosed: true);
        Assert.Equal(["2", "1"], all.Select(alert => alert.Id));
        Assert.Equal(FakeClock.Start.AddHours(1), all[1].ClosedAt);
    }

    [Fact]
    public void Acknowledging_says_when_it_was_first_seen_and_closes_nothing()
    {
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
        AlertBook.Acknowledge(_temp.Ledger, 1, FakeClock.Start.AddHours(1));
        AlertBook.Acknowledge(_temp.Ledger, 1, FakeClock.Start.AddHours(2));

        Assert.Equal(FakeClock.Start.AddHours(1), Assert.Single(AlertList.Read(_temp.Ledger)).AcknowledgedAt);
    }

    [Fact]
    public void An_alert_that_is_unknown_or_closed_cannot_be_acknowledged()
    {
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
        AlertBook.Close(_temp.Ledger, Trouble.Key, FakeClock.Start);

        Assert.Equal("no-alert", Assert.Throws<ChainWatchException>(() => AlertBook.Acknowledge(_temp.Ledger, 1, FakeClock.Start)).Code);
        Assert.Equal("no-alert", Assert.Throws<ChainWatchException>(() => AlertBook.Acknowledge(_temp.Ledger, 7, FakeClock.Start)).Code);
    }

    [Fact]
    public void The_most_severe_comes_first_then_the_oldest()
    {
        AlertBook.Raise(_temp.Ledger, Trouble, FakeClock.Start);
        AlertBook.Raise(_temp.Ledger, Trouble with { Key = "b", Severity = Severity.Critical }, FakeClock.Start);
        AlertBook.Raise(_temp.Ledger, Trouble with { Key = "c" }, FakeClock.Start);

        Assert.Equal(["b", "trouble:1", "c"], AlertList.Read(_temp.Ledger).Select(alert => alert.Key));
    }
}
