using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Guarding;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>Three endpoints, of which some lie: the lie is never booked, whoever told it is named, and the ledger is complete or stands still.</summary>
public sealed class LyingEndpointTests : IDisposable
{
    private readonly FakeWatch _watch = new()
    {
        Sources = [Some.Source()],
        ChainSettings = Some.ChainSettings(maxReorgDepth: 20, maxBlockRange: 10) with { Quorum = 2 },
    };

    private readonly FakeEndpoint _liar;
    private readonly FakeEndpoint _second;
    private readonly FakeEndpoint _third;

    public LyingEndpointTests()
    {
        _watch.Chain.Deploy(Some.Contract);
        Pay(60);
        (_liar, _second, _third) = (new("http://liar", _watch.Chain), new("http://second", _watch.Chain), new("http://third", _watch.Chain));
        _watch.Endpoints = [_liar, _second, _third];
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task With_three_honest_endpoints_all_is_recorded_and_proved_and_nobody_is_accused()
    {
        await PassAsync();

        AssertComplete();
        Assert.Empty(OpenAlerts());
        Assert.Equal(60, _watch.Ledger.Value<long>("SELECT count(*) FROM income WHERE proof = 'verified'"));
        Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger, withProofs: true), invariant => Assert.Null(invariant.Broken));
    }

    [Theory]
    [InlineData(58UL)]
    [InlineData(7UL)]
    public async Task A_log_that_one_keeps_back_is_recorded_and_the_endpoint_named(ulong block)
    {
        _liar.Faults.Logs = logs => [.. logs.Where(log => log.BlockNumber != block)];

        await PassAsync();

        AssertComplete();
        Assert.Equal(["withheld:31337:http://liar"], OpenAlerts());
    }

    [Fact]
    public async Task A_log_that_the_only_endpoint_keeps_back_is_found_by_the_bloom()
    {
        _watch.ChainSettings = Some.ChainSettings(maxReorgDepth: 20, maxBlockRange: 10);
        _watch.Endpoints = [_liar];
        _liar.Faults.Logs = logs => [.. logs.Where(log => log.BlockNumber is not (45 or 58))];

        await PassAsync();

        AssertComplete();
        Assert.Equal(["withheld:31337:http://liar"], OpenAlerts());
    }

    [Fact]
    public async Task All_logs_of_all_blocks_kept_back_by_one_are_recorded()
    {
        _liar.Faults.Logs = _ => [];

        await PassAsync();

        AssertComplete();
        Assert.Equal(["withheld:31337:http://liar"], OpenAlerts());
    }

    [Theory]
    [InlineData(58UL)]
    [InlineData(7UL)]
    public async Task An_altered_amount_is_never_booked(ulong block)
    {
        _liar.Faults.Logs = logs => [.. logs.Select(log => log.BlockNumber == block ? log with { Data = Emitted.EtherRelease(1_000_000).Data } : log)];

        await PassAsync();

        AssertComplete();
        Assert.Contains("forged:31337:http://liar", OpenAlerts());
    }

    [Theory]
    [InlineData(58UL)]
    [InlineData(7UL)]
    public async Task A_payment_that_was_invented_in_a_real_block_is_never_booked(ulong block)
    {
        _liar.Faults.Logs = logs =>
        [
            .. logs.SelectMany(log => log.BlockNumber == block ? new[] { log, log with { LogIndex = 1, Data = Emitted.EtherRelease(5).Data } } : [log]),
        ];
        _liar.Faults.Receipts = receipts => receipts.Count == 0 || receipts[0].BlockNumber != block ? receipts
            : [receipts[0] with { Logs = [.. receipts[0].Logs, receipts[0].Logs[0] with { LogIndex = 1, Data = Emitted.EtherRelease(5).Data }] }];

        await PassAsync();

        AssertComplete();
        Assert.Contains("forged:31337:http://liar", OpenAlerts());
    }

    [Theory]
    [InlineData(58UL)]
    [InlineData(7UL)]
    public async Task A_payment_with_a_self_consistent_header_and_receipt_is_never_booked(ulong number)
    {
        var real = _watch.Chain.At(number);
        var forged = FakeBlock.Of(number, _watch.Chain.At(number - 1), [Emitted.EtherRelease(1_000_000_000)], made: 999);
        _liar.Faults.Header = header => header.Number == number ? forged.Header : header;
        _liar.Faults.HashServed = hash => hash == forged.Header.Hash ? real.Hash : hash;
        _liar.Faults.Logs = logs => [.. logs.Select(log => log.BlockNumber == number ? forged.Logs[0] : log)];
        _liar.Faults.Receipts = receipts => receipts.Count == 0 || receipts[0].BlockNumber == number ? forged.Receipts : receipts;

        await PassAsync();

        AssertComplete();
        Assert.Contains(OpenAlerts(), key => key is "quorum:31337:http://liar" or "forged:31337:http://liar");
        Assert.DoesNotContain("1000000000", _watch.Ledger.Query<string>("SELECT amount FROM income"));
    }

    [Fact]
    public async Task Another_branch_is_not_followed_and_whoever_serves_it_is_named_until_it_agrees_again()
    {
        _liar.Chain = Branch(from: 50, blocks: 12);

        await PassAsync();
        AssertComplete();
        Assert.Equal(["quorum:31337:http://liar"], OpenAlerts());

        _liar.Chain = _watch.Chain;
        Pay(1);
        await PassAsync();
        AssertComplete();
        Assert.Empty(OpenAlerts());
    }

    [Fact]
    public async Task A_branch_that_only_one_serves_takes_nothing_back()
    {
        await PassAsync();
        _liar.Chain = Branch(from: 50, blocks: 15);

        await PassAsync();
        _watch.Restart();
        await PassAsync();

        AssertComplete();
        Assert.Equal(0, _watch.Ledger.Value<long>("SELECT count(*) FROM income WHERE orphaned_at IS NOT NULL"));
    }

    [Fact]
    public async Task A_reorg_that_enough_see_is_followed()
    {
        await PassAsync();
        _watch.Chain.ReorgTo(55);
        Pay(7);

        await PassAsync();

        Assert.Equal(_watch.Chain.AllLogs.Count(), Standing().Count);
        Assert.Empty(OpenAlerts());
    }

    [Fact]
    public async Task Two_of_three_that_lie_halt_the_chain_which_says_so_and_goes_on_by_itself()
    {
        await PassAsync();
        Pay(3);
        _liar.Chain = Branch(from: 55, blocks: 8, salt: 1);
        _second.Chain = Branch(from: 55, blocks: 8, salt: 2);

        var halted = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal(("no-quorum", Refusal.Unreachable), (halted.Code, halted.Refusal));
        Assert.Contains("http://third", halted.Message, StringComparison.Ordinal);
        Assert.Equal(halted.Message, _watch.Ledger.Value<string>("SELECT halted FROM chain"));
        Assert.Contains("no-quorum:31337", OpenAlerts());
        Assert.Equal(61, _watch.Ledger.Value<long>("SELECT next_block FROM source"));

        (_liar.Chain, _second.Chain) = (_watch.Chain, _watch.Chain);
        await PassAsync();

        AssertComplete();
        Assert.Empty(OpenAlerts());
        Assert.Null(_watch.Ledger.Value<string>("SELECT halted FROM chain"));
    }

    [Fact]
    public async Task Liars_that_agree_with_each_other_do_not_get_past_a_quorum_of_all()
    {
        _watch.ChainSettings = _watch.ChainSettings with { Quorum = 3 };
        (_liar.Chain, _second.Chain) = (Branch(from: 10, blocks: 60), Branch(from: 10, blocks: 60));

        Assert.Equal("no-quorum", (await Assert.ThrowsAsync<ChainWatchException>(PassAsync)).Code);

        Assert.Empty(Standing());
    }

    [Fact]
    public async Task One_of_two_that_is_down_is_no_agreement()
    {
        _watch.Endpoints = [_second, _third];
        await PassAsync();
        Pay(1);
        _third.Faults.Fail(int.MaxValue);

        Assert.Equal("no-quorum", (await Assert.ThrowsAsync<ChainWatchException>(PassAsync)).Code);
        Assert.Equal(60, Standing().Count);

        _third.Faults.Clear();
        await PassAsync();
        AssertComplete();
    }

    [Fact]
    public async Task One_of_three_that_is_down_or_behind_keeps_nobody_waiting_and_is_not_accused()
    {
        _liar.Faults.Fail(int.MaxValue);
        await PassAsync();
        AssertComplete();

        _liar.Faults.Clear();
        _liar.Faults.HeadersUpTo = 50;
        Pay(1);
        _watch.Clock.Advance(TimeSpan.FromMinutes(2));
        await PassAsync();

        AssertComplete();
        Assert.Empty(OpenAlerts());
        Assert.Equal("lagging", StateOf("http://liar"));
    }

    [Fact]
    public async Task What_an_endpoint_is_accused_of_survives_a_restart_until_a_person_acknowledges_it()
    {
        _liar.Faults.Logs = logs => [.. logs.Where(log => log.BlockNumber != 58)];
        await PassAsync();
        _liar.Faults.Clear();
        _watch.Restart();
        var before = LogRequests();
        Pay(1);
        await PassAsync();
        Assert.Equal(("contradicting", before), (StateOf("http://liar"), LogRequests()));

        ChainWatch.Alerts.AlertBook.Acknowledge(_watch.Ledger.Ledger, _watch.Ledger.Value<long>("SELECT id FROM alert WHERE closed_at IS NULL"), _watch.Clock.GetUtcNow());
        Pay(1);
        await PassAsync();

        Assert.Equal("ok", StateOf("http://liar"));
        Assert.True(LogRequests() > before);
        Assert.Empty(OpenAlerts());
        AssertComplete();
    }

    [Fact]
    public async Task Whoever_claims_that_receipts_cannot_be_had_is_not_believed_for_that()
    {
        _liar.Faults.Logs = logs => [.. logs.Select(log => log.BlockNumber == 58 ? log with { Data = Emitted.EtherRelease(1_000_000).Data } : log)];
        _liar.Faults.Before = method =>
        {
            if (method == "eth_getBlockReceipts")
            {
                throw Some.Failure(RpcFailure.NotSupported, "method not found");
            }
        };

        await PassAsync();

        AssertComplete();
    }

    [Fact]
    public async Task An_only_endpoint_that_can_prove_no_longer_what_it_could_halts_the_chain()
    {
        (_watch.ChainSettings, _watch.Endpoints) = (Some.ChainSettings(maxReorgDepth: 20), [_liar]);
        await PassAsync();
        Pay(1);
        _liar.Faults.Header = header => header.Number == 61 ? header with { UnknownFields = ["somethingNew"] } : header;

        Assert.Equal("unproved", (await Assert.ThrowsAsync<ChainWatchException>(PassAsync)).Code);

        Assert.Equal(60, Standing().Count);
    }

    [Fact]
    public async Task A_chain_that_can_never_be_proved_is_recorded_and_says_so()
    {
        (_watch.ChainSettings, _watch.Endpoints) = (Some.ChainSettings(maxReorgDepth: 20), [_liar]);
        _liar.Faults.Header = header => header with { UnknownFields = ["sendRootOfItsOwn"] };

        await PassAsync();

        AssertComplete();
        Assert.Equal(["unverified"], _watch.Ledger.Query<string>("SELECT DISTINCT proof FROM income"));
        Assert.Equal(["unverified:31337"], OpenAlerts());
    }

    [Fact]
    public async Task Without_verification_the_endpoint_is_believed_and_the_row_says_so()
    {
        (_watch.ChainSettings, _watch.Endpoints) = (Some.ChainSettings() with { Verify = Chains.Verify.None }, [_second]);

        await PassAsync();

        Assert.Equal(["none"], _watch.Ledger.Query<string>("SELECT DISTINCT proof FROM income"));
        Assert.DoesNotContain("eth_getBlockReceipts", _second.Requests);
    }

    private static FakeChain Branch(ulong from, int blocks, int salt = 0)
    {
        var branch = new FakeChain();
        branch.Deploy(Some.Contract);
        for (var i = 1; i <= (int)from; i++)
        {
            branch.Mine(Emitted.EtherRelease(i));
        }

        for (var i = 0; i < blocks; i++)
        {
            branch.Mine(Emitted.EtherRelease(900_000 + (100 * salt) + i));
        }

        return branch;
    }

    private void Pay(int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease((int)_watch.Chain.Head.Number + 1));
        }
    }

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);

    private int LogRequests() => _liar.Requests.Count(method => method == "eth_getLogs");

    private string? StateOf(string endpoint) => _watch.Ledger.Value<string>("SELECT state FROM endpoint WHERE name = @endpoint", new { endpoint });

    private void AssertComplete() => Assert.Equal(Enumerable.Range(1, (int)_watch.Chain.Head.Number).Select(amount => $"{amount}"), Standing());

    private IReadOnlyList<string> Standing() => _watch.Ledger.Query<string>("SELECT amount FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index");

    private IReadOnlyList<string> OpenAlerts() => _watch.Ledger.Query<string>("SELECT key FROM alert WHERE closed_at IS NULL ORDER BY key");
}
