using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;
using ChainWatch.Reporting;
using ChainWatch.Storage;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>
/// What every contract family pays stands in the ledger as what it is, to the base unit, is valued and taxed, and what only
/// looks like it does not: before a reorg that takes a whole life back, and after it. The figures are the chain's own.
/// </summary>
public sealed class Every_kind_of_income
{
    private static readonly string[] Place = ["source", "category", "kind", "stage", "blockNumber", "blockHash", "transactionHash", "logIndex", "payer", "beneficiary"];

    private static readonly string[] Amount = ["token", "symbol", "decimals", "baseUnits"];

    private static readonly string[] Standing = ["pending", "final"];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_lives_of_which_the_first_was_taken_back_are_recorded_valued_and_taxed_as_the_chain_says()
    {
        Assert.SkipUnless(LocalChain.IsFullInstalled, "What only the full chain needs is not installed: scripts/demo --full installs it.");
        await using var chain = await LocalChain.StartAsync(Cancellation, full: true);
        using var folder = new WatchFolder(new WatchEntry(chain) { MaxReorgDepth = 2_000 });
        folder.Edit(configuration => Configure(configuration, chain.Deployment));
        var watch = new Watched(chain, folder, new ChainWatchCli(folder));
        await using var worker = WorkerProcess.Start(folder, Cancellation);

        var born = await chain.HeadAsync();
        var snapshot = await chain.SnapshotAsync();
        var first = await LiveAsync(chain, months: 1, seed: 21);
        await worker.CaughtUpAsync(chain);
        var gone = await MustStandAsync(watch, worker, first, born.Number);

        var left = (await chain.HeadAsync()).Number;
        await chain.RevertAsync(snapshot);
        var second = await LiveAsync(chain, months: 2, seed: 22);
        await chain.MineAsync((int)Math.Max(1, (long)left - (long)(await chain.HeadAsync()).Number + 1));
        await worker.CaughtUpAsync(chain);
        var standing = await MustStandAsync(watch, worker, second, born.Number);

        EveryKindMustHavePaid(folder, gone, standing);
        await WhatIsTakenBackBeforeItIsFinalMustChangeNoAccrualAsync(watch, worker, second, born.Number);
        await NothingMustBeLeftOfAsync(watch, gone);
        Assert.Equal(0, (await watch.Cli.RunAsync("ledger", "verify")).ExitCode);
        Assert.Equal(0, await worker.StopAsync());
    }

    private static void Configure(JsonNode configuration, Deployment deployment)
    {
        var sources = configuration["Sources"]!.AsArray();
        sources.Single(source => Text(source!, "Kind") == "abi-event")!["AbiFile"] = LocalChain.InvoiceAbi;
        sources.Single(source => Text(source!, "Name") == "salary-stream")!["Category"] = TaxTable.Salary;
        sources.Add(new JsonObject
        {
            ["Name"] = "divided-income", ["Chain"] = "localnet", ["Kind"] = "tax-splitter", ["Category"] = "Service",
            ["Contract"] = $"{deployment.Contract("taxSplitter")}", ["Tokens"] = new JsonArray($"{deployment.Contract("stablecoin")}"),
        });
        configuration["Pricing"] = deployment.Pricing;
        configuration["Taxes"] = TaxTable.Section;
    }

    // The simulation knows nothing of the TaxSplitter, which anybody pays at any time.
    private static async Task<SimulatedIncome> LiveAsync(LocalChain chain, int months, int seed)
    {
        await chain.PaySplitterAsync(100_000_000 + seed);
        await chain.PaySplitterEtherAsync(12_345 + seed);
        await chain.SendTokenAsync(chain.Deployment.FullContract("fakeDollar"), chain.Deployment.Contract("taxSplitter"), 5);
        return await chain.SimulateAsync(months, seed);
    }

    private static async Task<IReadOnlyList<BookedRow>> MustStandAsync(Watched watch, WorkerProcess worker, SimulatedIncome lived, ulong born)
    {
        var grown = lived.Json["accruals"]!.AsArray().Count(accrual => Text(accrual!, "income") != "0");
        await worker.UntilAsync(ledger => ledger.IsWorkedOut(grown), "everything is valued and taxed");
        var all = (await watch.Cli.AskAsync("income", "list")).AsArray().Select(row => row!).ToList();
        MustBeWhatWasPaid(lived, all);
        MustBeQuarantined(lived, [.. all.Where(row => Text(row, "status") == "quarantined")]);

        List<BookedRow> rows = [.. all.Select(BookedRow.Read)];
        await new ChainSays(watch.Chain, lived, rows).WhatArrivedAsync(born);
        var settings = Settings.Load(watch.Folder.Configuration);
        await new ChainYields(watch.Chain, lived).MustBeAsync(now => SourceYields.Read(Ledger.OpenToRead(settings.Ledger), settings, now));
        await MustHaveGrownAsync(watch, lived, rows, born);
        return rows;
    }

    private static async Task MustHaveGrownAsync(Watched watch, SimulatedIncome lived, IReadOnlyList<BookedRow> rows, ulong born, params ulong[] later)
    {
        var says = new ChainSays(watch.Chain, lived, rows);
        await says.WhatGrewAsync(born, later);
        await says.WhatItWasWorthAsync(watch.Chain.Deployment.Pricing);
        TaxTable.MustBeOwed(rows, (await watch.Cli.AskAsync("tax", "due", "--totals")).AsArray());
    }

