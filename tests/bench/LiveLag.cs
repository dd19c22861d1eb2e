using System.Globalization;
using ChainWatch.Support.Localnet;

namespace ChainWatch.Bench;

/// <summary>
/// How long a payment takes from its block to the ledger, with the real worker caught up on a local chain: once told of
/// heads by a socket, once by polling alone. A few payments before the measured ones warm the worker up.
/// </summary>
internal sealed class LiveLag : IBenchmark
{
    private const int WarmUp = 3;

    private static readonly TimeSpan PollInterval = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookInterval = TimeSpan.FromMilliseconds(1);

    public string Name => "live-lag";

    public void Run() => RunAsync().GetAwaiter().GetResult();

    private async Task RunAsync()
    {
        await using var chain = await LocalChain.StartAsync(CancellationToken.None);
        var listening = new WatchEntry(chain) { PollInterval = PollInterval };
        await AddAsync("heads over a WebSocket", listening, payments: 30, TimeSpan.FromMilliseconds(100));
        await AddAsync($"polling alone, every {PollInterval.TotalSeconds} s", listening with { Heads = null }, payments: 30, PollInterval);
    }

    // Payments come at random moments between two polls; each waits for the one before.
    private async Task AddAsync(string what, WatchEntry entry, int payments, TimeSpan spread)
    {
        using var folder = new WatchFolder(entry);
        await using var worker = WorkerProcess.Start(folder, CancellationToken.None);
        await worker.CaughtUpAsync(entry.Chain);

        var random = new Random(1);
        var lags = new List<double>();
        for (var payment = 0; payment < WarmUp + payments; payment++)
        {
            await Task.Delay(spread * random.NextDouble(), TimeProvider.System);
            lags.Add((await LagAsync(entry.Chain, folder.Ledger)).TotalNanoseconds);
        }

        lags.RemoveRange(0, WarmUp);
        lags.Sort();
        var p95 = lags[(int)Math.Ceiling(0.95 * lags.Count) - 1] / 1e6;
        Report.Add(
            Name, what, new Measure(lags[lags.Count / 2], lags[0], lags[^1], BytesAllocated: 0), string.Create(CultureInfo.InvariantCulture, $"p95 {p95:N0} ms"));
    }

    private static async Task<TimeSpan> LagAsync(LocalChain chain, LedgerFile ledger)
    {
        var paid = await chain.PayByStablecoinAsync(1_000_000);
        while (!ledger.HasIncomeOf(paid.TransactionHash))
        {
            await Task.Delay(LookInterval, TimeProvider.System);
        }

        return TimeProvider.System.GetElapsedTime(chain.MinedAt);
    }
}
