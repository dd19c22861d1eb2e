using ChainWatch.Guarding;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>Three endpoints, of which one lies about logs: the lie is never booked, whoever told it is named, and the ledger is complete.</summary>
public sealed class LyingEndpointTests : IDisposable
{
    private readonly ThreeEndpoints _three = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _three.Dispose();

    [Fact]
    public async Task With_three_honest_endpoints_all_is_recorded_and_proved_and_nobody_is_accused()
    {
        await PassAsync();

        _three.AssertComplete();
        Assert.Empty(_three.OpenAlerts());
        Assert.Equal(60, _three.Ledger.Value<long>("SELECT count(*) FROM income WHERE proof = 'verified'"));
        Assert.All(LedgerVerification.Run(_three.Ledger.Ledger, withProofs: true), invariant => Assert.Null(invariant.Broken));
    }

    [Theory]
    [InlineData(58UL)]
    [InlineData(7UL)]
    public async Task A_log_that_one_keeps_back_is_recorded_and_the_endpoint_named(ulong block)
    {
        _three.Liar.Faults.Logs = logs => [.. logs.Where(log => log.BlockNumber != block)];

        await PassAsync();

        _three.AssertComplete();
        Assert.Equal(["withheld:31337:http://liar"], _three.OpenAlerts());
    }

    [Theory]
    [InlineData(61)]
    [InlineData(30)]
    public async Task A_log_kept_back_beside_one_that_was_sent_is_proved_together_with_it(int number)
    {
        (_three.Watch.ChainSettings, _three.Watch.Endpoints) = (Some.ChainSettings(maxReorgDepth: 20, maxBlockRange: 10), [_three.Liar]);
        _three.Chain.ReorgTo((ulong)number - 1);
        _three.Chain.Mine(Emitted.EtherRelease(number), Emitted.EtherRelease(500), Emitted.EtherRelease(501));
        _three.Pay(60 - number + 1);
        _three.Liar.Faults.Logs = logs => [.. logs.Where(log => log.LogIndex != 1)];
        _three.Liar.Faults.Before = _ => Assert.True(_three.Liar.Requests.Count < 1_000, "It asks for ever.");

        await PassAsync();

        Assert.Equal(_three.Chain.AllLogs.Count(), _three.Standing().Count);
        Assert.Equal(["withheld:31337:http://liar"], _three.OpenAlerts());
        Assert.All(LedgerVerification.Run(_three.Ledger.Ledger, withProofs: true), invariant => Assert.Null(invariant.Broken));
    }

    [Fact]
    public async Task A_log_that_the_only_endpoint_keeps_back_is_found_by_the_bloom()
    {
        _three.Watch.ChainSettings = Some.ChainSettings(maxReorgDepth: 20, maxBlockRange: 10);
        _three.Watch.Endpoints = [_three.Liar];
        _three.Liar.Faults.Logs = logs => [.. logs.Where(log => log.BlockNumber is not (45 or 58))];

        await PassAsync();

        _three.AssertComplete();
        Assert.Equal(["withheld:31337:http://liar"], _three.OpenAlerts());
    }

    [Fact]
    public async Task All_logs_of_all_blocks_kept_back_by_one_are_recorded()
    {
        _three.Liar.Faults.Logs = _ => [];

        await PassAsync();

        _three.AssertComplete();
        Assert.Equal(["withheld:31337:http://liar"], _three.OpenAlerts());
    }

    [Theory]
    [InlineData(58UL)]
    [InlineData(7UL)]
    public async Task An_altered_amount_is_never_booked(ulong block)
    {
        _three.Liar.Faults.Logs = logs => [.. logs.Select(log => log.BlockNumber == block ? log with { Data = Emitted.EtherRelease(1_000_000).Data } : log)];

        await PassAsync();

        _three.AssertComplete();
        Assert.Contains("forged:31337:http://liar", _three.OpenAlerts());
    }

    [Theory]
    [InlineData(58UL)]
    [InlineData(7UL)]
    public async Task A_payment_that_was_invented_in_a_real_block_is_never_booked(ulong block)
    {
        _three.Liar.Faults.Logs = logs =>
        [
            .. logs.SelectMany(log => log.BlockNumber == block ? new[] { log, log with { LogIndex = 1, Data = Emitted.EtherRelease(5).Data } } : [log]),
        ];
        _three.Liar.Faults.Receipts = receipts => receipts.Count == 0 || receipts[0].BlockNumber != block ? receipts
            : [receipts[0] with { Logs = [.. receipts[0].Logs, receipts[0].Logs[0] with { LogIndex = 1, Data = Emitted.EtherRelease(5).Data }] }];

        await PassAsync();

        _three.AssertComplete();
        Assert.Contains("forged:31337:http://liar", _three.OpenAlerts());
    }

    [Theory]
    [InlineData(58UL)]
    [InlineData(7UL)]
    public async Task A_log_told_twice_is_booked_once_and_the_endpoint_named(ulong block)
    {
        _three.Liar.Faults.Logs = logs => [.. logs.SelectMany(log => Enumerable.Repeat(log, log.BlockNumber == block ? 2 : 1))];

        await PassAsync();

        _three.AssertComplete();
        Assert.Equal(["forged:31337:http://liar"], _three.OpenAlerts());
    }

    [Fact]
    public async Task What_an_endpoint_is_accused_of_survives_a_restart_until_a_person_acknowledges_it()
    {
        _three.Liar.Faults.Logs = logs => [.. logs.Where(log => log.BlockNumber != 58)];
        await PassAsync();
        _three.Liar.Faults.Clear();
        _three.Watch.Restart();
        var before = LogRequests();
        _three.Pay(1);
        await PassAsync();
        Assert.Equal(("contradicting", before), (_three.StateOf("http://liar"), LogRequests()));

        ChainWatch.Alerts.AlertBook.Acknowledge(_three.Ledger.Ledger, _three.Ledger.Value<long>("SELECT id FROM alert WHERE closed_at IS NULL"), _three.Watch.Clock.GetUtcNow());
        _three.Pay(1);
        await PassAsync();

        Assert.Equal("ok", _three.StateOf("http://liar"));
        Assert.True(LogRequests() > before);
        Assert.Empty(_three.OpenAlerts());
        _three.AssertComplete();
    }

    private Task PassAsync() => _three.Watch.PassAsync(cancellation: Cancellation);

    private int LogRequests() => _three.Liar.Requests.Count(method => method == "eth_getLogs");
}
