using System.Text.Json.Nodes;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>The first promise: every payment stands in the ledger, to the base unit, and nothing else does.</summary>
public sealed class Nothing_missed
{
    private static readonly string[] Place =
        ["source", "category", "kind", "stage", "blockNumber", "blockHash", "transactionHash", "logIndex", "occurredAt", "payer", "beneficiary"];

    private static readonly string[] Amount = ["token", "symbol", "decimals", "baseUnits"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Half_a_year_of_income_stands_in_the_ledger_to_the_wei_and_nothing_else_does(int seed)
    {
        await using var chain = await LocalChain.StartAsync(Cancellation);
        var lived = await chain.SimulateAsync(months: 6, seed);
        using var folder = new WatchFolder(new WatchEntry(chain));
        var cli = new ChainWatchCli(folder);
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        await worker.CaughtUpAsync(chain);

        EverySourceMustHavePaid(chain, lived);
        Assert.Equal(lived.Json["payments"]!.AsArray().Select(ExpectedRow), (await cli.AskAsync("income", "list", "--include-orphaned")).AsArray().Select(ShownRow));
        Assert.Equal(lived.Payments, folder.Ledger.Income().Select(row => row.Paid));
        Assert.Equal(lived.Movements, folder.Ledger.Movements().Select(row => row.Moved));
        await TotalsAgreeAsync(cli, lived);
        await PositionAgreesAsync(cli, lived);
        Assert.All((await cli.AskAsync("income", "list")).AsArray(), row => Assert.Equal("verified", row!["proof"]!.GetValue<string>()));
        Assert.Equal(0, (await cli.RunAsync("ledger", "verify", "--proofs")).ExitCode);
        Assert.Equal(0, (await cli.RunAsync("check")).ExitCode);
        Assert.Equal(0, await worker.StopAsync());
    }

    private static void EverySourceMustHavePaid(LocalChain chain, SimulatedIncome lived)
    {
        Assert.Equal(
            chain.Deployment.Sources.Select(source => Text(source!, "Name")).Order(),
            lived.Payments.Select(paid => paid.Source).Distinct().Order());
        Assert.NotEmpty(lived.Json["noise"]!.AsArray());
    }

    private static async Task TotalsAgreeAsync(ChainWatchCli cli, SimulatedIncome lived)
    {
        var totals = (await cli.AskAsync("status"))["totals"]!.AsArray();
        Assert.Equal(
            lived.Json["totals"]!.AsArray().Select(total => (Text(total!, "token"), total!["count"]!.GetValue<int>(), Text(total!, "baseUnits"))).Order(),
            totals.Select(total => (Text(total!["amount"]!, "token"), total["payments"]!.GetValue<int>(), Text(total["amount"]!, "baseUnits"))).Order());
    }

    private static async Task PositionAgreesAsync(ChainWatchCli cli, SimulatedIncome lived)
    {
        var expected = Assert.Single(lived.Json["positions"]!.AsArray())!;
        var position = (await cli.AskAsync("sources", "show", Text(expected, "source")))["position"]!;
        Assert.Equal(
            (Text(expected, "shares"), Text(expected, "costBasis"), Text(expected, "marketValue"), Text(expected, "unrealizedGain")),
            (Text(position, "shares"), Text(position["cost"]!, "baseUnits"), Text(position["worth"]!, "baseUnits"), Text(position["unrealizedGain"]!, "baseUnits")));
    }

    private static string ExpectedRow(JsonNode? row) => Row(row!, row!, "final");

    private static string ShownRow(JsonNode? row) => Row(row!, row!["amount"]!, Text(row, "status"));

    private static string Row(JsonNode row, JsonNode amount, string status) =>
        string.Join(' ', [.. Place.Select(name => $"{row[name]}"), .. Amount.Select(name => $"{amount[name]}"), status]);

    private static string Text(JsonNode json, string name) => json[name]!.GetValue<string>();
}
