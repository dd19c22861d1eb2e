using System.Text.Json.Nodes;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>Drafted by the worker, signed by two of three owners, executed by others, counted when it is final.</summary>
public sealed class Tax_is_set_aside(OneChain one) : IClassFixture<OneChain>
{
    private const int Kills = 8;

    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Signed_in_the_CLI_and_in_protocol_kit_and_executed_by_protocol_kit()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        var id = await watch.DraftedAsync(100_000_001);
        var (bundle, signedBundle) = (watch.FileOf("bundle.json"), watch.FileOf("signed.json"));

        Assert.Equal("proposed", (await watch.SignAsync(id, owner: 1))["state"]!.GetValue<string>());
        Assert.Equal(0, (await watch.Cli.RunAsync("escrow", "export", "1", "--out", bundle)).ExitCode);
        await _chain.KitSignAsync(bundle, owner: 2, signedBundle);
        Assert.Equal("ready", (await watch.Cli.AskAsync("escrow", "import", signedBundle))["state"]!.GetValue<string>());
        await _chain.KitExecuteAsync(signedBundle);
        await watch.Worker.CaughtUpAsync(_chain);
        Assert.Equal(["ready"], watch.States);
        Assert.Equal(0, await watch.TotalAsync("escrowed"));

        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("executed");

