using System.Text.Json.Nodes;
using ChainWatch.Support;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>Whatever is wrong with a price feed, no wrong value comes of it: the payment stands, and the reason is shown.</summary>
public sealed class A_bad_feed_gives_no_value(OneChain one) : IClassFixture<OneChain>
{
    private const int Final = 13;
    private const ulong TwentySixHours = 26 * 3600;

    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private string ProxyAddress => $"{_chain.Deployment.StablecoinFeed.Proxy}";

    [Fact]
    public async Task A_stale_answer_is_not_believed() => await MustBeRefusedAsync(
        () => _chain.NextBlockAfterAsync(TwentySixHours), "is stale: its answer was 1.0", "MaxAge is 1.01:00:00");

    [Fact]
    public async Task A_zero_answer_is_not_believed() => await MustBeRefusedAsync(
        () => _chain.AnswerFeedAsync(0), "answered 0, and a price is positive");

    [Fact]
    public async Task A_negative_answer_is_not_believed() => await MustBeRefusedAsync(
        () => _chain.AnswerFeedAsync(-1), "answered -1, and a price is positive");

    [Fact]
    public async Task An_aggregator_of_other_decimals_behind_the_same_proxy_is_not_believed() => await MustBeRefusedAsync(
        () => _chain.ReplaceAggregatorAsync(18, 1_000_000_000_000_000_000), "has 18 decimals, and had 8 when it was first believed");

    [Fact]
    public async Task A_feed_that_is_gone_is_said_to_be_gone() => await MustBeRefusedAsync(
        _chain.RemoveFeedAsync, "did not answer latestRoundData()");

    [Fact]
    public async Task An_aggregator_of_the_same_decimals_behind_the_same_proxy_is_believed()
    {
        await using var watch = await StartAsync();
        await watch.PaidAsync();
        await _chain.ReplaceAggregatorAsync(8, 1_10000000);

        Assert.Equal("1.375", (await watch.PaidAsync())["value"]!["amount"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_feed_at_an_address_without_one_is_refused_before_anything_is_written()
    {
        using var folder = Folder();
        var nobody = $"{_chain.Deployment.Account("strangers")}";
        folder.Edit(configuration => configuration["Pricing"]!["Feeds"]!.AsArray().ToList().ForEach(feed => feed!["Feed"] = nobody));

        var (code, _, error) = await new ChainWatchCli(folder).RunAsync("check");
        Assert.Equal(1, code);
        Assert.Contains($"{nobody} on localnet", error, StringComparison.Ordinal);
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        Assert.Equal(1, await worker.EndAsync());
        Assert.Contains($"{nobody} on localnet", worker.Error, StringComparison.Ordinal);
        Assert.False(Directory.Exists(folder.DataFolder));
    }

    private async Task MustBeRefusedAsync(Func<Task> spoil, params string[] reasons)
    {
        using var receiver = new Receiver { Answer = 500 };
        await using var watch = await StartAsync(receiver);
        var before = await watch.PaidAsync();
        Assert.Equal("chainlink", before["priceSource"]!.GetValue<string>());

        await spoil();
        var payment = await watch.PaidAsync();

        Assert.Equal(("final", "none", "1250000"), (
            payment["status"]!.GetValue<string>(), payment["priceSource"]!.GetValue<string>(), payment["amount"]!["baseUnits"]!.GetValue<string>()));
        Assert.Null(payment["value"]);
        Assert.All([ProxyAddress, .. reasons], reason => Assert.Contains(reason, payment["valuation"]!["reason"]!.GetValue<string>(), StringComparison.Ordinal));
        var (_, shown, _) = await watch.Cli.RunAsync("income", "show", payment["id"]!.GetValue<string>());
        Assert.Contains(reasons[0], shown, StringComparison.Ordinal);
        await watch.MustAlertAsync(receiver);
    }

    private async Task<FeedWatch> StartAsync(Receiver? receiver = null)
    {
        var folder = Folder();
        if (receiver is not null)
        {
            folder.Edit(configuration => configuration["Alerts"] = new JsonObject
            {
                ["Channels"] = new JsonArray(new JsonObject { ["Kind"] = "webhook", ["Url"] = $"{receiver.Url}" }),
            });
        }

        var watch = new FeedWatch(_chain, folder, await _chain.SnapshotAsync(), Cancellation);
        await watch.Worker.CaughtUpAsync(_chain);
        return watch;
    }

    private WatchFolder Folder()
    {
        var folder = new WatchFolder(new WatchEntry(_chain));
        folder.Edit(configuration => configuration["Pricing"] = _chain.Deployment.Pricing);
        return folder;
    }

    private sealed class FeedWatch(LocalChain chain, WatchFolder folder, string before, CancellationToken cancellation) : IAsyncDisposable
    {
        public WorkerProcess Worker { get; } = WorkerProcess.Start(folder, cancellation);

        public ChainWatchCli Cli { get; } = new(folder);

        /// <summary>Pays 1.25 in the stablecoin, makes it final, and waits until it is valued or is said not to be; the payment as it is shown.</summary>
        public async Task<JsonNode> PaidAsync()
        {
            var valued = folder.Ledger.Valuations();
            await chain.PayByStablecoinAsync(1_250_000);
            await chain.MineAsync(Final);
            await Worker.UntilAsync(ledger => ledger.Valuations() == valued + 1, "the payment is valued or said not to be");
            var newest = (await Cli.AskAsync("income", "list")).AsArray()[^1]!["id"]!.GetValue<string>();
            return await Cli.AskAsync("income", "show", newest);
        }

        /// <summary>One alert is open, and the webhook hears of it once it can: the worker goes on recording while it cannot.</summary>
        public async Task MustAlertAsync(Receiver receiver)
        {
            Assert.Equal(1, folder.Ledger.OpenAlerts());
            await Worker.UntilAsync(_ => receiver.Posted.Count > 0, "the receiver was asked");
            receiver.Answer = 204;
            await Worker.UntilAsync(ledger => ledger.Told() == 1, "the receiver was told");
            Assert.Contains("alerts to webhook: Alerts: webhook: the receiver answered 500", Worker.Output, StringComparison.Ordinal);
            Assert.DoesNotContain($"{receiver.Url.Port}", Worker.Output, StringComparison.Ordinal);
            Assert.Contains("\"event\":\"opened\"", receiver.Posted[^1].Body, StringComparison.Ordinal);
        }

        public async ValueTask DisposeAsync()
        {
            await Worker.DisposeAsync();
            await chain.RevertAsync(before);
            folder.Dispose();
        }
    }
}
