using ChainWatch.Guarding;
using ChainWatch.Primitives;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

/// <summary>What is valued, when, and once.</summary>
public sealed class ValuerTests : IDisposable
{
    private const string Dollars2500 = "2500.00 USD";

    private readonly PaidLedger _paid = new();

    public void Dispose()
    {
        // Whatever a test did: values follow from their evidence.
        Assert.Null(LedgerVerification.Run(_paid.Temp.Ledger)[^1].Broken);
        _paid.Dispose();
    }

    [Fact]
    public async Task A_payment_is_worth_what_the_feed_said_at_its_block_and_the_evidence_says_so()
    {
        var feed = _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1).Round(101, 9999_00000000, 2));
        var income = _paid.Pay(block: 100);

        Assert.Equal(1, await _paid.ValueAsync());

        Assert.Equal((Dollars2500, "chainlink"), (_paid.ValueOf(income), _paid.ValuationOf(income)!.PriceSource));
        var step = _paid.FeedStepOf(income);
        Assert.Equal((feed.Address.ToString(), "18446744073709551617", "250000000000", 8, "2500"), (step.Feed, step.Round, step.Answer, step.Decimals, step.Price));
        Assert.Equal((100UL, (long)FakeChain.TimeOf(90), false), (step.Block, step.UpdatedAt.ToUnixTimeSeconds(), step.IsFromRounds));
        Assert.Empty(_paid.OpenAlerts);
    }

    [Fact]
    public async Task A_second_pass_changes_nothing_and_asks_nothing()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1));
        _paid.Pay();
        await _paid.ValueAsync();
        var (before, asked) = (_paid.Temp.Dump("valuation", "valuation_history", "feed", "alert"), _paid.Calls.Requests);

        Assert.Equal(0, await _paid.ValueAsync());

        Assert.Equal((before, asked), (_paid.Temp.Dump("valuation", "valuation_history", "feed", "alert"), _paid.Calls.Requests));
    }

    [Fact]
    public async Task Only_what_is_final_and_stands_is_valued()
    {
        _paid.Pricing = _paid.Pricing with { Pinned = [new PinnedSettings("localnet", Token.Native, new Price(1, 0))] };
        var (pending, orphaned, quarantined, final) = (_paid.Pay(10_001), _paid.Pay(), _paid.Pay(quarantine: "doubtful"), _paid.Pay(10_000));
        _paid.Temp.Execute("UPDATE income SET orphaned_at = 1 WHERE id = @orphaned", new { orphaned });

        await _paid.ValueAsync();

        Assert.Equal([null, null, null, "1.00 USD"], new[] { pending, orphaned, quarantined, final }.Select(_paid.ValueOf));
        Assert.Equal(1, _paid.Temp.Value<long>("SELECT count(*) FROM valuation"));
    }

    [Fact]
    public async Task More_than_a_batch_is_valued_each_once_in_the_chains_order()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(1, 2500_00000000, 1));
        var incomes = Enumerable.Range(0, 250).Select(i => _paid.Pay((ulong)(300 - i))).ToList();

        Assert.Equal(250, await _paid.ValueAsync());

        Assert.All(incomes, income => Assert.Equal(Dollars2500, _paid.ValueOf(income)));
    }

    [Fact]
    public async Task A_value_that_stands_is_not_touched_when_pricing_changes()
    {
        _paid.Pricing = _paid.Pricing with { Pinned = [new PinnedSettings("localnet", Token.Native, new Price(1, 0))] };
        var income = _paid.Pay();
        await _paid.ValueAsync();

        _paid.Pricing = _paid.Pricing with { Pinned = [new PinnedSettings("localnet", Token.Native, new Price(2, 0))] };

        Assert.Equal(0, await _paid.ValueAsync());
        Assert.Equal("1.00 USD", _paid.ValueOf(income));
    }

    [Fact]
    public async Task Tokens_are_chained_with_the_coin_and_counted_in_their_own_decimals()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1));
        _paid.AddFeed(new FakeFeed(Some.Address(12), decimals: 18).Round(95, 400_000_000_000_000, 7), new Token(Some.Coin), isQuotedInNative: true);
        var income = _paid.Pay(amount: 1_250_000, token: new Token(Some.Coin));

        await _paid.ValueAsync();

        Assert.Equal("1.25 USD", _paid.ValueOf(income)); // 1.25 × 0.0004 ETH × 2500 USD
        Assert.Equal(2, _paid.ValuationOf(income)!.Evidence.Steps.Count);
    }
}
