using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>An event is taken at its word only where the owner's balance says the same; else a person decides, once.</summary>
public sealed class What_no_balance_confirms(OneChain one) : IClassFixture<OneChain>
{
    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Address Payer => _chain.Deployment.Account("payers");

    [Fact]
    public async Task Payments_of_one_block_agree_also_where_the_owner_pays_in_the_same_block()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        var (stablecoin, treasury) = (_chain.Deployment.Contract("stablecoin"), _chain.Deployment.Treasury);
        await _chain.UnlockAsync(treasury);
        var before = await _chain.HeldAsync(new Token(stablecoin), treasury);
        await _chain.PayByStablecoinAsync(5_000_000);

        await _chain.MineTogetherAsync(
            () => _chain.PayByStablecoinAsync(1_000_000),
            () => _chain.TryAsync(treasury, stablecoin, Transfer(_chain.Deployment.Account("strangers"), 4_000_000)),
            () => _chain.PayByStablecoinAsync(2_000_000, payer: 1));
        await watch.Worker.CaughtUpAsync(_chain);

        Assert.Equal(before + 4_000_000, await _chain.HeldAsync(new Token(stablecoin), treasury));
        var shown = (await watch.Cli.AskAsync("income", "list")).AsArray();
        Assert.Equal([5_000_000, 1_000_000, 2_000_000], shown.Select(row => int.Parse(Text(row!["amount"]!, "baseUnits"), System.Globalization.CultureInfo.InvariantCulture)));
        Assert.Equal(2, shown.Select(row => row!["blockNumber"]!.GetValue<ulong>()).Distinct().Count());
        Assert.All(shown, row => Assert.Equal(("pending", "agreed"), (Text(row!, "status"), Text(row!, "balanceCheck"))));
    }

    [Fact]
    public async Task What_claims_more_than_arrives_is_neither_valued_nor_taxed_until_it_is_released()
    {
        var toll = await _chain.DeployAsync(Payer, "SilentToll");
        await MustSucceedAsync(toll, Mint(Payer, 1_000_000));
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation, configuration => Watch(configuration, toll));

        await MustSucceedAsync(toll, Transfer(_chain.Deployment.Treasury, 1_000));
        await _chain.PayByStablecoinAsync(5_000_000);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.Worker.UntilAsync(ledger => ledger.Valuations() == 1, "the payment that agreed is valued");
        var id = Text(await MustBeQuarantinedAsync(watch), "id");
        Assert.NotEqual(0, (await watch.Cli.RunAsync("income", "release", id)).ExitCode);
        Assert.NotEqual(0, (await watch.Cli.RunAsync("income", "release", id, "--note", " ")).ExitCode);

        await MustBeToldAtTheStartAsync(watch);
        await ReadAgainAsync(watch);
        await watch.RestartAsync();
        await MustBeQuarantinedAsync(watch);

        await watch.Cli.AskAsync("income", "release", id, "--note", "the client pays through this token, toll and all");
        await watch.Worker.UntilAsync(ledger => ledger.Valuations() == 2, "the released payment is valued");
        await watch.Worker.UntilAsync(ledger => ledger.Dues() == 2, "and taxed");
        await MustBeTaxedAsync(watch, id);

        await ReadAgainAsync(watch);
        await watch.RestartAsync();
        await MustBeTaxedAsync(watch, id);
        Assert.Equal(0, (await watch.Cli.RunAsync("ledger", "verify", "--proofs")).ExitCode);
    }

    private static void Watch(JsonNode configuration, Address toll)
    {
        var stablecoins = configuration["Sources"]!.AsArray().Single(source => Text(source!, "Name") == "studio-payments")!;
        var source = stablecoins.DeepClone();
        (source["Name"], source["Contract"]) = ("toll-payments", $"{toll}");
        configuration["Sources"]!.AsArray().Add(source);
        configuration["Pricing"] = new JsonObject
        {
            ["Pinned"] = new JsonArray([.. new[] { $"{toll}", Text(stablecoins, "Contract") }.Select(token =>
                new JsonObject { ["Chain"] = "localnet", ["Token"] = token, ["Price"] = "2.00" })]),
        };
    }

    private static async Task<JsonNode> MustBeQuarantinedAsync(EscrowWatch watch)
    {
        var row = Assert.Single((await watch.Cli.AskAsync("income", "list")).AsArray(), row => Text(row!, "status") == "quarantined")!;
        Assert.Equal(("1000", "disagreed", "980"), (Text(row["amount"]!, "baseUnits"), Text(row, "balanceCheck"), Text(row["arrived"]!, "baseUnits")));
        Assert.Contains("1000 base units are claimed, but the beneficiary's balance changed by 980", Text(row, "quarantine"), StringComparison.Ordinal);
        var status = await watch.Cli.AskAsync("status");
        Assert.Equal(1, status["sources"]!.AsArray().Single(source => Text(source!, "name") == "toll-payments")!["quarantined"]!.GetValue<int>());
        Assert.DoesNotContain(status["totals"]!.AsArray(), total => Text(total!["amount"]!, "symbol") == "STOLL");
        var shown = await watch.Cli.AskAsync("income", "show", Text(row, "id"));
        Assert.Null(shown["value"]);
        Assert.Null(shown["tax"]!["due"]);
        return row;
    }

    // As a ledger is that held the payment before there were such alerts.
    private static async Task MustBeToldAtTheStartAsync(EscrowWatch watch)
    {
        await watch.Worker.KillAsync();
        await watch.Folder.Ledger.ChangeAsync("DELETE FROM alert_delivery; DELETE FROM alert", Cancellation);
        await watch.RestartAsync();
        await watch.Worker.UntilAsync(ledger => ledger.OpenAlerts() == 1, "it is told of the payment that was quarantined before");
        Assert.Equal("toll-payments", Text(Assert.Single((await watch.Cli.AskAsync("alerts", "list")).AsArray())!, "subject"));
    }

    private static async Task MustBeTaxedAsync(EscrowWatch watch, string id)
    {
        var shown = await watch.Cli.AskAsync("income", "show", id);
        Assert.Equal(("final", "disagreed", "1000"), (Text(shown, "status"), Text(shown, "balanceCheck"), Text(shown["amount"]!, "baseUnits")));
        Assert.Equal("200", Text(shown["tax"]!["due"]!, "baseUnits"));
        Assert.NotNull(shown["value"]);
        Assert.Equal("the client pays through this token, toll and all", Text(Assert.Single(shown["releases"]!.AsArray())!, "note"));
        Assert.Contains((await watch.Cli.AskAsync("status"))["totals"]!.AsArray(), total => Text(total!["amount"]!, "symbol") == "STOLL");
    }

    private async Task ReadAgainAsync(EscrowWatch watch)
    {
        await watch.Cli.AskAsync("ledger", "rescan", "localnet", "--from", "0");
        await _chain.MineAsync();
        await watch.Worker.CaughtUpAsync(_chain);
    }

    private async Task MustSucceedAsync(Address contract, byte[] call) => Assert.True(await _chain.TryAsync(Payer, contract, call));

    private static byte[] Transfer(Address to, BigInteger amount) => ContractAbi.Erc20.Function("transfer").Encode(to, amount);

    private static byte[] Mint(Address to, BigInteger amount) => AbiContract.Parse("function mint(address to, uint256 amount)").Function("mint").Encode(to, amount);

    private static string Text(JsonNode json, string name) => json[name]!.GetValue<string>();
}
