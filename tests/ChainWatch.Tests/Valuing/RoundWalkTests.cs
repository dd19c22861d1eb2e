using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

/// <summary>An endpoint that keeps no old state gives the same prices, found among past rounds.</summary>
public sealed class RoundWalkTests : IDisposable
{
    private readonly PaidLedger _paid = new();

    public RoundWalkTests() => _paid.Calls.ForgottenBelow = 9_000;

    public void Dispose() => _paid.Dispose();

    [Fact]
    public async Task Every_block_gets_the_round_that_was_its_newest()
    {
        var feed = new FakeFeed(Some.Address(11));
        for (var number = 1UL; number <= 100; number++)
        {
            feed.Round(number * 50, 1000 + number, number);
        }

        _paid.AddFeed(feed);
        var incomes = new ulong[] { 50, 99, 100, 101, 2525, 4999, 5000, 5049 }.ToDictionary(block => block, block => _paid.Pay(block));

        await _paid.ValueAsync();

        Assert.All(incomes, income =>
        {
            var step = _paid.FeedStepOf(income.Value);
            Assert.Equal((Round.IdOf(1, income.Key / 50).ToString(System.Globalization.CultureInfo.InvariantCulture), true), (step.Round, step.IsFromRounds));
        });
    }

    [Fact]
    public async Task Phases_are_walked_backwards()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(100, 11, 7, phase: 1).Round(200, 12, 8, phase: 1).Round(300, 31, 1, phase: 3).Round(400, 32, 2, phase: 3));
        var (early, late) = (_paid.Pay(250), _paid.Pay(350));

        await _paid.ValueAsync();

        Assert.Equal(("12", "31"), (_paid.FeedStepOf(early).Answer, _paid.FeedStepOf(late).Answer));
    }

    [Fact]
    public async Task Rounds_without_data_are_stepped_over()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(100, 11, 3).Round(110, 12, 20).Round(120, 13, 21).Round(8000, 14, 40));
        var (first, second, third) = (_paid.Pay(105), _paid.Pay(115), _paid.Pay(125));

        await _paid.ValueAsync();

        Assert.Equal(["11", "12", "13"], new[] { first, second, third }.Select(income => _paid.FeedStepOf(income).Answer));
    }

    [Fact]
    public async Task An_earlier_phase_that_counted_in_other_decimals_is_read_in_its_own()
    {
        var feed = new FakeFeed(Some.Address(11)).Round(100, 2500, 1, phase: 1).Round(300, 2500_00000000, 1, phase: 2);
        feed.PhaseHasDecimals(1, 0);
        _paid.AddFeed(feed);
        var income = _paid.Pay(150);

        await _paid.ValueAsync();

        Assert.Equal("2500.00 USD", _paid.ValueOf(income));
    }

    [Fact]
    public async Task Before_the_first_round_there_is_no_price()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(300, 11, 1));
        var income = _paid.Pay(150);

        await _paid.ValueAsync();

        Assert.StartsWith($"feed {Some.Address(11)} has no round as old as block 150", _paid.ValuationOf(income)!.Reason);
    }

    [Fact]
    public async Task A_stale_round_is_refused_all_the_same()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(300, 11, 1));
        var income = _paid.Pay(8_000);

        await _paid.ValueAsync();

        Assert.Contains("is stale", _paid.ValuationOf(income)!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_without_phases_is_walked_too()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)) { IsProxy = false }.Round(100, 11, 1).Round(200, 12, 2));
        var income = _paid.Pay(150);

        await _paid.ValueAsync();

        Assert.Equal(("11", "1"), (_paid.FeedStepOf(income).Answer, _paid.FeedStepOf(income).Round));
    }

    [Fact]
    public async Task The_sequencers_past_is_walked_by_when_its_state_changed()
    {
        var sequencer = new FakeFeed(Some.Address(21), 0).Round(10, 0, 1).Round(1000, 1, 2).Round(1100, 0, 3);
        sequencer.Deploy(_paid.Calls);
        _paid.AddFeed(
            new FakeFeed(Some.Address(11)).Round(900, 11, 1).Round(1040, 12, 2).Round(1500, 13, 3), sequencer: new SequencerSettings(sequencer.Address, TimeSpan.FromHours(1)));
        var (before, down, grace, after) = (_paid.Pay(950), _paid.Pay(1050), _paid.Pay(1300), _paid.Pay(1501));

        await _paid.ValueAsync();

        Assert.Equal([true, false, false, true], new[] { before, down, grace, after }.Select(income => _paid.ValueOf(income) is not null));
    }

    [Fact]
    public async Task What_a_vault_was_worth_is_forgotten_with_the_state()
    {
        var vault = new Token(Some.Address(31));
        _paid.AddToken(vault, "v", 18);
        _paid.Calls.Deploy(vault.Contract, (_, _, _) => [BigInteger.One]);
        _paid.Pricing = _paid.Pricing with { Shares = [new ShareSettings("localnet", vault)] };
        var income = _paid.Pay(token: vault);

        await _paid.ValueAsync();

        Assert.Contains("archive node", _paid.ValuationOf(income)!.Reason, StringComparison.Ordinal);
    }
}
