using System.Text.Json.Nodes;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>Executed by the command line or by the keeper: sent once, and counted when it is final.</summary>
public sealed class Owners_sign_and_anybody_executes(OneChain one) : IClassFixture<OneChain>
{
    private const int Kills = 20;

    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task By_the_command_line()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await ReadyAsync(watch, 100_000_001);

        var sent = await watch.Cli.AskAsync(watch.ExecuteCommand(1));
        Assert.Equal("sent", sent["state"]!.GetValue<string>());
        Assert.Equal((await _chain.HeadAsync()).Number, sent["blockNumber"]!.GetValue<ulong>());
        Assert.Equal($"{_chain.Deployment.Account("relayer")}", sent["sender"]!.GetValue<string>());
        Assert.Equal(0, await watch.TotalAsync("escrowed"));
        Assert.Equal($"{sent["transactionHash"]}", $"{(await watch.Cli.AskAsync(watch.ExecuteCommand(1)))["transactionHash"]}");

        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("executed");
        await watch.MustAgreeAsync(inEscrow: 20_000_001);
        Assert.Contains("is executed", (await RefusedAsync(watch, 1))["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal((1, 1, 0), watch.Folder.Ledger.Sendings());
    }

    [Fact]
    public async Task By_the_keeper_which_follows_what_the_command_line_left_behind()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await watch.KeepAsync();
        await ReadyAsync(watch, 100_000_000);
        await watch.SentAsync(1);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("executed");
        await watch.MustAgreeAsync(inEscrow: 20_000_000);
        Assert.Equal((1, 1, 0), watch.Folder.Ledger.Sendings());
    }

    [Fact]
    public async Task A_keeper_whose_key_is_an_owner_s_does_not_start()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        watch.Folder.Edit(configuration => configuration["Keeper"] = new JsonObject { ["Enabled"] = true, ["KeyFile"] = "keys/owner-2.json", ["PassphraseFile"] = "keys/passphrase.txt" });
        await watch.RestartAsync();
        Assert.Equal(1, await watch.Worker.EndAsync());
        Assert.Contains("is an owner of the Safe", watch.Worker.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_Safe_calls_fails_and_an_outsider_sends_it_anyway()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await ReadyAsync(watch, 50_000_000);
        var held = await _chain.HeldAsync(new(_chain.Deployment.Contract("stablecoin")), _chain.Deployment.Treasury);
        var snapshot = await _chain.SnapshotAsync();
        await _chain.SpendAsync(held);

        var refused = (await RefusedAsync(watch, 1))["message"]!.GetValue<string>();
        Assert.Contains("what it calls fails (GS013)", refused, StringComparison.Ordinal);
        Assert.Equal((0, 0, 0), watch.Folder.Ledger.Sendings());

        // It is mined, it reverts, and the Safe keeps its nonce: as though nothing had been sent.
        await Assert.ThrowsAsync<InvalidOperationException>(() => watch.ExecuteAsync(1));
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.Worker.CaughtUpAsync(_chain);
        Assert.Equal(["ready"], watch.States);
        await watch.MustAgreeAsync(inEscrow: 0);

        await _chain.RevertAsync(snapshot);
        await _chain.MineAsync();
        await watch.Cli.AskAsync(watch.ExecuteCommand(1));
        await _chain.MineAsync(2 * EscrowWatch.Final);
        await watch.UntilAsync("executed");
        await watch.MustAgreeAsync(inEscrow: 10_000_000);
    }

