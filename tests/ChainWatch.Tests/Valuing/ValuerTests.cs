using System.Numerics;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Guarding;
using ChainWatch.Primitives;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

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
    public async Task Tokens_are_chained_with_the_coin_and_counted_in_their_own_decimals()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1));
        _paid.AddFeed(new FakeFeed(Some.Address(12), decimals: 18).Round(95, 400_000_000_000_000, 7), new Token(Some.Coin), isQuotedInNative: true);
        var income = _paid.Pay(amount: 1_250_000, token: new Token(Some.Coin));

        await _paid.ValueAsync();

        Assert.Equal("1.25 USD", _paid.ValueOf(income)); // 1.25 × 0.0004 ETH × 2500 USD
        Assert.Equal(2, _paid.ValuationOf(income)!.Evidence.Steps.Count);
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
    public async Task Vault_shares_are_worth_their_assets_at_the_block()
    {
        var vault = Some.Address(31);
        _paid.Calls.Deploy(vault, (function, arguments, block) => function == "asset" ? [Some.Coin] : [arguments.Integer(0) * (block <= 100 ? 11 : 50) / (10 * BigInteger.Pow(10, 12))]);
        _paid.Calls.Deploy(Some.Coin, (function, _, _) => function == "decimals" ? [6] : ["USDC"]);
        _paid.AddToken(new Token(vault), "vUSDC", 18);
        _paid.Pricing = _paid.Pricing with
        {
            Shares = [new ShareSettings("localnet", new Token(vault))],
            Pinned = [new PinnedSettings("localnet", new Token(Some.Coin), new Price(1, 0))],
        };
        var (gain, loss) = (_paid.Pay(token: new Token(vault)), _paid.Pay(amount: -BigInteger.Pow(10, 18), token: new Token(vault)));

        await _paid.ValueAsync();

        Assert.Equal(("1.10 USD", "-1.10 USD", "pinned"), (_paid.ValueOf(gain), _paid.ValueOf(loss), _paid.ValuationOf(gain)!.PriceSource));
        var step = Assert.IsType<ShareStep>(_paid.ValuationOf(gain)!.Evidence.Steps[0]);
        Assert.Equal(("1100000", 100UL), (step.Assets, step.Block));
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
    public async Task The_price_file_is_the_last_resort_and_what_was_refused_before_is_kept()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(100, 0, 1));
        _paid.Pricing = _paid.Pricing with { File = PriceFile.Parse("prices.csv", "date,token,price\n2025-12-30,ETH,2400.5", ["localnet"], Assert.Fail) };
        var income = _paid.Pay();

        await _paid.ValueAsync();

        Assert.Equal(("2400.50 USD", "file"), (_paid.ValueOf(income), _paid.ValuationOf(income)!.PriceSource));
        Assert.Contains("answered 0", Assert.Single(_paid.ValuationOf(income)!.Evidence.Refused), StringComparison.Ordinal);
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
    public async Task A_payment_without_a_price_is_tried_again_when_pricing_changes_and_its_alert_closes()
    {
        var (first, second) = (_paid.Pay(), _paid.Pay(block: 101));
        await _paid.ValueAsync();
        var alert = Assert.Single(_paid.OpenAlerts);
        Assert.StartsWith("2 payments have no value", alert.Message, StringComparison.Ordinal);
        await _paid.ValueAsync();
        Assert.Equal(alert, Assert.Single(_paid.OpenAlerts));

        _paid.Pricing = _paid.Pricing with { Pinned = [new PinnedSettings("localnet", Token.Native, new Price(2500, 0))] };
        await _paid.ValueAsync();

        Assert.Equal((Dollars2500, Dollars2500), (_paid.ValueOf(first), _paid.ValueOf(second)));
        Assert.Empty(_paid.OpenAlerts);
        Assert.Equal("the Pricing configuration changed", Assert.Single(_paid.ValuationOf(first)!.History!).Note);
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
    public async Task An_alert_closes_when_a_reorg_takes_the_only_payment_without_a_value()
    {
        _paid.Pay();
        await _paid.ValueAsync();
        Assert.Single(_paid.OpenAlerts);

        _paid.Temp.Execute("UPDATE income SET orphaned_at = 1");
        await _paid.ValueAsync();

        Assert.Empty(_paid.OpenAlerts);
    }

    [Fact]
    public async Task A_passing_failure_writes_nothing_and_is_tried_again()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1));
        var income = _paid.Pay();
        _paid.Calls.Before = _ => throw Some.Failure(RpcFailure.Retry, "timeout");

        await Assert.ThrowsAsync<RpcException>(() => _paid.ValueAsync());
        Assert.Equal("", _paid.Temp.Dump("valuation", "valuation_history", "feed", "alert"));

        _paid.Calls.Before = null;
        await _paid.ValueAsync();
        Assert.Equal(Dollars2500, _paid.ValueOf(income));
    }

    [Fact]
    public async Task A_pass_that_dies_at_any_request_and_runs_again_leaves_what_an_undisturbed_one_leaves()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1).Round(120, 0, 2));
        foreach (var block in (ulong[])[100, 101, 130])
        {
            _paid.Pay(block);
        }

        for (var dies = 1; ; dies++)
        {
            var count = 0;
            using var killed = new CancellationTokenSource();
            _paid.Calls.Before = _ => _ = ++count == dies ? Kill(killed) : 0;
            try
            {
                await _paid.ValueAsync(killed.Token);
                break;
            }
            catch (OperationCanceledException)
            {
                Assert.Equal("", _paid.Temp.Dump("valuation", "valuation_history", "feed", "alert"));
            }
        }

        Assert.Equal([1L, 2L, 3L], _paid.Temp.Query<long>("SELECT income_id FROM valuation ORDER BY 1"));
        Assert.Equal((Dollars2500, Dollars2500, null), (_paid.ValueOf(1), _paid.ValueOf(2), _paid.ValueOf(3)));
        Assert.Empty(_paid.Temp.Query<long>("SELECT id FROM valuation_history"));
        Assert.Single(_paid.OpenAlerts);
    }

    [Fact]
    public async Task A_payment_that_is_orphaned_or_valued_by_hand_while_the_network_is_read_stays_so()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1));
        var (orphaned, byHand) = (_paid.Pay(), _paid.Pay(block: 101));
        _paid.Calls.Before = requests =>
        {
            if (requests == 1)
            {
                _paid.Temp.Execute("UPDATE income SET orphaned_at = 1 WHERE id = @orphaned", new { orphaned });
                ManualValue.Enter(_paid.Temp.Ledger, _paid.Settings, byHand, "7", "mine", FakeClock.Start);
            }
        };

        await _paid.ValueAsync();

        Assert.Null(_paid.ValuationOf(orphaned));
        Assert.Equal("7.00 USD", _paid.ValueOf(byHand));
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

    private static int Kill(CancellationTokenSource process)
    {
        process.Cancel();
        throw new OperationCanceledException(process.Token);
    }
}