        await watch.MustAgreeAsync(inEscrow: 20_000_001);
        Assert.Equal(0, await watch.TotalAsync("outstanding"));
    }

    [Fact]
    public async Task A_nonce_taken_by_another_transaction_supersedes_and_the_dues_are_set_aside_by_the_next_proposal()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await watch.SignAsync(await watch.DraftedAsync(50_000_000), owner: 1);

        await _chain.ExecuteForeignAsync();
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("superseded", "draft");

        await watch.SignAsync(2, owner: 1);
        await watch.SignAsync(2, owner: 3);
        await watch.ExecuteAsync(2);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("superseded", "executed");
        await watch.MustAgreeAsync(inEscrow: 10_000_000);
    }

    [Fact]
    public async Task A_threshold_that_rises_asks_for_another_signature_and_stops_proposing_until_it_is_accepted()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await watch.SignAsync(await watch.DraftedAsync(50_000_000), owner: 1);
        await watch.SignAsync(1, owner: 2);
        await _chain.ChangeThresholdAsync(3);
        await Assert.ThrowsAsync<InvalidOperationException>(() => watch.ExecuteAsync(1));

        await _chain.PayByStablecoinAsync(5_000_000);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.Worker.UntilAsync(ledger => ledger.OpenAlerts() > 0, "somebody is told");
        Assert.Single(watch.States);
        await watch.Cli.AskAsync("escrow", "accept");
        await watch.Worker.UntilAsync(ledger => ledger.Proposals().Count == 2, "the second proposal is drafted");

        Assert.Equal("ready", (await watch.SignAsync(1, owner: 3))["state"]!.GetValue<string>());
        await watch.ExecuteAsync(1);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("executed", "draft");
        await watch.MustAgreeAsync(inEscrow: 10_000_000);
    }

    [Fact]
    public async Task A_reorg_that_removes_the_execution_before_it_is_final_changes_nothing()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await watch.SignAsync(await watch.DraftedAsync(50_000_000), owner: 1);
        await watch.SignAsync(1, owner: 2);
        var snapshot = await _chain.SnapshotAsync();
        await watch.ExecuteAsync(1);
        await _chain.MineAsync(EscrowWatch.Final - 3);
        await watch.Worker.CaughtUpAsync(_chain);

        await _chain.RevertAsync(snapshot);
        await _chain.MineAsync(EscrowWatch.Final + 1);
        await watch.Worker.CaughtUpAsync(_chain);
        Assert.Equal(["ready"], watch.States);
        await watch.MustAgreeAsync(inEscrow: 0);

        await watch.ExecuteAsync(1);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("executed");
        await watch.MustAgreeAsync(inEscrow: 10_000_000);
    }

    [Fact]
    public async Task A_reorg_that_removes_the_income_after_its_transfer_leaves_a_credit_that_the_next_due_uses()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await _chain.PayByStablecoinAsync(100_000_000);
        var snapshot = await _chain.SnapshotAsync();
        var id = await watch.DraftedAsync(10_000_000);
        await watch.SignAsync(id, owner: 1);
        await watch.SignAsync(id, owner: 2);

        await _chain.RevertAsync(snapshot);
        await watch.ExecuteAsync(id);
        await _chain.MineAsync(2 * EscrowWatch.Final);
        await watch.UntilAsync("executed");
        await watch.Worker.CaughtUpAsync(_chain);

        await watch.MustAgreeAsync(inEscrow: 22_000_000);
        Assert.Equal(2_000_000, await watch.TotalAsync("credit"));

        await _chain.PayByStablecoinAsync(30_000_000);
        await _chain.MineAsync(EscrowWatch.Final);
        await watch.UntilAsync("executed", "draft");
        Assert.Equal("4000000", (await watch.ShowAsync(2))["amount"]!["baseUnits"]!.GetValue<string>());
        await watch.MustAgreeAsync(inEscrow: 22_000_000);
    }

    [Fact]
    public async Task A_bundle_with_another_recipient_is_refused()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        await watch.SignAsync(await watch.DraftedAsync(50_000_000), owner: 1);
        var bundle = watch.FileOf("bundle.json");
        Assert.Equal(0, (await watch.Cli.RunAsync("escrow", "export", "1", "--out", bundle)).ExitCode);

        var forged = JsonNode.Parse(await File.ReadAllTextAsync(bundle, Cancellation))!;
        var data = forged["transaction"]!["data"]!.GetValue<string>();
        var (escrow, thief) = ($"{_chain.Deployment.TaxEscrow}"[2..].ToLowerInvariant(), $"{_chain.Deployment.Account("strangers")}"[2..].ToLowerInvariant());
        Assert.Contains(escrow, data, StringComparison.Ordinal);
        forged["transaction"]!["data"] = data.Replace(escrow, thief, StringComparison.Ordinal);
        var file = watch.FileOf("forged.json");
        await File.WriteAllTextAsync(file, forged.ToJsonString(), Cancellation);

        var (code, output, error) = await watch.Cli.RunAsync("escrow", "import", file, "--json");

        Assert.Equal(1, code);
        Assert.Contains("forged-bundle", output + error, StringComparison.Ordinal);
        Assert.Equal(["proposed"], watch.States);
    }

    [Fact]
    public async Task A_worker_killed_again_and_again_while_it_drafts_proposes_nothing_twice()
    {
        await using var watch = await EscrowWatch.StartAsync(_chain, Cancellation);
        var random = new Random(8);
        for (var kill = 0; kill < Kills; kill++)
        {
            await _chain.PayByStablecoinAsync(10_000_000 + kill);
            await _chain.PayRoyaltyAsync(100_000);
            await _chain.MineAsync(EscrowWatch.Final);
            await Task.Delay(TimeSpan.FromMilliseconds(random.Next(400)), TimeProvider.System, Cancellation);
            await watch.Worker.KillAsync();
            await watch.RestartAsync();
        }

        await watch.Worker.UntilAsync(
            ledger => ledger.Proposals().Sum(proposal => proposal.Income.Count) >= 2 * Kills, "all dues are proposed");
        await watch.Worker.CaughtUpAsync(_chain);

        var proposals = watch.Folder.Ledger.Proposals();
        Assert.All(proposals, proposal => Assert.Equal("draft", proposal.State));
        Assert.Equal(Enumerable.Range(0, proposals.Count).Select(nonce => (ulong)nonce), proposals.Select(proposal => proposal.Nonce));
        Assert.Equal(watch.Folder.Ledger.Income().Count, proposals.SelectMany(proposal => proposal.Income).Distinct().Count());
        Assert.Equal(2 * Kills, proposals.Sum(proposal => proposal.Income.Count));
        Assert.Equal(0, (await watch.Cli.RunAsync("ledger", "verify")).ExitCode);
    }
}
