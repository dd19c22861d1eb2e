using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>Income is paid to the real TaxSplitter, a stranger or the keeper releases it, and the dues are closed once that is final.</summary>
public sealed class A_splitter_sets_tax_aside(OneChain one) : IClassFixture<OneChain>
{
    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_anybody_releases_closes_the_dues_of_what_came_in()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation, Configure);
        await _chain.PaySplitterAsync(100_000_001);
        await _chain.PaySplitterEtherAsync(12_345);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.Worker.UntilAsync(ledger => ledger.Income().Count == 2, "both payments are recorded");
        await watch.Worker.CaughtUpAsync(_chain);
        await DueAsync(watch, "outstanding", 20_000_001, 2_469);

        await _chain.ReleaseAsync(_chain.Deployment.Contract("stablecoin"));
        await _chain.ReleaseAsync(Address.Zero);
        await _chain.MineAsync(EscrowWatch.Final);

        await DueAsync(watch, "escrowed", 20_000_001, 2_469);
        Assert.Equal(20_000_001, await _chain.InEscrowAsync());
        Assert.Equal(0, await watch.TotalAsync("outstanding"));
        Assert.Empty(watch.States);
        Assert.Equal(0, watch.Folder.Ledger.OpenAlerts());
        var (code, output, error) = await watch.Cli.RunAsync("ledger", "verify");
        Assert.True(code == 0, output + error);
    }

    [Fact]
    public async Task What_the_keeper_releases_closes_the_dues_of_what_came_in()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation, Configure);
        var keeper = await watch.KeepAsync();
        var held = await _chain.StablecoinOfAsync(_chain.Deployment.SplitterTerm("owner"));
        await _chain.PaySplitterAsync(100_000_001);
        await _chain.PaySplitterEtherAsync(12_345);
        await watch.SentAsync(2);
        await _chain.MineAsync(EscrowWatch.Final);

        await DueAsync(watch, "escrowed", 20_000_001, 2_469);
        Assert.Equal(20_000_001, await _chain.InEscrowAsync());
        Assert.Equal(held + 80_000_000, await _chain.StablecoinOfAsync(_chain.Deployment.SplitterTerm("owner")));
        Assert.Equal(0, await watch.TotalAsync("outstanding"));

        // What comes in within a day of a release waits for the next one.
        await _chain.PaySplitterAsync(50);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.Worker.CaughtUpAsync(_chain);
        await DueAsync(watch, "outstanding", 0, 0, 10);
        Assert.Equal((2, 2, 0), watch.Folder.Ledger.Sendings());
        Assert.Equal(2ul, await _chain.SentAsync(keeper));
        Assert.Empty(watch.States);
        Assert.Equal(0, watch.Folder.Ledger.OpenAlerts());
        var (code, output, error) = await watch.Cli.RunAsync("ledger", "verify");
        Assert.True(code == 0, output + error);
    }

    [Fact]
    public async Task Check_says_where_it_pays_to_and_refuses_another_escrow()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation, Configure);
        var subject = $"treasury {_chain.Deployment.Contract("taxSplitter")}";
        Assert.Contains("2000 basis points", await FoundAsync(watch, subject), StringComparison.Ordinal);

        watch.Folder.Edit(configuration => configuration["Escrow"]!["TaxEscrow"] = $"{_chain.Deployment.Account("strangers")}");
        Assert.Contains("what it sets aside goes elsewhere", await FoundAsync(watch, subject), StringComparison.Ordinal);
    }

    private void Configure(JsonNode configuration)
    {
        var (deployment, splitter) = (_chain.Deployment, $"{_chain.Deployment.Contract("taxSplitter")}");
        configuration["Sources"]!.AsArray().Add(new JsonObject
        {
            ["Name"] = "shop", ["Chain"] = "localnet", ["Kind"] = "tax-splitter", ["Contract"] = splitter, ["Category"] = "Sale",
            ["Tokens"] = new JsonArray($"{deployment.Contract("stablecoin")}"),
        });
        configuration["Escrow"]!.AsObject().Remove("Treasury");
        configuration["Escrow"]!["Treasuries"] = new JsonArray(
            new JsonObject { ["Chain"] = "localnet", ["Kind"] = "Safe", ["Address"] = $"{deployment.Treasury}" },
            new JsonObject { ["Chain"] = "localnet", ["Kind"] = "TaxSplitter", ["Address"] = splitter });
    }

    // The worker's next pass works out dues a moment after it has recorded the head.
    private static async Task DueAsync(EscrowWatch watch, string column, params BigInteger[] amounts)
    {
        BigInteger[] found = [];
        for (var look = 0; look < 100 && !found.SequenceEqual(amounts.Order()); look++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(200), TimeProvider.System, Cancellation);
            found = [.. (await watch.Cli.AskAsync("tax", "due")).AsArray().Select(row => BigInteger.Parse(row![column]!["baseUnits"]!.GetValue<string>(), CultureInfo.InvariantCulture)).Order()];
        }

        Assert.Equal(amounts.Order(), found);
    }

    private static async Task<string> FoundAsync(EscrowWatch watch, string subject)
    {
        var (_, output, _) = await watch.Cli.RunAsync("check", "--json");
        return JsonNode.Parse(output)!.AsArray().Single(found => found!["subject"]!.GetValue<string>() == subject)!["detail"]!.GetValue<string>();
    }
}
