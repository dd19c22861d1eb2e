using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Support.Localnet;
using ChainWatch.Support.TransactionService;

namespace ChainWatch.LocalnetTests;

/// <summary>A batch through the real MultiSendCallOnly at its canonical address: two tokens and ether, when a person asks for it.</summary>
public sealed class Several_tokens_in_one_transaction(OneChain one) : IClassFixture<OneChain>
{
    private const long Batch = 4;

    private static readonly Address MultiSendCallOnly = Address.Parse("0x9641d764fc13c8B624c04430C7356C1C7C8102e2");

    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private Token Dollar => new(_chain.Deployment.Contract("stablecoin"));

    private Token Free => new(_chain.Deployment.Contract("junkToken"));

    // A fifth of what was paid, rounded up: of 45 parts in a hundred of the royalties, and of the whole payment.
    private IReadOnlyDictionary<Token, BigInteger> Due => new Dictionary<Token, BigInteger> { [Token.Native] = 90_000, [Dollar] = 10_000_001, [Free] = 9_000_009 };

    [Fact]
    public async Task Signed_here_and_in_protocol_kit_and_set_aside_to_the_wei()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        var before = await _chain.HeldAsync(Token.Native, _chain.Deployment.TaxEscrow);
        var shown = await BatchedAsync(watch);

        Assert.Equal((1, $"{MultiSendCallOnly}", "0", 0), (shown["operation"]!.GetValue<int>(), shown["to"]!.GetValue<string>(), shown["value"]!.GetValue<string>(), shown["differences"]!.AsArray().Count));
        Assert.Contains("not every hardware wallet", shown["warnings"]![0]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal(3, shown["decoded"]!.AsArray().Count);
        Assert.All(shown["decoded"]!.AsArray(), said => Assert.EndsWith($"from the Safe {_chain.Deployment.Treasury} to {_chain.Deployment.TaxEscrow}", said!.GetValue<string>(), StringComparison.Ordinal));
        Assert.Equal(Due.Select(due => $"{due.Key} {due.Value}").Order(), shown["amounts"]!.AsArray().Select(amount => $"{amount!["token"]} {amount["baseUnits"]}").Order());

        var (bundle, signed) = (watch.FileOf("bundle.json"), watch.FileOf("signed.json"));
        await watch.SignAsync(Batch, owner: 1);
        await ExportAsync(watch, bundle);
        await _chain.KitSignAsync(bundle, owner: 2, signed);
        Assert.Equal("ready", (await watch.Cli.AskAsync("escrow", "import", signed))["state"]!.GetValue<string>());

        await watch.Cli.AskAsync(watch.ExecuteCommand(Batch));
        Assert.Equal(0, (await EscrowedAsync(watch)).Values.Aggregate(BigInteger.Zero, BigInteger.Add));
        await ExecutedAsync(watch);
        await MustAgreeAsync(watch, before);
    }

