using System.Text.Json.Nodes;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>Owners come and go, reject, pay the authority; what the ledger says is what the real Safes did.</summary>
public sealed class Proposals_end_as_owners_decide(OneChain one) : IClassFixture<OneChain>
{
    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_owner_who_is_removed_while_a_proposal_is_open_no_longer_counts()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await watch.SignAsync(await watch.DraftedAsync(50_000_000), owner: 1);
        Assert.Equal("ready", (await watch.SignAsync(1, owner: 2))["state"]!.GetValue<string>());

        await _chain.RemoveOwnerAsync(2);
        await _chain.MineAsync();
        await watch.UntilAsync("proposed");

        Assert.Equal("ready", (await watch.SignAsync(1, owner: 3))["state"]!.GetValue<string>());
        await watch.ExecuteAsync(1, but: 2);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("executed");
        await watch.MustAgreeAsync(inEscrow: 10_000_000);
    }

    [Fact]
    public async Task A_threshold_that_is_raised_while_a_proposal_is_open_takes_it_back_and_one_that_falls_brings_it_again()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await watch.SignAsync(await watch.DraftedAsync(50_000_000), owner: 1);
        await watch.SignAsync(1, owner: 2);
        await _chain.ChangeThresholdAsync(3);
        await _chain.MineAsync();
        await watch.UntilAsync("proposed");
        Assert.Equal(3, (await watch.ShowAsync(1))["threshold"]!.GetValue<int>());

        await _chain.ChangeThresholdAsync(2);
        await _chain.MineAsync();
        await watch.UntilAsync("ready");
    }

    [Fact]
    public async Task A_rejection_that_owners_sign_and_execute_rejects_and_only_a_person_has_its_dues_drafted_again()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await watch.SignAsync(await watch.DraftedAsync(50_000_000), owner: 1);

        var rejection = await watch.Cli.AskAsync("escrow", "reject", "1");
        Assert.Equal(("2", "rejection", "draft"), (rejection["id"]!.GetValue<string>(), rejection["purpose"]!.GetValue<string>(), rejection["state"]!.GetValue<string>()));
        await watch.SignAsync(2, owner: 1);
        await watch.SignAsync(2, owner: 2);
        await watch.ExecuteAsync(2);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("rejected", "executed");
        await watch.MustAgreeAsync(inEscrow: 0);

        await _chain.MineAsync(3);
        await watch.Worker.CaughtUpAsync(_chain);
        Assert.Equal(["rejected", "executed"], watch.States);
        var again = (await watch.Cli.AskAsync("escrow", "propose")).AsArray();
        Assert.Equal(("10000000", "1"), (Assert.Single(again)!["amount"]!["baseUnits"]!.GetValue<string>(), again[0]!["nonce"]!.GetValue<string>()));
    }

    [Fact]
    public async Task A_draft_that_nobody_signed_is_rejected_at_once_and_returns_when_it_is_proposed_again()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await watch.DraftedAsync(50_000_000);
        Assert.Equal("rejected", (await watch.Cli.AskAsync("escrow", "reject", "1"))["state"]!.GetValue<string>());
        await _chain.MineAsync(3);
        await watch.Worker.CaughtUpAsync(_chain);
        Assert.Equal(["rejected"], watch.States);

        Assert.Equal("1", Assert.Single((await watch.Cli.AskAsync("escrow", "propose", "--all")).AsArray())!["id"]!.GetValue<string>());
        Assert.Equal(["draft"], watch.States);
    }

    [Fact]
    public async Task A_settlement_of_the_escrow_Safe_that_is_executed_closes_dues()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await ExecutedAsync(watch, await watch.DraftedAsync(100_000_000));
        var authority = _chain.Deployment.Account("strangers", 1);
        var before = await _chain.StablecoinOfAsync(authority);

        var settlement = Assert.Single((await watch.Cli.AskAsync("escrow", "settle", "--token", $"{_chain.Deployment.Contract("stablecoin")}", "--amount", "15.5", "--to", $"{authority}")).AsArray())!;
        Assert.Equal(("settlement", $"{_chain.Deployment.TaxEscrow}"), (settlement["purpose"]!.GetValue<string>(), settlement["safe"]!.GetValue<string>()));
        Assert.Equal(1, (await watch.Cli.RunAsync("escrow", "settle", "--token", $"{_chain.Deployment.Contract("stablecoin")}", "--amount", "5", "--to", $"{authority}")).ExitCode);
        await ExecutedAsync(watch, 2);

        Assert.Equal(15_500_000, await watch.TotalAsync("settled"));
        Assert.Equal(15_500_000, await _chain.StablecoinOfAsync(authority) - before);
        Assert.Equal((4_500_000, 20_000_000), (await _chain.InEscrowAsync(), await watch.TotalAsync("escrowed")));
        Assert.Equal(0, (await watch.Cli.RunAsync("ledger", "verify")).ExitCode);
    }

    [Fact]
    public async Task A_bundle_of_another_chain_is_refused()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await watch.SignAsync(await watch.DraftedAsync(50_000_000), owner: 1);
        var bundle = watch.FileOf("bundle.json");
        Assert.Equal(0, (await watch.Cli.RunAsync("escrow", "export", "1", "--out", bundle)).ExitCode);

        // The same transaction on the main chain, as its own Safe there would have it signed.
        var moved = JsonNode.Parse(await File.ReadAllTextAsync(bundle, Cancellation))!;
        var elsewhere = Signing.BundleFormat.Parse(await File.ReadAllBytesAsync(bundle, Cancellation)).Transaction with { ChainId = 1 };
        (moved["chainId"], moved["domainSeparator"], moved["messageHash"], moved["safeTxHash"], moved["signatures"]) =
            (1, $"{elsewhere.DomainSeparator}", $"{elsewhere.MessageHash}", $"{elsewhere.SafeTxHash}", new JsonArray());
        var file = watch.FileOf("elsewhere.json");
        await File.WriteAllTextAsync(file, moved.ToJsonString(), Cancellation);

        var (code, output, error) = await watch.Cli.RunAsync("escrow", "import", file, "--json");
        Assert.Equal(1, code);
        Assert.Contains("wrong-chain", output + error, StringComparison.Ordinal);
    }

    private async Task ExecutedAsync(EscrowWatch watch, long id)
    {
        await watch.SignAsync(id, owner: 1);
        await watch.SignAsync(id, owner: 2);
        await watch.ExecuteAsync(id);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync([.. Enumerable.Repeat("executed", (int)id)]);
    }
}
