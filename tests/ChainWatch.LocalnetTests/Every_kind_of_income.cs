using System.Text.Json.Nodes;
using ChainWatch.Recognizing;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>
/// What every contract family pays stands in the ledger as what it is, to the base unit, and what only looks like it does
/// not: before a reorg that takes a whole life back, and after it.
/// </summary>
public sealed class Every_kind_of_income
{
    private static readonly string[] Place = ["source", "category", "kind", "stage", "blockNumber", "blockHash", "transactionHash", "logIndex", "payer", "beneficiary"];

    private static readonly string[] Amount = ["token", "symbol", "decimals", "baseUnits"];

    private static readonly string[] Kinds = ["splits-v1", "splits-v2", "seaport-royalty", "erc1726-dividend", "staking-rewards", "erc7540-vault", "abi-event", "native-payments"];

    private static readonly string[] Standing = ["pending", "final"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_lives_of_which_the_first_was_taken_back_are_recorded_as_the_balances_say()
    {
        Assert.SkipUnless(LocalChain.IsFullInstalled, "What only the full chain needs is not installed: scripts/demo --full installs it.");
        await using var chain = await LocalChain.StartAsync(Cancellation, full: true);
        using var folder = new WatchFolder(new WatchEntry(chain) { MaxReorgDepth = 2_000 });
        folder.Edit(WatchWhatIsKnown);
        var cli = new ChainWatchCli(folder);
        await using var worker = WorkerProcess.Start(folder, Cancellation);

        var snapshot = await chain.SnapshotAsync();
        var first = await chain.SimulateAsync(months: 2, seed: 21);
        await worker.CaughtUpAsync(chain);
        await MustStandAsync(cli, first);

        var left = (await chain.HeadAsync()).Number;
        await chain.RevertAsync(snapshot);
        var second = await chain.SimulateAsync(months: 2, seed: 22);
        await chain.MineAsync((int)Math.Max(1, (long)left - (long)(await chain.HeadAsync()).Number + 1));
        await worker.CaughtUpAsync(chain);
        await MustStandAsync(cli, second);

        EveryKindMustHavePaid(first, second);
        Assert.Equal(0, (await cli.RunAsync("ledger", "verify")).ExitCode);
        Assert.Equal(0, await worker.StopAsync());
    }

    private static void WatchWhatIsKnown(JsonNode configuration)
    {
        var sources = configuration["Sources"]!.AsArray();
        foreach (var unknown in sources.Where(source => !SourceKinds.Names.Contains(Text(source!, "Kind"))).ToList())
        {
            sources.Remove(unknown);
        }

        sources.Single(source => Text(source!, "Kind") == "abi-event")!["AbiFile"] = LocalChain.InvoiceAbi;
    }

    private static async Task MustStandAsync(ChainWatchCli cli, SimulatedIncome lived)
    {
        // A list of accruals has rows of its own.
        var expected = lived.Json["payments"]!.AsArray().Concat(lived.Json["credits"]!.AsArray())
            .Where(row => SourceKinds.Names.Contains(Text(row!, "kind"))).Select(row => Row(row!, row!));
        var all = (await cli.AskAsync("income", "list")).AsArray();
        var shown = all.Where(row => Text(row!, "status") != "quarantined" && Text(row!, "stage") != "accrued").ToList();
        Assert.Equal(expected.Order(StringComparer.Ordinal), shown.Select(row => Row(row!, row!["amount"]!)).Order(StringComparer.Ordinal));
        Assert.All(shown, row => Assert.Contains(Text(row!, "status"), Standing));
        Assert.All(
            shown.Where(row => Text(row!, "stage") != "distributed" && Text(row!["amount"]!, "token") != "native"), row => Assert.Equal("agreed", Text(row!, "balanceCheck")));
        MustBeQuarantined(lived, [.. all.Where(row => Text(row!, "status") == "quarantined").Select(row => row!)]);
    }

    // What no balance confirms: the event claims more than arrived, or the token changed every balance in the same block.
    private static void MustBeQuarantined(SimulatedIncome lived, IReadOnlyList<JsonNode> shown)
    {
        Assert.Equal(
            lived.Json["quarantined"]!.AsArray().Select(claim => (Text(claim!, "transactionHash"), Text(claim!, "claimed"))).Order(),
            shown.Select(row => (Text(row, "transactionHash"), Text(row["amount"]!, "baseUnits"))).Order());
        Assert.All(shown, row => Assert.Equal("disagreed", Text(row, "balanceCheck")));
    }

    private static void EveryKindMustHavePaid(params IReadOnlyList<SimulatedIncome> lives)
    {
        var paid = lives.SelectMany(lived => lived.Json["payments"]!.AsArray()).Select(row => Text(row!, "kind")).ToHashSet();
        Assert.Empty(Kinds.Except(paid));
        Assert.All(lives, lived => Assert.NotEmpty(lived.Json["noise"]!.AsArray()));
    }

    // The declared event does not say who paid, so the contract stands for the client.
    private static string Row(JsonNode row, JsonNode amount) => string.Join(
        ' ', [.. Place.Where(name => name != "payer" || Text(row, "kind") != "abi-event").Select(name => $"{row[name]}"), .. Amount.Select(name => $"{amount[name]}")]);

    private static string Text(JsonNode json, string name) => json[name]!.GetValue<string>();
}
