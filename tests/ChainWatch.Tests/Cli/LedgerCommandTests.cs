using ChainWatch.Storage;
using ChainWatch.Support;

namespace ChainWatch.Tests.Cli;

public sealed class LedgerCommandTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source(name: "album-royalties")] };

    public LedgerCommandTests() => _watch.Chain.Deploy(Some.Contract);

    private string Backup => Path.Combine(_watch.Ledger.Folder, "backup.db");

    public void Dispose()
    {
        Ledger.LetGo(_watch.Ledger.Settings);
        _watch.Dispose();
    }

    [Fact]
    public async Task A_ledger_is_backed_up_and_restored()
    {
        await PaidAsync(300);

        var copy = await RunAsync("ledger", "backup", Backup, "--json");
        Assert.Equal((0, Backup, 300), (copy.ExitCode, copy.Json.GetProperty("file").GetString(), copy.Json.GetProperty("payments").GetInt32()));
        Assert.Equal(1, (await RunAsync("ledger", "backup", Backup)).ExitCode);

        DamagedFile.Overwrite(_watch.Ledger.Settings);
        Ledger.LetGo(_watch.Ledger.Settings);
        var damaged = await RunAsync("ledger", "verify");
        Assert.Equal(4, damaged.ExitCode);
        Assert.Contains("chainwatch ledger restore FILE", damaged.Error, StringComparison.Ordinal);

        var restored = await RunAsync("ledger", "restore", Backup);
        Assert.Equal((0, ""), (restored.ExitCode, restored.Error));
        Assert.Contains("The ledger before is kept as", restored.Output, StringComparison.Ordinal);
        Assert.Equal(0, (await RunAsync("ledger", "verify")).ExitCode);
        Assert.Equal(300, _watch.Ledger.Value<long>("SELECT count(*) FROM income"));
    }

    [Fact]
    public async Task Nothing_is_restored_while_a_worker_runs()
    {
        await PaidAsync(1);
        await RunAsync("ledger", "backup", Backup);
        using var worker = LedgerLock.Take(_watch.Ledger.Settings);

        var refused = await RunAsync("ledger", "restore", Backup, "--json");

        Assert.Equal((1, "ledger-in-use"), (refused.ExitCode, refused.ErrorJson.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_chain_is_read_again_from_a_block()
    {
        await PaidAsync(9);

        var json = (await RunAsync("ledger", "rescan", "localnet", "--from", "4", "--json")).Json;
        Assert.Equal(("localnet", "album-royalties", 4, 10), (
            json.GetProperty("chain").GetString(),
            json.GetProperty("sources")[0].GetProperty("source").GetString(),
            json.GetProperty("sources")[0].GetProperty("from").GetInt32(),
            json.GetProperty("sources")[0].GetProperty("before").GetInt32()));
        Assert.Equal(4, _watch.Ledger.Value<long>("SELECT next_block FROM source"));
        Assert.Contains("nothing is read again", (await RunAsync("ledger", "rescan", "localnet", "--from", "4")).Output, StringComparison.Ordinal);
        Assert.Contains("album-royalties", (await RunAsync("ledger", "rescan", "localnet", "--from", "2")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_chain_that_is_not_configured_is_not_read_again()
    {
        await PaidAsync(1);

        var refused = await RunAsync("ledger", "rescan", "locanet", "--from", "4");

        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("localnet", refused.Error, StringComparison.Ordinal);
        Assert.Equal(2, (await RunAsync("ledger", "rescan", "localnet")).ExitCode);
    }

    private Task<TypedCommand> RunAsync(params string[] typed) => TypedCommand.RunAsync(_watch, typed);

    private async Task PaidAsync(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(i + 1));
        }

        await _watch.PassAsync(cancellation: TestContext.Current.CancellationToken);
    }
}
