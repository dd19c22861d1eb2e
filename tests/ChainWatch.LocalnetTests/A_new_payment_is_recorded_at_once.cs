using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>A new head is announced over a socket; polling stands in for a socket that is gone.</summary>
public sealed class A_new_payment_is_recorded_at_once(OneChain one) : IClassFixture<OneChain>
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_socket_tells_of_a_payment_though_the_next_poll_is_an_hour_away()
    {
        using var folder = new WatchFolder(new WatchEntry(_chain) { PollInterval = Never });
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await worker.CaughtUpAsync(_chain);

        for (var payment = 1; payment <= 3; payment++)
        {
            await MustBeRecordedAsync(worker, folder, await _chain.PayByStablecoinAsync(1_000_000 + payment));
        }
    }

    [Fact]
    public async Task A_payment_made_before_the_socket_is_open_is_seen_once_it_is()
    {
        await using var way = new CuttableWay(_chain);
        way.Cut();
        using var folder = new WatchFolder(new WatchEntry(_chain) { Heads = way.WebSocket, PollInterval = Never });
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await worker.CaughtUpAsync(_chain);

        var unannounced = await _chain.PayByStablecoinAsync(2_000_000);
        way.Mend();

        await MustBeRecordedAsync(worker, folder, unannounced);
        await MustBeRecordedAsync(worker, folder, await _chain.PayByStablecoinAsync(2_000_001));
    }

    [Fact]
    public async Task When_the_socket_dies_it_comes_back_and_the_payments_between_are_seen()
    {
        await using var way = new CuttableWay(_chain);
        using var folder = new WatchFolder(new WatchEntry(_chain) { Heads = way.WebSocket, PollInterval = Never });
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await MustBeRecordedAsync(worker, folder, await _chain.PayByStablecoinAsync(3_000_000));

        way.Cut();
        var between = await _chain.PayByStablecoinAsync(3_000_001);
        way.Mend();

        await MustBeRecordedAsync(worker, folder, between);
        await MustBeRecordedAsync(worker, folder, await _chain.PayByStablecoinAsync(3_000_002));
    }

    [Fact]
    public async Task Polling_takes_over_when_the_socket_dies()
    {
        await using var way = new CuttableWay(_chain);
        using var folder = new WatchFolder(new WatchEntry(_chain) { Heads = way.WebSocket, PollInterval = TimeSpan.FromMilliseconds(300) });
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await MustBeRecordedAsync(worker, folder, await _chain.PayByStablecoinAsync(4_000_000));

        way.Cut();
        await MustBeRecordedAsync(worker, folder, await _chain.PayByStablecoinAsync(4_000_001));
        await MustBeRecordedAsync(worker, folder, await _chain.PayByStablecoinAsync(4_000_002));
    }

    [Fact]
    public async Task Without_a_socket_polling_alone_records_every_payment()
    {
        using var folder = new WatchFolder(new WatchEntry(_chain) { Heads = null, PollInterval = TimeSpan.FromMilliseconds(300) });
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await worker.CaughtUpAsync(_chain);

        await MustBeRecordedAsync(worker, folder, await _chain.PayByStablecoinAsync(5_000_000));
        await MustBeRecordedAsync(worker, folder, await _chain.PayRoyaltyAsync(700));
    }

    private async Task MustBeRecordedAsync(WorkerProcess worker, WatchFolder folder, Paid paid)
    {
        await worker.CaughtUpAsync(_chain);
        Assert.Equal([false], folder.Ledger.Income().Where(row => row.Paid == paid).Select(row => row.IsOrphaned));
    }
}
