using System.Numerics;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>A worker that has caught up with a chain, and what its ledger says of the blocks that came after.</summary>
internal sealed class ReorgWatch : IAsyncDisposable
{
    private readonly LocalChain _chain;
    private readonly WatchFolder _folder;
    private readonly ChainWatchCli _cli;
    private readonly CancellationToken _cancellation;
    private ulong _start;

    private ReorgWatch(LocalChain chain, int maxReorgDepth, CancellationToken cancellation)
    {
        _chain = chain;
        _cancellation = cancellation;
        _folder = new WatchFolder(new WatchEntry(chain) { MaxReorgDepth = maxReorgDepth });
        _cli = new ChainWatchCli(_folder);
        Worker = WorkerProcess.Start(_folder, cancellation);
    }

    public WorkerProcess Worker { get; private set; }

    public static async Task<ReorgWatch> StartAsync(LocalChain chain, int maxReorgDepth, CancellationToken cancellation)
    {
        var watch = new ReorgWatch(chain, maxReorgDepth, cancellation);
        await watch.CaughtUpAsync();
        watch._start = (await chain.HeadAsync()).Number;
        return watch;
    }

    public async Task StartAgainAsync()
    {
        await Worker.DisposeAsync();
        Worker = WorkerProcess.Start(_folder, _cancellation);
    }

    public Task CaughtUpAsync() => Worker.CaughtUpAsync(_chain);

    /// <summary>The income of a withdrawal after these deposits and no other withdrawal: the assets less their average cost.</summary>
    public Paid Gain(Moved withdrawal, params IReadOnlyCollection<Moved> deposits)
    {
        var cost = deposits.Aggregate(BigInteger.Zero, (sum, deposit) => sum + deposit.Assets);
        var shares = deposits.Aggregate(BigInteger.Zero, (sum, deposit) => sum + deposit.Shares);
        return new Paid(
            withdrawal.Source,
            _chain.Deployment.Contract("vault"),
            _chain.Deployment.Contract("stablecoin"),
            withdrawal.Assets - (cost * withdrawal.Shares / shares),
            withdrawal.BlockNumber,
            withdrawal.BlockHash,
            withdrawal.LogIndex,
            withdrawal.TransactionHash);
    }

    /// <summary>Exactly these payments stand and exactly those are orphaned, each of them once.</summary>
    public void MustHold(IEnumerable<Paid> standing, IEnumerable<Paid> orphaned)
    {
        var rows = _folder.Ledger.Income().Where(row => row.Paid.BlockNumber > _start).ToList();
        Assert.All(rows, row => Assert.Null(row.Quarantine));
        Assert.Equal(InOrder(standing), InOrder(rows.Where(row => !row.IsOrphaned).Select(row => row.Paid)));
        Assert.Equal(InOrder(orphaned), InOrder(rows.Where(row => row.IsOrphaned).Select(row => row.Paid)));
    }

    public IEnumerable<Moved> Movements(bool orphaned) => _folder.Ledger.Movements()
        .Where(row => row.IsOrphaned == orphaned && row.Moved.BlockNumber > _start).Select(row => row.Moved);

    /// <summary>Block and status of each payment as <c>income list</c> shows it; the ledger's invariants hold as well.</summary>
    public async Task<IEnumerable<string>> ListAsync(params IEnumerable<string> options)
    {
        Assert.Equal(0, (await _cli.RunAsync("ledger", "verify", "--proofs")).ExitCode);
        return (await _cli.AskAsync(["income", "list", .. options])).AsArray()
            .Where(item => item!["blockNumber"]!.GetValue<ulong>() > _start)
            .Select(item => $"{item!["blockHash"]} {item["status"]}");
    }

    public async Task<string> HaltedAsync() => (await _cli.AskAsync("status"))["chains"]![0]!["halted"]!.GetValue<string>();

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        _folder.Dispose();
    }

    private static IEnumerable<Paid> InOrder(IEnumerable<Paid> payments) => payments.OrderBy(paid => paid.BlockNumber).ThenBy(paid => paid.LogIndex);
}