    // The owner hands aTokens on, and a reorg takes that back while it is pending: the day, which ends on the other branch, has grown
    // by what its balances say there, as if nothing had been handed on. The days before, which were booked, stand.
    private static async Task WhatIsTakenBackBeforeItIsFinalMustChangeNoAccrualAsync(Watched watch, WorkerProcess worker, SimulatedIncome lived, ulong born)
    {
        var (chain, ledger) = (watch.Chain, watch.Folder.Ledger);
        var end = (await chain.HeadAsync()).Number;
        var snapshot = await chain.SnapshotAsync();
        await chain.HandOnAsync(Address.Parse(Text(chain.Deployment.Sources.Single(source => Text(source!, "Name") == "aave-usdc")!, "Contract")), 1_000_003);
        await worker.CaughtUpAsync(chain);
        Assert.Equal((1_000_003, false), (ledger.Movements()[^1].Moved.Assets, ledger.Movements()[^1].IsOrphaned));

        await chain.RevertAsync(snapshot);
        await chain.NextBlockAfterAsync(seconds: 86_400);
        await chain.MineAsync(EscrowWatch.Final);
        await worker.CaughtUpAsync(chain);
        await worker.UntilAsync(seen => seen.AccruedUpTo(end), "the day is booked");
        await worker.UntilAsync(seen => seen.IsWorkedOut(accrued: 0), "it is valued and taxed");
        Assert.True(ledger.Movements().Single(row => row.Moved.Assets == 1_000_003).IsOrphaned);
        await MustHaveGrownAsync(watch, lived, [.. (await watch.Cli.AskAsync("income", "list")).AsArray().Select(row => BookedRow.Read(row!))], born, end);
    }

    private static void MustBeWhatWasPaid(SimulatedIncome lived, IReadOnlyList<JsonNode> all)
    {
        // A list of accruals has rows of its own, and the simulation none of the TaxSplitter.
        var expected = lived.Json["payments"]!.AsArray().Concat(lived.Json["credits"]!.AsArray()).Select(row => Row(row!, row!));
        var shown = all.Where(row => Text(row, "status") != "quarantined" && Text(row, "stage") != "accrued" && Text(row, "kind") != "tax-splitter").ToList();
        Assert.Equal(expected.Order(StringComparer.Ordinal), shown.Select(row => Row(row, row["amount"]!)).Order(StringComparer.Ordinal));
        Assert.All(shown, row => Assert.Contains(Text(row, "status"), Standing));
        Assert.All(
            shown.Where(row => Text(row, "stage") != "distributed" && Text(row["amount"]!, "token") != "native"), row => Assert.Equal("agreed", Text(row, "balanceCheck")));

        var noise = lived.Json["noise"]!.AsArray().Select(row => Text(row!, "transactionHash")).ToHashSet();
        Assert.NotEmpty(noise);
        Assert.All(all, row => Assert.DoesNotContain(Text(row, "transactionHash"), noise));
    }

    // What no balance confirms: the event claims more than arrived, or the token changed every balance in the same block.
    private static void MustBeQuarantined(SimulatedIncome lived, IReadOnlyList<JsonNode> shown)
    {
        Assert.Equal(
            lived.Json["quarantined"]!.AsArray().Select(claim => (Text(claim!, "transactionHash"), Text(claim!, "claimed"))).Order(),
            shown.Select(row => (Text(row, "transactionHash"), Text(row["amount"]!, "baseUnits"))).Order());
        Assert.All(shown, row => Assert.Equal(("disagreed", null), (Text(row, "balanceCheck"), row["value"])));
    }

    // In one of the lives at least, each kind that there is pays something, and each source of the configuration.
    private static void EveryKindMustHavePaid(WatchFolder folder, params IEnumerable<IReadOnlyList<BookedRow>> lives)
    {
        var paid = lives.SelectMany(rows => rows).ToList();
        Assert.Empty(SourceKinds.Names.Except(paid.Select(row => row.Kind)));
        Assert.Empty(Settings.Load(folder.Configuration).Sources.Select(source => source.Name).Except(paid.Select(row => row.Source)));
    }

    // What the reorg took back is marked, every row of it, and nothing is owed of it any more.
    private static async Task NothingMustBeLeftOfAsync(Watched watch, IReadOnlyList<BookedRow> gone)
    {
        var orphaned = (await watch.Cli.AskAsync("income", "list", "--include-orphaned")).AsArray().Where(row => Text(row!, "status") == "orphaned");
        Assert.Equal(gone.Select(row => row.Id).Order(), orphaned.Select(row => Text(row!, "id")).Order());
        var dues = (await watch.Cli.AskAsync("tax", "due")).AsArray().Where(due => due!["orphaned"]!.GetValue<bool>()).ToList();
        Assert.Equal(gone.Count(row => row.Status != "quarantined"), dues.Count);
        Assert.All(dues, due => Assert.True(Text(due!["due"]!, "baseUnits") == "0", $"{Text(due!, "source")}: income {Text(due!, "incomeId")} was taken back, and {due["due"]} is owed of it"));
    }

    // The declared event does not say who paid, so the contract stands for the client.
    private static string Row(JsonNode row, JsonNode amount) => string.Join(
        ' ', [.. Place.Where(name => name != "payer" || Text(row, "kind") != "abi-event").Select(name => $"{row[name]}"), .. Amount.Select(name => $"{amount[name]}")]);

    private static string Text(JsonNode json, string name) => json[name]!.GetValue<string>();

    private sealed record Watched(LocalChain Chain, WatchFolder Folder, ChainWatchCli Cli);
}
