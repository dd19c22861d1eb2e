using ChainWatch.Ethereum;
using ChainWatch.Guarding;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>One log may concern two sources: of two wallets each has its own row, of one wallet there is one.</summary>
public sealed class OneLogForTwoTests : IDisposable
{
    private static readonly Address Second = Some.Address(60);
    private static readonly Address Art = Some.Address(61);
    private static readonly Address Photos = Some.Address(62);
    private static readonly Address Market = Some.Address(63);
    private static readonly Address Rewards = Some.Address(64);

    private readonly FakeWatch _watch = new() { ChainSettings = Some.ChainSettings(maxReorgDepth: 4) };

    public OneLogForTwoTests() => _watch.Chain.DeployToken();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task A_split_pays_two_wallets()
    {
        _watch.Chain.Deploy(Some.Contract);

        await RecordAsync(
            [Source("splits-v2", "one", Some.Owner), Source("splits-v2", "two", Second)],
            Emitted.SplitAnnounced((Some.Owner, 3), (Second, 7)),
            Emitted.Distributed(1000));

        Assert.Equal(["one 300", "two 700"], Income());
    }

    [Fact]
    public async Task A_sale_pays_royalties_to_two_wallets()
    {
        _watch.Chain.Deploy(Some.Contract);

        await RecordAsync(
            [Source("seaport-royalty", "one", Some.Owner, ("Collections", Art)), Source("seaport-royalty", "two", Second, ("Collections", Art))],
            Emitted.Order([(2, Art, 5, 1)], [(1, Some.Coin, 0, 900, Some.Payer), (1, Some.Coin, 0, 70, Some.Owner), (1, Some.Coin, 0, 80, Second)]));

        Assert.Equal(["one 70", "two 80"], Income());
    }

    [Fact]
    public async Task What_goes_from_one_own_wallet_to_the_other_leaves_one_and_comes_to_the_other()
    {
        _watch.Chain.DeployGrowing(Some.Contract, _ => 1000);

        await RecordAsync([Source("aave-v3", "one", Some.Owner), Source("aave-v3", "two", Second)], Emitted.Transfer(9, from: Some.Owner, to: Second, by: Some.Contract));

        Assert.Equal(["one Withdrawal 9", "two Deposit 9"], _watch.Ledger.Query<string>(
            "SELECT s.name || ' ' || m.direction || ' ' || m.assets FROM movement m JOIN source s ON s.id = m.source_id WHERE m.orphaned_at IS NULL ORDER BY 1"));
    }

    [Fact]
    public async Task A_reward_that_names_no_market_is_booked_for_one()
    {
        _watch.Chain.DeployGrowing(Some.Contract, _ => 1000);
        _watch.Chain.DeployGrowing(Market, _ => 1000);

        await RecordAsync(
            [Source("compound-v3", "one", Some.Owner, ("Rewards", Rewards)), Some.Source("compound-v3", "two", Market, options: [("Rewards", $"{Rewards}")])],
            Some.Log(Rewards, ContractAbi.CompoundV3Rewards.Event("RewardClaimed"), Some.Stranger, Some.Owner, Some.Coin, 70));

        Assert.Equal(["one 70"], Income());
    }

    [Fact]
    public async Task The_royalty_of_a_sale_of_two_collections_is_booked_for_one()
    {
        _watch.Chain.Deploy(Some.Contract);

        await RecordAsync(
            [Source("seaport-royalty", "art", Some.Owner, ("Collections", Art)), Source("seaport-royalty", "photos", Some.Owner, ("Collections", Photos))],
            Emitted.Order([(2, Art, 5, 1), (2, Photos, 6, 1)], [(1, Some.Coin, 0, 900, Some.Payer), (1, Some.Coin, 0, 70, Some.Owner)]));

        Assert.Equal(["art 70"], Income());
    }

    private static SourceSettings Source(string kind, string name, Address wallet, params (string Key, Address Value)[] options) =>
        Some.Source(kind, name, beneficiary: wallet, options: [.. options.Select(option => (option.Key, $"{option.Value}"))]);

    private IReadOnlyList<string> Income() => _watch.Ledger.Query<string>(
        "SELECT s.name || ' ' || i.amount FROM income i JOIN source s ON s.id = i.source_id WHERE i.orphaned_at IS NULL ORDER BY 1");

    // Again with the blocks read once more, and with a reorg that brings the same logs in another block.
    private async Task RecordAsync(IReadOnlyList<SourceSettings> sources, params Log[] logs)
    {
        _watch.Sources = sources;
        _watch.Chain.Mine(logs);
        await PassAsync();
        var (income, movements) = (Income().Count, Movements());

        _watch.Ledger.Execute("UPDATE source SET next_block = 0; DELETE FROM block");
        await PassAsync();
        Assert.Equal((income, movements), (Income().Count, Movements()));

        _watch.Chain.ReorgTo(0);
        _watch.Chain.Mine();
        _watch.Chain.Mine(logs);
        await PassAsync();
        Assert.Equal((income, movements), (Income().Count, Movements()));
    }

    private long Movements() => _watch.Ledger.Value<long>("SELECT count(*) FROM movement WHERE orphaned_at IS NULL");

    private async Task PassAsync()
    {
        await _watch.PassAsync(cancellation: Cancellation);
        Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger), invariant => Assert.Null(invariant.Broken));
    }
}
