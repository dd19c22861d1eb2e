using System.Globalization;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Support.Localnet;
using ChainWatch.Support.TransactionService;

namespace ChainWatch.LocalnetTests;

/// <summary>A proposal on a Safe Transaction Service: Safe's own clients and ChainWatch say the same to it, and understand each other.</summary>
public sealed class Published_and_fetched(OneChain one) : IClassFixture<OneChain>
{
    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_api_kit_publishes_is_fetched_and_what_ChainWatch_publishes_is_what_api_kit_would()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await using var service = Serve(watch);
        var id = await watch.DraftedAsync(50_000_000);
        Assert.Equal("unsigned", await watch.RefusedAsync("publish", id));
        await watch.SignAsync(id, owner: 1);
        var (bundle, signed) = (watch.FileOf("bundle.json"), watch.FileOf("signed.json"));
        await ExportAsync(watch, id, bundle);
        await _chain.KitSignAsync(bundle, owner: 2, signed);

        await _chain.KitPublishAsync(signed, service.Url);
        var fetched = await watch.Cli.AskAsync("escrow", "fetch", Text(id));
        Assert.Equal([$"{_chain.Deployment.Owners[1]}"], fetched["added"]!.AsArray().Select(owner => owner!.GetValue<string>()));
        Assert.Equal("ready", fetched["proposal"]!["state"]!.GetValue<string>());
        await watch.UnpublishAsync(id, owner: 1);

        service.Requests.Clear();
        var published = await watch.Cli.AskAsync("escrow", "publish", Text(id));
        await watch.UnpublishAsync(id, _chain.Deployment.Owners.ToList().IndexOf(Address.Parse(published["proposer"]!.GetValue<string>())) + 1);
        var own = Sent(service);
        await ExportAsync(watch, id, watch.FileOf("both.json"));
        service.Requests.Clear();
        await _chain.KitPublishAsync(watch.FileOf("both.json"), service.Url, service.Board.LastTotp);

        Assert.Equal(["POST", "POST", "DELETE"], own.Select(request => request.Method));
        Assert.Equal(Sent(service), own);
    }

    [Fact]
    public async Task A_service_that_shows_another_recipient_is_refused_and_one_that_says_executed_is_not_believed()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await using var service = Serve(watch);
        var id = await watch.DraftedAsync(50_000_000);
        await watch.SignAsync(id, owner: 1);
        await watch.Cli.AskAsync("escrow", "publish", Text(id));

        service.Board.Lie = shown => (shown["isExecuted"], shown["isSuccessful"]) = (true, true);
        Assert.Equal("proposed", (await watch.Cli.AskAsync("escrow", "fetch", Text(id)))["proposal"]!["state"]!.GetValue<string>());

        var (escrow, thief) = (Digits(_chain.Deployment.TaxEscrow), Digits(_chain.Deployment.Account("strangers")));
        service.Board.Lie = shown => shown["data"] = shown["data"]!.GetValue<string>().Replace(escrow, thief, StringComparison.Ordinal);
        Assert.Equal("forged-transaction", await watch.RefusedAsync("fetch", id));
        Assert.Equal(["proposed"], watch.States);
        await watch.MustAgreeAsync(inEscrow: 0);
    }

    private FakeTransactionService Serve(EscrowWatch watch)
    {
        var service = new FakeTransactionService(new ServiceBoard(_chain.ChainId, _chain.Deployment.Treasury, _chain.Deployment.Owners, TimeProvider.System));
        watch.Folder.Edit(configuration => configuration["Escrow"]!["TransactionService"] = new JsonObject { ["Url"] = service.Url.AbsoluteUri });
        return service;
    }

    private static async Task ExportAsync(EscrowWatch watch, long id, string file) =>
        Assert.Equal(0, (await watch.Cli.RunAsync("escrow", "export", Text(id), "--out", file)).ExitCode);

    private static List<ServiceRequest> Sent(FakeTransactionService service) => [.. service.Requests.Where(request => request.Method != "GET")];

    private static string Digits(Address address) => address.ToString()[2..].ToLowerInvariant();

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
