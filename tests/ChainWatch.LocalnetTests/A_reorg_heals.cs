using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>The fourth promise: what a reorg takes back is marked, what stands instead is recorded, and nothing stands twice.</summary>
public sealed class A_reorg_heals(OneChain one) : IClassFixture<OneChain>
{
    private readonly LocalChain _chain = one.Chain;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_reorged_payment_is_orphaned_and_the_one_paid_instead_is_recorded_once()
    {
        await using var watch = await WatchAsync();
        var snapshot = await _chain.SnapshotAsync();
        var first = await _chain.PayByStablecoinAsync(1_000_001);
        await watch.CaughtUpAsync();
        watch.MustHold([first], orphaned: []);

        await _chain.RevertAsync(snapshot);
        var second = await _chain.PayByStablecoinAsync(2_000_002);
        await watch.CaughtUpAsync();

        Assert.Equal(first.BlockNumber, second.BlockNumber);
        watch.MustHold([second], orphaned: [first]);
        Assert.Equal([$"{second.BlockHash} pending"], await watch.ListAsync());
        Assert.Equal([$"{first.BlockHash} orphaned", $"{second.BlockHash} pending"], await watch.ListAsync("--include-orphaned"));
    }

    [Fact]
    public async Task A_payment_that_lands_in_another_block_stands_there_and_only_there()
    {
        await using var watch = await WatchAsync();
        var snapshot = await _chain.SnapshotAsync();
        var first = await _chain.PayByStablecoinAsync(3_000_003);
        await watch.CaughtUpAsync();

        await _chain.RevertAsync(snapshot);
        await _chain.MineAsync();
        var again = await _chain.PayByStablecoinAsync(3_000_003);
        await watch.CaughtUpAsync();

        Assert.Equal(first.TransactionHash, again.TransactionHash);
        Assert.NotEqual(first.BlockHash, again.BlockHash);
        watch.MustHold([again], orphaned: [first]);
    }

    [Fact]
    public async Task A_block_that_comes_back_brings_its_payment_back()
    {
        await using var watch = await WatchAsync();
        var snapshot = await _chain.SnapshotAsync();
        await _chain.NextBlockAfterAsync(seconds: 60);
        var first = await _chain.PayByStablecoinAsync(4_000_004);
        await watch.CaughtUpAsync();

        await _chain.RevertAsync(snapshot);
        snapshot = await _chain.SnapshotAsync();
        var other = await _chain.PayByStablecoinAsync(5_000_005);
        await watch.CaughtUpAsync();
        watch.MustHold([other], orphaned: [first]);

        await _chain.RevertAsync(snapshot);
        await _chain.NextBlockAfterAsync(seconds: 60);
        Assert.Equal(first, await _chain.PayByStablecoinAsync(4_000_004));
        await watch.CaughtUpAsync();

        watch.MustHold([first], orphaned: [other]);
    }

    [Fact]
    public async Task A_reorg_of_several_blocks_takes_a_withdrawal_back_and_the_next_gain_follows_from_what_stands()
    {
        await using var watch = await WatchAsync();
        var bought = await _chain.DepositAsync(900_000_007);
        await _chain.GrowVaultAsync(40_000_003);
        var snapshot = await _chain.SnapshotAsync();
        var withdrawn = await _chain.WithdrawAsync(300_000_001);
        var paid = await _chain.PayByStablecoinAsync(6_000_006, payer: 1);
        var royalty = await _chain.PayRoyaltyAsync(1_000_000_000_000_000_100);
        await watch.CaughtUpAsync();
        watch.MustHold([watch.Gain(withdrawn, bought), paid, royalty], orphaned: []);

        await _chain.RevertAsync(snapshot);
        var boughtMore = await _chain.DepositAsync(100_000_009);
        await _chain.GrowVaultAsync(7_000_001);
        var royaltyInstead = await _chain.PayRoyaltyAsync(2_000_000_000_000_000_300);
        var withdrawnInstead = await _chain.WithdrawAsync(500_000_003);
        await watch.CaughtUpAsync();

        watch.MustHold(
            [royaltyInstead, watch.Gain(withdrawnInstead, bought, boughtMore)],
            orphaned: [watch.Gain(withdrawn, bought), paid, royalty]);
        Assert.Equal([bought, boughtMore, withdrawnInstead], watch.Movements(orphaned: false));
        Assert.Equal([withdrawn], watch.Movements(orphaned: true));
    }

    [Fact]
    public async Task A_reorg_while_the_worker_is_away_heals_when_it_is_back()
    {
        await using var watch = await WatchAsync();
        var snapshot = await _chain.SnapshotAsync();
        var first = await _chain.PayByStablecoinAsync(7_000_007);
        var gone = await _chain.PayByStablecoinAsync(7_000_008);
        await watch.CaughtUpAsync();
        await watch.Worker.KillAsync();

        await _chain.RevertAsync(snapshot);
        var second = await _chain.PayByStablecoinAsync(8_000_008, payer: 1);
        await _chain.MineAsync(3);
        await watch.StartAgainAsync();
        await watch.CaughtUpAsync();

        watch.MustHold([second], orphaned: [first, gone]);
    }

    [Fact]
    public async Task A_reorg_deeper_than_allowed_halts_the_chain_and_changes_nothing()
    {
        await using var watch = await WatchAsync(maxReorgDepth: 4);
        var snapshot = await _chain.SnapshotAsync();
        var first = await _chain.PayByStablecoinAsync(9_000_009);
        await _chain.MineAsync(5);
        await watch.CaughtUpAsync();

        await _chain.RevertAsync(snapshot);
        await _chain.PayByStablecoinAsync(9_000_010);
        await _chain.MineAsync(6);
        await watch.Worker.UntilAsync(ledger => ledger.Halted(_chain.ChainId) is not null, "the chain is halted");

        watch.MustHold([first], orphaned: []);
        Assert.Contains("MaxReorgDepth (4)", await watch.HaltedAsync(), StringComparison.Ordinal);
    }

    private Task<ReorgWatch> WatchAsync(int maxReorgDepth = 256) => ReorgWatch.StartAsync(_chain, maxReorgDepth, Cancellation);
}