    [Fact]
    public async Task Executed_by_protocol_kit_it_is_recognized()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        var before = await _chain.HeldAsync(Token.Native, _chain.Deployment.TaxEscrow);
        await BatchedAsync(watch);
        var (bundle, signed, both) = (watch.FileOf("bundle.json"), watch.FileOf("signed.json"), watch.FileOf("both.json"));
        await ExportAsync(watch, bundle);
        await _chain.KitSignAsync(bundle, owner: 3, signed);
        await _chain.KitSignAsync(signed, owner: 1, both);
        await _chain.KitExecuteAsync(both);
        await ExecutedAsync(watch);
        await MustAgreeAsync(watch, before);
    }

    [Fact]
    public async Task Other_code_at_the_canonical_address_is_neither_drafted_signed_nor_executed()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await BatchedAsync(watch);
        await watch.SignAsync(Batch, owner: 1);
        await watch.SignAsync(Batch, owner: 2);

        await _chain.AlterCodeAsync(MultiSendCallOnly, "0x60006000f3");
        Assert.Contains("hashes to", await RefusedAsync(watch, watch.ExecuteCommand(Batch)), StringComparison.Ordinal);
        Assert.Contains("hashes to", await RefusedAsync(watch, watch.SignCommand(Batch, owner: 3)), StringComparison.Ordinal);

        await _chain.PayByStablecoinAsync(50_000_000);
        await _chain.PayRoyaltyAsync(1_000_000);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.Worker.UntilAsync(ledger => ledger.Proposals().Count == 6, "two more are drafted");
        await RejectAsync(watch, 5, 6);
        Assert.Contains("hashes to", await RefusedAsync(watch, ["escrow", "propose", "--all", "--batch"]), StringComparison.Ordinal);
        await _chain.AlterCodeAsync(MultiSendCallOnly, "0x");
        Assert.Contains("there is no code", await RefusedAsync(watch, ["escrow", "propose", "--all", "--batch"]), StringComparison.Ordinal);
        Assert.Equal(2, (await watch.Cli.AskAsync("escrow", "propose", "--all")).AsArray().Count);
    }

    [Fact]
    public async Task One_transfer_that_fails_lets_nothing_move_and_is_named()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        var before = await _chain.HeldAsync(Token.Native, _chain.Deployment.TaxEscrow);
        await BatchedAsync(watch);
        await watch.SignAsync(Batch, owner: 1);
        await watch.SignAsync(Batch, owner: 2);
        var snapshot = await _chain.SnapshotAsync();
        await _chain.SpendAsync(await _chain.HeldAsync(Dollar, _chain.Deployment.Treasury));
        var refused = await RefusedAsync(watch, watch.ExecuteCommand(Batch));
        Assert.Contains("GS013", refused, StringComparison.Ordinal);
        Assert.Contains($"of 3, of {Dollar}", refused, StringComparison.Ordinal);
        await Assert.ThrowsAsync<InvalidOperationException>(() => watch.ExecuteAsync(Batch));
        Assert.Equal(before, await _chain.HeldAsync(Token.Native, _chain.Deployment.TaxEscrow));

        await _chain.RevertAsync(snapshot);
        await watch.ExecuteAsync(Batch);
        await ExecutedAsync(watch);
        await MustAgreeAsync(watch, before);
    }

    [Fact]
    public async Task It_goes_out_in_every_form_and_over_a_Safe_Transaction_Service()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await using var service = new FakeTransactionService(new ServiceBoard(_chain.ChainId, _chain.Deployment.Treasury, _chain.Deployment.Owners, TimeProvider.System));
        watch.Folder.Edit(configuration => configuration["Escrow"]!["TransactionService"] = new JsonObject { ["Url"] = service.Url.AbsoluteUri });
        await BatchedAsync(watch);

        Assert.Equal(3, JsonNode.Parse(await ExportedAsync(watch, "--format", "transaction-builder"))!["transactions"]!.AsArray().Count);
        Assert.Equal("1", JsonNode.Parse(await ExportedAsync(watch, "--format", "typed-data"))!["message"]!["operation"]!.ToString());
        Assert.NotEmpty(await ExportedAsync(watch, "--qr"));

        var (bundle, signed) = (watch.FileOf("bundle.json"), watch.FileOf("signed.json"));
        await watch.SignAsync(Batch, owner: 1);
        await ExportAsync(watch, bundle);
        await _chain.KitSignAsync(bundle, owner: 2, signed);
        await _chain.KitPublishAsync(signed, service.Url);
        var fetched = await watch.Cli.AskAsync("escrow", "fetch", Text(Batch));
        Assert.Equal("ready", fetched["proposal"]!["state"]!.GetValue<string>());
        service.Board.Lie = shown => shown["operation"] = 0;
        Assert.Equal("forged-transaction", await watch.RefusedAsync("fetch", Batch));
    }

    // Three tokens are paid, the worker drafts a plain call for each, and a person rejects those and asks for a batch.
    private async Task<JsonNode> BatchedAsync(EscrowWatch watch)
    {
        await _chain.PayByStablecoinAsync(50_000_001);
        await _chain.PayRoyaltyAsync(1_000_000);
        await _chain.PayRoyaltyAsync(Free.Contract, 100_000_100);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.Worker.UntilAsync(ledger => ledger.Proposals().Count == 3, "a plain call is drafted for each token");
        await RejectAsync(watch, 1, 2, 3);
        var drafted = (await watch.Cli.AskAsync("escrow", "propose", "--all", "--batch")).AsArray();
        Assert.Equal(Text(Batch), Assert.Single(drafted)!["id"]!.GetValue<string>());
        return await watch.ShowAsync(Batch);
    }

    private static async Task RejectAsync(EscrowWatch watch, params IEnumerable<long> ids)
    {
        foreach (var id in ids)
        {
            await watch.Cli.AskAsync("escrow", "reject", Text(id));
        }
    }

    private async Task ExecutedAsync(EscrowWatch watch)
    {
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("rejected", "rejected", "rejected", "executed");
    }

    private async Task MustAgreeAsync(EscrowWatch watch, BigInteger etherBefore)
    {
        var escrowed = await EscrowedAsync(watch);
        foreach (var (token, due) in Due)
        {
            Assert.Equal(due, await _chain.HeldAsync(token, _chain.Deployment.TaxEscrow) - (token.IsNative ? etherBefore : 0));
            Assert.Equal(due, escrowed[$"{token}"]);
        }

        Assert.Equal(0, await watch.TotalAsync("outstanding"));
        Assert.Equal((0, ""), (await watch.Cli.RunAsync("ledger", "verify") is var verified ? verified.ExitCode : 1, verified.Error));
    }

    private static async Task<Dictionary<string, BigInteger>> EscrowedAsync(EscrowWatch watch) =>
        (await watch.Cli.AskAsync("tax", "due", "--totals")).AsArray().Where(row => row!["total"] is not null).ToDictionary(
            row => row!["escrowed"]!["token"]!.GetValue<string>(),
            row => BigInteger.Parse(row!["escrowed"]!["baseUnits"]!.GetValue<string>(), CultureInfo.InvariantCulture));

    private static async Task<string> RefusedAsync(EscrowWatch watch, IEnumerable<string> command)
    {
        var (code, _, error) = await watch.Cli.RunAsync([.. command, "--json"]);
        Assert.Equal(1, code);
        return JsonNode.Parse(error)!["error"]!["message"]!.GetValue<string>();
    }

    private static Task<string> ExportAsync(EscrowWatch watch, string file) => ExportedAsync(watch, "--out", file);

    private static async Task<string> ExportedAsync(EscrowWatch watch, params IEnumerable<string> options)
    {
        var (code, output, error) = await watch.Cli.RunAsync(["escrow", "export", Text(Batch), .. options]);
        Assert.Equal((0, ""), (code, error));
        return output;
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
