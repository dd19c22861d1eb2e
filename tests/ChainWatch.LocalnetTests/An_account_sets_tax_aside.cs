using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>Income is paid to an account of one key, which pays its tax share into the escrow by itself: once, whatever is killed.</summary>
public sealed class An_account_sets_tax_aside(OneChain one) : IClassFixture<OneChain>
{
    private const int Kills = 8;

    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // Whose key EscrowWatch.ExecuteCommand opens.
    private Address Account => _chain.Deployment.Account("relayer");

    [Fact]
    public async Task With_its_own_key_and_counted_when_that_is_final()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation, Configure);
        await DraftedAsync(watch, 100_000_001);
        Assert.Equal(["ready"], watch.States);
        Assert.Equal("wrong-key", await RefusedAsync(watch, ["escrow", "execute", "1", "--key", watch.FileOf("keys/owner-1.json"), "--passphrase-file", watch.FileOf("keys/passphrase.txt"), "--yes"]));
        Assert.Equal("eoa", await RefusedAsync(watch, watch.SignCommand(1, owner: 1)));

        var sent = await watch.Cli.AskAsync(PayCommand(watch, 1));
        Assert.Equal("sent", sent["state"]!.GetValue<string>());
        Assert.Equal($"{Account}", sent["sender"]!.GetValue<string>());
        Assert.Equal(20_000_001, await _chain.InEscrowAsync());
        Assert.Equal(0, await watch.TotalAsync("escrowed"));

        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("executed");
        await watch.MustAgreeAsync(inEscrow: 20_000_001);
        Assert.Equal(0, await watch.TotalAsync("outstanding"));

        // A due of a dollar is left to add up, until somebody asks for it.
        await _chain.PayAsync(Account, 5_000_000);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.Worker.CaughtUpAsync(_chain);
        await watch.Worker.UntilAsync(ledger => ledger.Valuations() == 2, "the payment is valued");
        Assert.Single((await watch.Cli.AskAsync("escrow", "propose", "--all")).AsArray());
        await watch.Cli.AskAsync(PayCommand(watch, 2));
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("executed", "executed");
        await watch.MustAgreeAsync(inEscrow: 21_000_001);
        Assert.Equal((2, 2, 0), watch.Folder.Ledger.Sendings());
        Assert.Equal(0, watch.Folder.Ledger.OpenAlerts());
    }

    [Fact]
    public async Task Not_above_what_one_key_may_move()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation, Configure);
        await _chain.PayAsync(Account, 300_000_000_000);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.Worker.UntilAsync(ledger => ledger.CriticalAlerts() > 0, "somebody is told");

        Assert.Empty((await watch.Cli.AskAsync("escrow", "propose", "--all")).AsArray());
        var alert = Assert.Single((await watch.Cli.AskAsync("alerts")).AsArray(), alert => alert!["severity"]!.GetValue<string>() == "critical")!;
        Assert.Contains("MultisigAbove", alert["message"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Empty(watch.States);
        Assert.Equal(60_000_000_000, await watch.TotalAsync("outstanding"));
        await watch.MustAgreeAsync(inEscrow: 0);
    }

    [Fact]
    public async Task Killed_between_signing_and_sending_it_pays_once()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation, Configure);
        var before = await _chain.SentAsync(Account);
        var random = new Random(5);
        for (var kill = 0; kill < Kills; kill++)
        {
            await DraftedAsync(watch, 100_000_000 + (5 * kill));
            await _chain.MineAtOnceAsync(false);
            await using (var cli = watch.StartCli(PayCommand(watch, kill + 1)))
            {
                // Every other time as soon as the ledger shows that it is signed, else at any moment.
                await (kill % 2 == 0
                    ? watch.Worker.UntilAsync(ledger => ledger.Sendings().Nonces > kill || cli.HasEnded, "it is signed")
                    : Task.Delay(TimeSpan.FromMilliseconds(random.Next(400, 2500)), TimeProvider.System, Cancellation));
                cli.Kill();
            }

            if (kill % 3 == 2)
            {
                await watch.Worker.KillAsync();
                await watch.RestartAsync();
            }

            // Typed again, it goes on with what was signed.
            var again = await watch.Cli.AskAsync([.. PayCommand(watch, kill + 1), "--no-wait"]);
            Assert.Equal(before + (ulong)kill, again["nonce"]!.GetValue<ulong>());
            await _chain.MineAtOnceAsync(true);
            await _chain.MineAsync(EscrowWatch.Final);
            await watch.UntilAsync([.. Enumerable.Repeat("executed", kill + 1)]);
        }

        await watch.MustAgreeAsync(inEscrow: (20_000_000 * Kills) + (Kills * (Kills - 1) / 2));
        Assert.Equal(0, await watch.TotalAsync("outstanding"));
        Assert.Equal((Kills, Kills, 0), watch.Folder.Ledger.Sendings());
        Assert.Equal((ulong)Kills, await _chain.SentAsync(Account) - before);
    }

    private void Configure(JsonNode configuration)
    {
        var deployment = _chain.Deployment;
        configuration["Pricing"] = deployment.Pricing;
        configuration["Sources"] = new JsonArray(new JsonObject
        {
            ["Name"] = "side-job", ["Chain"] = "localnet", ["Kind"] = "erc20-payments", ["Contract"] = $"{deployment.Contract("stablecoin")}",
            ["Beneficiary"] = $"{Account}", ["Payers"] = new JsonArray($"{deployment.Account("payers")}"), ["Category"] = "Service",
        });
        configuration["Escrow"]!["Treasury"] = new JsonObject { ["Chain"] = "localnet", ["Kind"] = "Eoa", ["Address"] = $"{Account}" };
    }

    private async Task DraftedAsync(EscrowWatch watch, BigInteger amount)
    {
        var drafted = watch.States.Count();
        await _chain.PayAsync(Account, amount);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.Worker.UntilAsync(ledger => ledger.Proposals().Count == drafted + 1, "a proposal is drafted");
    }

    private static IReadOnlyList<string> PayCommand(EscrowWatch watch, long id) => [.. watch.ExecuteCommand(id), "--yes"];

    private static async Task<string> RefusedAsync(EscrowWatch watch, IEnumerable<string> command)
    {
        var (code, _, error) = await watch.Cli.RunAsync([.. command, "--json"]);
        Assert.Equal(1, code);
        return JsonNode.Parse(error)!["error"]!["code"]!.GetValue<string>();
    }
}
