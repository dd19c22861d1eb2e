using System.Numerics;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Guarding;
using ChainWatch.Primitives;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

/// <summary>A price that cannot be trusted gives no value: the reason is shown.</summary>
public sealed class ValuerDistrustTests : IDisposable
{
    private const string Dollars2500 = "2500.00 USD";

    private readonly PaidLedger _paid = new();

    public void Dispose()
    {
        // Whatever a test did: values follow from their evidence.
        Assert.Null(LedgerVerification.Run(_paid.Temp.Ledger)[^1].Broken);
        _paid.Dispose();
    }

    [Theory]
    [InlineData("stale", "is stale")]
    [InlineData("zero", "answered 0")]
    [InlineData("negative", "answered -5")]
    [InlineData("future", "answered after the payment")]
    [InlineData("never", "has no answer yet")]
    [InlineData("missing", "did not answer latestRoundData() at block 400: latestRoundData() returned nothing")]
    [InlineData("reverting", "refused latestRoundData() at block 400")]
    [InlineData("limit", "which is a limit of its aggregator")]
    public async Task A_price_that_cannot_be_trusted_is_a_reason_and_an_alert_and_no_value(string trouble, string reason)
    {
        var feed = new FakeFeed(Some.Address(11)) { DeployedAt = trouble == "missing" ? 401UL : 0 };
        _ = trouble switch
        {
            "stale" => feed.Round(99, 2500_00000000, 1),
            "zero" => feed.Round(400, 0, 1),
            "negative" => feed.Round(400, -5, 1),
            "future" => feed.Round(400, 1, 1, updatedAt: FakeChain.TimeOf(400) + 1),
            "never" => feed.Round(400, 1, 1, updatedAt: 0),
            "reverting" => feed.Round(401, 1, 1),
            _ => feed.Round(400, 1, 1),
        };
        feed.Limits = trouble == "limit" ? (1, 1000) : null;
        _paid.AddFeed(feed);
        var income = _paid.Pay(block: 400);

        await _paid.ValueAsync();

        var valuation = _paid.ValuationOf(income)!;
        Assert.Equal((null, "none"), (valuation.Value, valuation.PriceSource));
        Assert.Contains(reason, valuation.Reason, StringComparison.Ordinal);
        Assert.Contains(reason, Assert.Single(_paid.OpenAlerts).Message, StringComparison.Ordinal);
        Assert.Equal(1, _paid.Temp.Value<long>("SELECT count(*) FROM income WHERE orphaned_at IS NULL AND quarantine IS NULL"));
    }

    [Fact]
    public async Task A_feed_whose_decimals_change_gives_no_value_from_then_on()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)) { DecimalsAt = block => block < 150 ? 8 : 18 }.Round(90, 2500_00000000, 1).Round(160, 2500_00000000, 2));
        var (before, after) = (_paid.Pay(block: 100), _paid.Pay(block: 200));

        await _paid.ValueAsync();

        Assert.Equal((Dollars2500, null), (_paid.ValueOf(before), _paid.ValueOf(after)));
        Assert.Contains("has 18 decimals, and had 8", _paid.ValuationOf(after)!.Reason, StringComparison.Ordinal);
        Assert.Equal(8, _paid.Temp.Value<long>("SELECT decimals FROM feed"));
    }

    [Theory]
    [InlineData(0, 100, "2500.00 USD", "")] // up for more than the grace of an hour
    [InlineData(0, 300, null, "up again for 00:20:00 only")]
    [InlineData(1, 100, null, "down since")]
    public async Task While_a_layer_2_sequencer_is_down_or_just_back_its_prices_are_not_believed(int answer, int since, string? value, string reason)
    {
        var sequencer = new FakeFeed(Some.Address(21), 0).Round((ulong)since, answer, 1);
        sequencer.Deploy(_paid.Calls);
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(390, 2500_00000000, 1), sequencer: new SequencerSettings(sequencer.Address, TimeSpan.FromHours(1)));
        var income = _paid.Pay(block: 400);

        await _paid.ValueAsync();

        Assert.Equal(value, _paid.ValueOf(income));
        Assert.Contains(reason, _paid.ValuationOf(income)!.Reason ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_contract_that_claims_to_be_a_vault_is_none_unless_the_owner_says_so()
    {
        var spam = Some.Address(32);
        _paid.Calls.Deploy(spam, (function, _, _) => function == "asset" ? [Some.Coin] : [BigInteger.Pow(10, 30)]);
        _paid.AddToken(new Token(spam), "USDC", 6);
        _paid.Pricing = _paid.Pricing with { Pinned = [new PinnedSettings("localnet", new Token(Some.Coin), new Price(1, 0))] };
        var income = _paid.Pay(token: new Token(spam));

        await _paid.ValueAsync();

        Assert.Null(_paid.ValueOf(income));
        Assert.StartsWith("Pricing has no price of USDC", _paid.ValuationOf(income)!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_symbol_that_two_tokens_bear_prices_neither()
    {
        var spam = new Token(Some.Address(32));
        _paid.AddToken(spam, "USDC", 6);
        _paid.Pricing = _paid.Pricing with { File = PriceFile.Parse("prices.csv", "date,token,price\n2026-01-01,USDC,1", ["localnet"], Assert.Fail) };
        var (real, fake) = (_paid.Pay(token: new Token(Some.Coin)), _paid.Pay(token: spam));

        await _paid.ValueAsync();

        Assert.Equal((null, null), (_paid.ValueOf(real), _paid.ValueOf(fake)));
        Assert.Contains($"write {Some.Coin}@localnet there", _paid.ValuationOf(real)!.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_feed_whose_code_fails_otherwise_than_by_revert_stops_nobody()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1));
        var income = _paid.Pay();
        _paid.Calls.Before = _ => throw Some.Failure(RpcFailure.Final, "invalid opcode: INVALID");

        await _paid.ValueAsync();

        Assert.Contains("its code is broken", _paid.ValuationOf(income)!.Reason, StringComparison.Ordinal);
    }
}
