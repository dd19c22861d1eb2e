using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Reporting;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>Several endpoints, of which any is enough: one that fails costs nothing but itself.</summary>
public sealed class EndpointPoolTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source()], ChainSettings = Some.ChainSettings(maxReorgDepth: 10, maxBlockRange: 10) };
    private readonly FakeEndpoint _first;
    private readonly FakeEndpoint _second;

    public EndpointPoolTests()
    {
        _watch.Chain.Deploy(Some.Contract);
        Pay(60);
        (_first, _second) = (new("http://first", _watch.Chain), new("http://second", _watch.Chain));
        _watch.Endpoints = [_first, _second];
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task The_first_endpoint_is_asked_as_long_as_it_answers()
    {
        await PassAsync();

        AssertComplete();
        Assert.DoesNotContain("eth_getLogs", _second.Requests);
    }

    [Fact]
    public async Task An_endpoint_that_fails_is_replaced_at_once_and_without_waiting()
    {
        await PassAsync();
        Pay(5);
        _first.Faults.Fail(int.MaxValue);

        await PassAsync();

        AssertComplete();
        Assert.Equal(TimeSpan.Zero, _watch.Clock.Waited);
    }

    [Fact]
    public async Task An_endpoint_that_is_down_and_back_is_seen_in_the_status()
    {
        await PassAsync();
        Assert.Equal(["ok", "ok"], States());

        _first.Faults.Fail(int.MaxValue);
        Pay(1);
        await PassAsync();
        Assert.Equal(["resting", "ok"], States());
        Assert.Contains("staged", Status().Endpoints[0].Reason, StringComparison.Ordinal);

        _first.Faults.Clear();
        _watch.Clock.Advance(TimeSpan.FromMinutes(2));
        Pay(1);
        await PassAsync();
        Assert.Equal(["ok", "ok"], States());
        Assert.Equal(_watch.Chain.Head.Number, Status().Endpoints[0].Head);
        AssertComplete();
    }

    [Fact]
    public async Task A_clock_that_is_set_back_keeps_no_endpoint_that_failed_resting()
    {
        _first.Faults.Fail(int.MaxValue);
        await PassAsync();
        _first.Faults.Clear();
        _watch.Clock.Advance(TimeSpan.FromDays(-3650));
        _watch.Clock.Advance(TimeSpan.FromMinutes(2));
        Pay(1);

        await PassAsync();

        Assert.Equal(["ok", "ok"], States());
    }

    [Fact]
    public async Task All_that_are_down_are_seen_in_the_status_and_come_back_by_themselves()
    {
        await PassAsync();
        _first.Faults.Fail(int.MaxValue);
        _second.Faults.Fail(int.MaxValue);
        await Assert.ThrowsAsync<RpcException>(PassAsync);
        Assert.Equal(["resting", "resting"], States());

        _first.Faults.Clear();
        _second.Faults.Clear();
        _watch.Clock.Advance(TimeSpan.FromMinutes(2));
        Pay(2);
        await PassAsync();

        AssertComplete();
        Assert.Equal(["ok", "ok"], States());
    }

    [Fact]
    public async Task An_endpoint_of_another_chain_is_refused_by_name_and_the_others_go_on()
    {
        _first.ChainId = 1;

        await PassAsync();

        AssertComplete();
        Assert.Equal(["eth_chainId"], _first.Requests);
        Assert.Equal("refused", States()[0]);
        Assert.Equal(["refused:31337:http://first"], OpenAlerts());
        Assert.Contains("http://first serves chain 1", _watch.Ledger.Value<string>("SELECT message FROM alert"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_endpoint_that_was_away_at_the_start_is_asked_for_its_chain_before_anything_else()
    {
        _second.Faults.Fail(int.MaxValue);
        await PassAsync();
        _second.Faults.Clear();
        _second.ChainId = 5;
        _first.Faults.Fail(int.MaxValue);
        Pay(1);
        _watch.Clock.Advance(TimeSpan.FromMinutes(2));

        await Assert.ThrowsAnyAsync<Exception>(PassAsync);

        Assert.DoesNotContain("eth_getLogs", _second.Requests);
    }

    [Fact]
    public async Task An_endpoint_behind_what_is_recorded_is_set_aside()
    {
        await PassAsync();
        _first.Faults.HeadersUpTo = 40;
        Pay(1);

        await PassAsync();

        AssertComplete();
        Assert.Equal(["lagging", "ok"], States());
    }

    [Fact]
    public async Task Logs_of_an_endpoint_that_has_not_seen_the_stretch_are_not_completed_by_anothers_headers()
    {
        // It answers a range that it has not seen with an empty list, and fails when it is asked for the last header.
        _first.Faults.Logs = _ => [];
        _first.Faults.Before = method =>
        {
            if (method == "eth_getBlockByNumber")
            {
                throw Some.Failure();
            }
        };

        await PassAsync();

        AssertComplete();
    }

    [Fact]
    public async Task A_range_that_one_endpoint_refuses_is_learned_for_that_one()
    {
        _first.Faults.Before = method =>
        {
            if (method == "eth_getLogs" && _first.Requests.Count(asked => asked == "eth_getLogs") <= 2)
            {
                throw Some.Failure(RpcFailure.RangeTooLarge, "block range too large");
            }
        };

        await PassAsync();

        AssertComplete();
        Assert.DoesNotContain("eth_getLogs", _second.Requests);
    }

    [Fact]
    public async Task An_endpoint_whose_chain_never_holds_still_is_left_for_another()
    {
        _first.Faults.Header = header => header.Number == 55 ? FakeBlock.Of(55, _watch.Chain.At(3), [], made: 7).Header : header;

        await PassAsync();

        AssertComplete();
    }

    private void Pay(int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease((int)_watch.Chain.Head.Number + 1));
        }
    }

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);

    private ChainStatus Status() => StatusReport.Read(_watch.Ledger.Ledger, _watch.Settings, _watch.Clock.GetUtcNow()).Chains[0];

    private IReadOnlyList<string> States() => [.. Status().Endpoints.Select(endpoint => endpoint.State)];

    private IReadOnlyList<string> OpenAlerts() => _watch.Ledger.Query<string>("SELECT key FROM alert WHERE closed_at IS NULL ORDER BY key");

    private void AssertComplete() => Assert.Equal(
        Enumerable.Range(1, (int)_watch.Chain.Head.Number).Select(amount => $"{amount}"),
        _watch.Ledger.Query<string>("SELECT amount FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index"));
}
