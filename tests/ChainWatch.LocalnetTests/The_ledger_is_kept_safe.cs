using ChainWatch.Support.Localnet;
using Microsoft.Data.Sqlite;

namespace ChainWatch.LocalnetTests;

/// <summary>The real worker and the real command line meet over one ledger: locks, backups and restores between processes.</summary>
public sealed class The_ledger_is_kept_safe(OneChain one) : IClassFixture<OneChain>, IDisposable
{
    private readonly LocalChain _chain = one.Chain;
    private readonly WatchFolder _folder = new(new WatchEntry(one.Chain));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private ChainWatchCli Cli => new(_folder);

    private string Backup => Path.Combine(_folder.DataFolder, "backup.db");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_backup_of_a_running_worker_is_restored_after_its_death_and_the_chain_gives_back_the_rest()
    {
        await using var worker = WorkerProcess.Start(_folder, Cancellation);
        var first = await _chain.PayByStablecoinAsync(1_000_001);
        await worker.CaughtUpAsync(_chain);
        await Cli.AskAsync("ledger", "backup", Backup);
        var second = await _chain.PayByStablecoinAsync(1_000_002);
        await worker.CaughtUpAsync(_chain);
        MustBeInUse(await Cli.RunAsync("ledger", "restore", Backup));
        await using (var another = WorkerProcess.Start(_folder, Cancellation))
        {
            MustBeInUse((await another.EndAsync(), another.Output, another.Error));
        }

        await worker.KillAsync();
        var restored = await Cli.AskAsync("ledger", "restore", Backup);
        Assert.Equal([second.TransactionHash], Missing(first, second));
        Assert.True(File.Exists(restored["kept"]!.GetValue<string>()));

        await using var next = WorkerProcess.Start(_folder, Cancellation);
        await next.CaughtUpAsync(_chain);
        Assert.Empty(Missing(first, second));
        await Cli.AskAsync("ledger", "verify");
    }

    [Fact]
    public async Task A_ledger_that_another_process_has_locked_is_named_and_nothing_is_lost()
    {
        _folder.Edit(configuration => configuration["Ledger"]!["BusyTimeout"] = "00:00:01");
        await using var worker = WorkerProcess.Start(_folder, Cancellation);
        await worker.CaughtUpAsync(_chain);
        Paid paid;
        using (var other = new SqliteConnection($"Data Source={_folder.Ledger.Path};Pooling=False"))
        {
            other.Open();
            using var begun = other.BeginTransaction();
            paid = await _chain.PayByStablecoinAsync(1_000_003);
            await worker.UntilAsync(_ => worker.Output.Contains("has been locked by another program for 1 seconds", StringComparison.Ordinal), "the lock is named");
            var (code, _, error) = await Cli.RunAsync("ledger", "rescan", "localnet", "--from", "1");
            Assert.Equal(1, code);
            Assert.Contains(_folder.Ledger.Path, error, StringComparison.Ordinal);
        }

        await worker.CaughtUpAsync(_chain);
        Assert.Empty(Missing(paid));
    }

    [Fact]
    public async Task A_chain_is_read_again_under_a_running_worker_and_nothing_is_booked_twice()
    {
        await using var worker = WorkerProcess.Start(_folder, Cancellation);
        var paid = await _chain.PayByStablecoinAsync(1_000_004);
        await worker.CaughtUpAsync(_chain);
        var before = _folder.Ledger.Income();

        await Cli.AskAsync("ledger", "rescan", "localnet", "--from", "1");
        var more = await _chain.PayByStablecoinAsync(1_000_005);
        await worker.CaughtUpAsync(_chain);

        Assert.Contains(paid, before.Select(row => row.Paid));
        Assert.Equal([.. before.Select(row => row.Paid), more], _folder.Ledger.Income().Select(row => row.Paid));
    }

    private static void MustBeInUse((int Code, string Output, string Error) ended)
    {
        Assert.Equal((1, ""), (ended.Code, ended.Output));
        Assert.Contains("is in use by another program", ended.Error, StringComparison.Ordinal);
    }

    private IEnumerable<Ethereum.Hash32> Missing(params Paid[] payments) =>
        payments.Select(paid => paid.TransactionHash).Except(_folder.Ledger.Income().Select(row => row.Paid.TransactionHash));
}
