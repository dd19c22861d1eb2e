using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>Another node, Foundry's anvil, which names its finalized block and takes blocks back itself.</summary>
public sealed class A_chain_with_finalized_blocks
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Income_is_proved_is_final_when_its_block_is_finalized_and_follows_a_reorg()
    {
        await using var chain = await LocalChain.StartAnvilAsync(Cancellation);
        using var folder = new WatchFolder(new WatchEntry(chain));
        folder.Edit(configuration =>
        {
            var entry = configuration["Chains"]![0]!;
            entry["Finality"] = "Finalized";
            entry.AsObject().Remove("Confirmations");
            entry["Verify"] = "Receipts";
        });
        var start = (await chain.HeadAsync()).Number;
        await using var worker = WorkerProcess.Start(folder, Cancellation);

        var kept = await chain.PayByStablecoinAsync(1_000_001);
        var royalty = await chain.PayRoyaltyAsync(1_000_000_000_000_000_100);
        await chain.MineAsync(3);
        var lost = await chain.PayByStablecoinAsync(2_000_002);
        await worker.CaughtUpAsync(chain);
        Assert.Equal([$"{kept.BlockHash} pending", $"{royalty.BlockHash} pending", $"{lost.BlockHash} pending"], await ListAsync(folder, start));

        await chain.ReorgAsync(2);
        var paidInstead = await chain.PayByStablecoinAsync(3_000_003);
        await worker.CaughtUpAsync(chain);
        Assert.Equal([$"{kept.BlockHash} pending", $"{royalty.BlockHash} pending", $"{paidInstead.BlockHash} pending"], await ListAsync(folder, start));
        Assert.Equal([lost], folder.Ledger.Income().Where(row => row.IsOrphaned).Select(row => row.Paid));

        var head = (await chain.HeadAsync()).Number;
        await chain.MineAsync((2 * LocalChain.AnvilEpoch) - (int)(head - royalty.BlockNumber));
        await worker.UntilAsync(ledger => ledger.FinalBlock(chain.ChainId) == royalty.BlockNumber, $"block {royalty.BlockNumber} is final");
        Assert.Equal([$"{kept.BlockHash} final", $"{royalty.BlockHash} final", $"{paidInstead.BlockHash} pending"], await ListAsync(folder, start));
        Assert.Equal([kept, royalty, paidInstead], folder.Ledger.Income().Where(row => !row.IsOrphaned).Select(row => row.Paid));
        Assert.Equal(["verified"], folder.Ledger.Proofs());
    }

    // The ledger's invariants and all evidence hold as well.
    private static async Task<IEnumerable<string>> ListAsync(WatchFolder folder, ulong start)
    {
        var cli = new ChainWatchCli(folder);
        Assert.Equal(0, (await cli.RunAsync("ledger", "verify", "--proofs")).ExitCode);
        return (await cli.AskAsync(["income", "list"])).AsArray()
            .Where(item => item!["blockNumber"]!.GetValue<ulong>() > start)
            .Select(item => $"{item!["blockHash"]} {item["status"]}");
    }
}
