using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>The second and third promise: nothing is booked twice, and it makes no difference when or how the worker ends.</summary>
public sealed class Restart_changes_nothing(HalfAYear halfAYear) : IClassFixture<HalfAYear>
{
    private const int Kills = 20;

    private readonly LocalChain _chain = halfAYear.Chain;
    private readonly SimulatedIncome _lived = halfAYear.Lived;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Killed_twenty_times_within_a_backfill_the_ledger_is_that_of_one_undisturbed_run()
    {
        using var undisturbed = SlowFolder();
        await RunToTheHeadAsync(undisturbed);

        using var folder = SlowFolder();
        var random = new Random(20);
        var inTheMiddle = 0;
        for (var kill = 0; kill < Kills; kill++)
        {
            await KillAtARandomMomentAsync(folder, kill, random);
            inTheMiddle += await HasReachedTheHeadAsync(folder) ? 0 : 1;
        }

        Assert.True(inTheMiddle >= Kills / 2, $"Only {inTheMiddle} kills came before the backfill was done.");
        await RunToTheHeadAsync(folder);

        Assert.Equal(_lived.Payments, folder.Ledger.Income().Select(row => row.Paid));
        Assert.Equal(undisturbed.Ledger.Income(), folder.Ledger.Income());
        Assert.Equal(undisturbed.Ledger.Movements(), folder.Ledger.Movements());
        Assert.Equal(undisturbed.Ledger.NextBlock(_chain.ChainId), folder.Ledger.NextBlock(_chain.ChainId));
        Assert.Equal(0, (await new ChainWatchCli(folder).RunAsync("ledger", "verify")).ExitCode);
    }

    [Fact]
    public async Task A_worker_told_to_stop_within_a_backfill_ends_well_and_the_next_goes_on()
    {
        using var folder = SlowFolder();
        await using (var worker = WorkerProcess.Start(folder, Cancellation))
        {
            await worker.UntilAsync(ledger => ledger.NextBlock(_chain.ChainId) > 40, "some blocks are recorded");
            Assert.Equal(0, await worker.StopAsync());
            Assert.Equal("", worker.Error);
        }

        Assert.False(await HasReachedTheHeadAsync(folder), "The backfill was done before the worker was told to stop.");
        Assert.Equal(0, (await new ChainWatchCli(folder).RunAsync("ledger", "verify")).ExitCode);

        await RunToTheHeadAsync(folder);
        Assert.Equal(_lived.Payments, folder.Ledger.Income().Select(row => row.Paid));
    }

    [Fact]
    public async Task A_worker_told_to_stop_while_its_endpoint_hangs_ends_well()
    {
        await using var way = new CuttableWay(_chain);
        using var folder = new WatchFolder(new WatchEntry(_chain) { Endpoint = way.Http, Heads = way.WebSocket, MaxBlockRange = 1, MaxReorgDepth = 2 });
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await worker.UntilAsync(ledger => ledger.NextBlock(_chain.ChainId) > 40, "some blocks are recorded");
        way.Block();

        Assert.Equal(0, await worker.StopAsync());
        Assert.Equal("", worker.Error);
    }

    [Fact]
    public async Task A_source_read_again_from_its_first_block_is_not_booked_twice()
    {
        using var folder = new WatchFolder(new WatchEntry(_chain));
        await RunToTheHeadAsync(folder);

        // An earlier first block is another definition: everything is read once more.
        folder.Edit(configuration => configuration["Sources"]!.AsArray().ToList().ForEach(source => source!["FromBlock"] = 1));
        await RunToTheHeadAsync(folder);

        Assert.Equal(_lived.Payments, folder.Ledger.Income().Select(row => row.Paid));
        Assert.Equal(_lived.Movements, folder.Ledger.Movements().Select(row => row.Moved));
        Assert.Equal(0, (await new ChainWatchCli(folder).RunAsync("ledger", "verify")).ExitCode);
    }

    // Two blocks in each transaction: hundreds of transactions, so that a kill has many places to hit.
    private WatchFolder SlowFolder() => new(new WatchEntry(_chain) { MaxBlockRange = 2, MaxReorgDepth = 8 });

    private async Task RunToTheHeadAsync(WatchFolder folder)
    {
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await worker.CaughtUpAsync(_chain);
    }

    private async Task<bool> HasReachedTheHeadAsync(WatchFolder folder) => folder.Ledger.HasReached(_chain.ChainId, await _chain.HeadAsync());

    // The first kill hits the making of the ledger; the others are spread over what is left of the backfill, each a few
    // random milliseconds after a random block, so anywhere within a transaction.
    private async Task KillAtARandomMomentAsync(WatchFolder folder, int kill, Random random)
    {
        var next = folder.Ledger.NextBlock(_chain.ChainId) ?? 0;
        var left = (await _chain.HeadAsync()).Number + 1 - next;
        var target = next + (ulong)random.NextInt64((long)left / (Kills - kill + 1) + 1);
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await worker.UntilAsync(ledger => kill == 0 ? File.Exists(ledger.Path) : ledger.NextBlock(_chain.ChainId) > target, $"block {target} is recorded");
        await Task.Delay(TimeSpan.FromMilliseconds(random.Next(8)), TimeProvider.System, Cancellation);
        await worker.KillAsync();
    }
}
