using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Support;
using static ChainWatch.Tests.CoinWatch;

namespace ChainWatch.Tests;

/// <summary>What endpoints cannot tell of the chain's own coin, or tell wrongly, is asked of others, doubted or said to be unknown.</summary>
public sealed class NativePaymentsEndpointTests : IDisposable
{
    private readonly CoinWatch _coins = new();

    public void Dispose() => _coins.Dispose();

    [Fact]
    public async Task Blocks_that_could_not_be_traced_are_told_of()
    {
        _coins.Chain.Faults.TracesFrom = 3;
        _coins.Chain.Pay(Call((Payroll, Some.Owner, 40)));
        _coins.Chain.Pay(To(Some.Owner, 1));
        _coins.Chain.Pay(Call((Payroll, Some.Owner, 41)));

        await _coins.PassAsync();

        Assert.Equal([(-1, 0, "1", "verified", null), (-1, 1, "41", "unverified", null)], _coins.Rows());
        Assert.Contains("block 1 ", Assert.Single(_coins.Alerts()), StringComparison.Ordinal);

        _coins.Chain.Faults.TracesFrom = 0;
        _coins.ReadAgain();
        await _coins.PassAsync();
        Assert.Equal([(-1, 1, "40", "unverified", null), (-1, 0, "1", "verified", null), (-1, 1, "41", "unverified", null)], _coins.Rows());
        Assert.Empty(_coins.Alerts());
    }

    [Fact]
    public async Task Nothing_more_is_asked_where_no_source_needs_whole_blocks()
    {
        _coins.Watch.Sources = [Some.Source()];
        _coins.Chain.Deploy(Some.Contract);
        _coins.Chain.Pay(To(Some.Owner, 100));

        await _coins.PassAsync();

        Assert.DoesNotContain("eth_getBlockByNumber true", _coins.Chain.Requests);
        Assert.DoesNotContain("debug_traceBlockByHash", _coins.Chain.Requests);
    }

    [Fact]
    public async Task A_call_that_only_one_of_two_endpoints_names_is_quarantined_and_a_transaction_is_not()
    {
        var honest = new FakeEndpoint("honest", _coins.Chain);
        var liar = new FakeEndpoint("liar", _coins.Chain) { Faults = { Internal = moved => [.. moved, new InternalTransfer(1, 5, Payroll, Some.Owner, 1_000_000)] } };
        (_coins.Watch.Endpoints, _coins.Watch.ChainSettings) = ([honest, liar], _coins.Watch.ChainSettings with { Quorum = 2 });
        _coins.Chain.Pay(To(Some.Owner, 100), Call((Payroll, Some.Owner, 40)));

        await _coins.PassAsync();

        var rows = _coins.Rows();
        Assert.Equal([(-2, 1, "40"), (-2, 6, "1000000"), (-1, 0, "100")], rows.Select(row => (row.Item1, row.Item2, row.Item3)));
        Assert.Contains("no proof covers it", rows[1].Item5, StringComparison.Ordinal);
        Assert.Null(rows[0].Item5);
        Assert.Null(rows[2].Item5);
    }

    [Fact]
    public async Task An_endpoint_that_keeps_a_transaction_back_or_names_another_sender_is_not_believed()
    {
        var honest = new FakeEndpoint("honest", _coins.Chain);
        var liar = new FakeEndpoint("liar", _coins.Chain) { Faults = { Transactions = mined => [.. mined.Skip(1).Select((one, place) => one with { Index = place })] } };
        _coins.Watch.Endpoints = [liar, honest];
        _coins.Chain.Pay(To(Some.Owner, 100));
        await _coins.PassAsync();
        liar.Faults.Transactions = mined => [.. mined.Select(one => one with { From = Payroll })];
        _coins.Chain.Pay(To(Some.Owner, 200));

        await _coins.PassAsync();

        Assert.Equal(["100", "200"], _coins.Rows().Select(row => row.Item3));
        Assert.Contains("liar", Assert.Single(_coins.Alerts()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_proved_the_endpoint_is_believed_and_rows_say_so()
    {
        _coins.Watch.ChainSettings = _coins.Watch.ChainSettings with { Verify = Verify.None };
        _coins.Chain.Pay(To(Some.Owner, 100), To(Some.Owner, 5) with { Succeeds = false }, Call((Payroll, Some.Owner, 40)));

        await _coins.PassAsync();

        Assert.Equal([(-3, 1, "40", "none", null), (-1, 0, "100", "none", null)], _coins.Rows());
    }
}