    [Fact]
    public async Task A_failure_that_the_Safe_executes_uses_the_nonce_up_and_the_dues_are_proposed_anew()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await ReadyAsync(watch, 50_000_000);
        await _chain.ExecuteFailingAsync();
        Assert.Contains("nonce 0 of proposal 1 is used already", (await RefusedAsync(watch, 1))["message"]!.GetValue<string>(), StringComparison.Ordinal);

        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("superseded", "draft");
        await SignAsync(watch, 2);
        await watch.Cli.AskAsync(watch.ExecuteCommand(2));
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("superseded", "executed");
        await watch.MustAgreeAsync(inEscrow: 10_000_000);
    }

    [Fact]
    public async Task Killed_at_twenty_moments_between_draft_and_confirmation_nothing_is_proposed_or_sent_twice()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        var keeper = await watch.KeepAsync();
        var relayer = _chain.Deployment.Account("relayer");
        var before = await _chain.SentAsync(keeper) + await _chain.SentAsync(relayer);
        var random = new Random(4);
        for (var kill = 0; kill < Kills; kill++)
        {
            // Drafting: what is paid becomes final, and the worker is killed while it works that out.
            await _chain.PayByStablecoinAsync(10_000_000 + (5 * kill));
            await _chain.MineAsync(EscrowWatch.Final);
            if (kill % 4 == 0)
            {
                await KillWorkerAsync(watch, random.Next(1500));
            }

            await watch.Worker.UntilAsync(ledger => ledger.Proposals().Count == kill + 1, $"proposal {kill + 1} is drafted");

            // Signing: an owner's own process is killed.
            if (kill % 4 == 1)
            {
                await KillCliAsync(watch, random.Next(300, 1500), watch.SignCommand(kill + 1, owner: 1));
            }

            // Sending, while nothing is mined: keeper and command line want the same proposal, and either is killed.
            await _chain.MineAtOnceAsync(false);
            await SignAsync(watch, kill + 1);
            if (kill % 4 == 2)
            {
                await KillCliAsync(watch, random.Next(400, 2000), watch.ExecuteCommand(kill + 1));
            }
            else if (kill % 4 == 3)
            {
                await KillWorkerAsync(watch, random.Next(2500));
            }

            await _chain.MineAtOnceAsync(true);
            await _chain.MineAsync();
        }

        await ExecutedAsync(watch);
        var proposals = watch.Folder.Ledger.Proposals();
        Assert.Equal(Enumerable.Range(0, Kills).Select(nonce => (ulong)nonce), proposals.Select(proposal => proposal.Nonce));
        Assert.Equal(Kills, proposals.SelectMany(proposal => proposal.Income).Distinct().Count());
        Assert.Equal(Kills, proposals.Sum(proposal => proposal.Income.Count));
        await watch.MustAgreeAsync(inEscrow: (2_000_000 * Kills) + (Kills * (Kills - 1) / 2));
        Assert.Equal(0, await watch.TotalAsync("outstanding"));
        Assert.Equal((Kills, Kills, 0), watch.Folder.Ledger.Sendings());
        Assert.Equal((ulong)Kills, await _chain.SentAsync(keeper) + await _chain.SentAsync(relayer) - before);
    }

    private static async Task ReadyAsync(EscrowWatch watch, int amount) => await SignAsync(watch, await watch.DraftedAsync(amount));

    private static async Task SignAsync(EscrowWatch watch, long id)
    {
        foreach (var owner in (int[])[1, 2])
        {
            var (code, _, error) = await watch.Cli.RunAsync([.. watch.SignCommand(id, owner), "--json"]);
            Assert.True(code == 0 || error.Contains("already-signed", StringComparison.Ordinal), error);
        }
    }

    private static async Task KillWorkerAsync(EscrowWatch watch, int afterMilliseconds)
    {
        await Task.Delay(TimeSpan.FromMilliseconds(afterMilliseconds), TimeProvider.System, Cancellation);
        await watch.Worker.KillAsync();
        await watch.RestartAsync();
    }

    private static async Task KillCliAsync(EscrowWatch watch, int afterMilliseconds, IEnumerable<string> arguments)
    {
        await using var cli = watch.StartCli(arguments);
        await Task.Delay(TimeSpan.FromMilliseconds(afterMilliseconds), TimeProvider.System, Cancellation);
        cli.Kill();
    }

    // The Safe takes one after the other, and each is counted when it is final.
    private async Task ExecutedAsync(EscrowWatch watch)
    {
        for (var round = 0; round < 2 * Kills && watch.States.Any(state => state != "executed"); round++)
        {
            await _chain.MineAsync(EscrowWatch.Final);
            await watch.Worker.CaughtUpAsync(_chain);
            await Task.Delay(TimeSpan.FromSeconds(1.5), TimeProvider.System, Cancellation);
        }

        Assert.All(watch.States, state => Assert.Equal("executed", state));
    }

    private static async Task<JsonNode> RefusedAsync(EscrowWatch watch, long id)
    {
        var (code, _, error) = await watch.Cli.RunAsync([.. watch.ExecuteCommand(id), "--json"]);
        Assert.Equal(1, code);
        return JsonNode.Parse(error)!["error"]!;
    }
}
