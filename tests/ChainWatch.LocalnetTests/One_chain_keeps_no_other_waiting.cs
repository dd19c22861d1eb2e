using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>Several chains are watched apart from each other: one that goes away stops only itself, and recovers.</summary>
public sealed class One_chain_keeps_no_other_waiting(TwoChains chains) : IClassFixture<TwoChains>, IAsyncDisposable
{
    private readonly LocalChain _first = chains.First;
    private readonly LocalChain _second = chains.Second;
    private readonly CuttableWay _way = new(chains.First);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public ValueTask DisposeAsync() => _way.DisposeAsync();

    [Fact]
    public async Task While_a_chain_is_away_the_other_goes_on_and_it_recovers_when_it_is_back()
    {
        using var folder = Folder();
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await worker.CaughtUpAsync(_first);
        await worker.CaughtUpAsync(_second);

        _way.Cut();
        var missed = await _first.PayByStablecoinAsync(1_000_000);
        var recorded = await _second.PayByStablecoinAsync(2_000_000);
        await worker.CaughtUpAsync(_second);
        Assert.Equal([OnSecond(recorded)], IncomeOf(folder));

        _way.Mend();
        await worker.CaughtUpAsync(_first);
        Assert.Equal([missed, OnSecond(recorded)], IncomeOf(folder));
        Assert.Equal(0, (await new ChainWatchCli(folder).RunAsync("ledger", "verify")).ExitCode);
        Assert.Equal(0, await worker.StopAsync());
    }

    [Fact]
    public async Task A_chain_that_is_away_at_the_start_is_watched_as_soon_as_it_answers()
    {
        _way.Cut();
        using var folder = Folder();
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await worker.CaughtUpAsync(_second);
        Assert.Contains("localnet", worker.Output, StringComparison.Ordinal);

        _way.Mend();
        await worker.CaughtUpAsync(_first);
    }

    private static Paid OnSecond(Paid paid) => paid with { Source = $"second-{paid.Source}" };

    private static IEnumerable<Paid> IncomeOf(WatchFolder folder) => folder.Ledger.Income().Select(row => row.Paid);

    private WatchFolder Folder() => new(
        new WatchEntry(_first) { Endpoint = _way.Http, Heads = _way.WebSocket, PollInterval = TimeSpan.FromMilliseconds(500) },
        new WatchEntry(_second) { Name = "second", PollInterval = TimeSpan.FromMilliseconds(500) });
}
