using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

public sealed class SplitsV2Tests
{
    private static readonly Address Warehouse = Some.Address(40);
    private static readonly Address Ether = Address.Parse("0xEeeeeEeeeEeEeeEeEeEeeEEEeeeeEeeeeeeeEEeE");
    private static readonly Token Coin = new(Some.Coin);

    private readonly FakeChain _chain = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_push_split_pays_the_owners_allocation_rounded_down()
    {
        var source = await PushAsync();
        await source.MineAsync(Cancellation, Emitted.SplitAnnounced((Some.Stranger, 7), (Some.Owner, 3)));

        var paid = Payment(Assert.Single(await source.MineAsync(Cancellation, Emitted.Distributed(1009))));

        Assert.Equal((Stage.Received, Some.Contract, Coin, 302, null), (paid.Stage, paid.Payer, paid.Token, (int)paid.Amount, paid.Quarantine));
    }

    [Fact]
    public async Task The_distributors_reward_comes_off_before_the_owners_part()
    {
        var source = await PushAsync();
        await source.MineAsync(Cancellation, Emitted.SplitAnnounced(incentive: 10_000, (Some.Owner, 1), (Some.Stranger, 1)));

        Assert.Equal(4_950_000_000, Payment(Assert.Single(await source.MineAsync(Cancellation, Emitted.Distributed(10_000_000_000)))).Amount);
    }

    // Rewards of 0.99, 1.01 and 2.01 leave 99, 100 and 199, of which 29.7, 30 and 59.7 are the owner's.
    [Theory]
    [InlineData(99, 29)]
    [InlineData(101, 30)]
    [InlineData(201, 59)]
    public async Task The_reward_and_the_part_are_each_rounded_down(int amount, int part)
    {
        var source = await PushAsync();
        await source.MineAsync(Cancellation, Emitted.SplitAnnounced(incentive: 10_000, (Some.Owner, 3), (Some.Stranger, 7)));

        Assert.Equal(part, Payment(Assert.Single(await source.MineAsync(Cancellation, Emitted.Distributed(amount)))).Amount);
    }

    [Fact]
    public async Task An_owner_who_distributes_gets_the_reward_as_well()
    {
        var source = await PushAsync();
        await source.MineAsync(Cancellation, Emitted.SplitAnnounced(incentive: 10_000, (Some.Owner, 1), (Some.Stranger, 1)));

        Assert.Equal(5_050, Payment(Assert.Single(await source.MineAsync(Cancellation, Emitted.Distributed(10_000, distributor: Some.Owner)))).Amount);
    }

    [Fact]
    public async Task Ether_of_a_push_split_is_the_coin()
    {
        var source = await PushAsync();
        await source.MineAsync(Cancellation, Emitted.SplitAnnounced((Some.Owner, 1), (Some.Stranger, 1)));

        Assert.Equal(Token.Native, Payment(Assert.Single(await source.MineAsync(Cancellation, Emitted.Distributed(10, Ether)))).Token);
    }

    [Fact]
    public async Task Each_distribution_goes_by_the_allocations_of_its_time()
    {
        var source = await PushAsync();

        var found = await source.MineAsync(
            Cancellation,
            Emitted.SplitAnnounced((Some.Owner, 1), (Some.Stranger, 1)),
            Emitted.Distributed(100),
            Emitted.SplitAnnounced((Some.Owner, 1), (Some.Stranger, 3)),
            Emitted.Distributed(100));

        Assert.Equal([50, 25], found.Select(finding => (int)Payment(finding).Amount));
        Assert.Equal(25, Payment(Assert.Single(await source.MineAsync(Cancellation, Emitted.Distributed(100)))).Amount);
    }

    [Fact]
    public async Task Allocations_that_a_reorg_took_back_are_forgotten()
    {
        var source = await PushAsync();
        await source.MineAsync(Cancellation, Emitted.SplitAnnounced((Some.Owner, 1), (Some.Stranger, 1)));
        await source.MineAsync(Cancellation, Emitted.SplitAnnounced((Some.Owner, 1), (Some.Stranger, 9)), Emitted.Distributed(100));
        _chain.ReorgTo(1);
        _chain.Mine();

        Assert.Equal(50, Payment(Assert.Single(await source.MineAsync(Cancellation, Emitted.Distributed(100)))).Amount);
    }

    [Fact]
    public async Task An_announcement_is_found_however_far_back_it_is()
    {
        var source = await PushAsync(Some.ChainSettings(maxBlockRange: 3));
        await source.MineAsync(Cancellation, Emitted.SplitAnnounced((Some.Owner, 1), (Some.Stranger, 1)));
        _chain.MineTo(20);

        Assert.Equal(50, Payment(Assert.Single(await source.MineAsync(Cancellation, Emitted.Distributed(100)))).Amount);
    }

    [Fact]
    public async Task Without_an_announcement_what_was_paid_to_all_is_quarantined()
    {
        var paid = Payment(Assert.Single(await (await PushAsync()).MineAsync(Cancellation, Emitted.Distributed(100))));

        Assert.Equal(100, paid.Amount);
        Assert.Contains("set FromBlock", paid.Quarantine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_push_split_without_the_owner_pays_the_owner_nothing() => Assert.Empty(
        await (await PushAsync()).MineAsync(Cancellation, Emitted.SplitAnnounced((Some.Stranger, 1)), Emitted.Distributed(100), Emitted.Distributed(100, by: Some.Stranger)));

    [Fact]
    public async Task A_pull_split_credits_and_the_warehouse_pays()
    {
        var found = (await FindPullAsync(Emitted.WarehouseTransfer(300, Warehouse), Emitted.WarehouseWithdrawal(290, Warehouse))).Select(Payment).ToList();

        Assert.Equal(
            [(Stage.Distributed, Some.Contract, Coin, 300), (Stage.Received, Warehouse, Coin, 290)],
            found.Select(payment => (payment.Stage, payment.Payer, payment.Token, (int)payment.Amount)));
    }

    [Fact]
    public async Task The_warehouse_s_number_for_ether_is_the_coin() => Assert.All(
        await FindPullAsync(Emitted.WarehouseTransfer(300, Warehouse, token: Ether), Emitted.WarehouseWithdrawal(290, Warehouse, token: Ether)),
        finding => Assert.Equal(Token.Native, Payment(finding).Token));

    public static TheoryData<string, Log> NotTheOwners => new()
    {
        { "another split's credit", Emitted.WarehouseTransfer(5, Warehouse, sender: Some.Stranger) },
        { "another recipient's credit", Emitted.WarehouseTransfer(5, Warehouse, receiver: Some.Stranger) },
        { "a credit of nothing", Emitted.WarehouseTransfer(0, Warehouse) },
        { "a credit elsewhere", Emitted.WarehouseTransfer(5, Some.Stranger) },
        { "another owner's withdrawal", Emitted.WarehouseWithdrawal(5, Warehouse, owner: Some.Stranger) },
        { "a withdrawal elsewhere", Emitted.WarehouseWithdrawal(5, Some.Stranger) },
        { "a withdrawal from a vault", Emitted.Withdraw(5, 5) },
        { "an ERC-20 transfer of the warehouse", Emitted.Transfer(5, from: Some.Contract, by: Warehouse) },
    };

    [Theory]
    [MemberData(nameof(NotTheOwners), DisableDiscoveryEnumeration = true)]
    public async Task What_only_looks_like_a_payment_is_none(string what, Log log) => Assert.True((await FindPullAsync(log)).Count == 0, what);

    private static Payment Payment(Finding finding) => Assert.IsType<Payment>(finding);

    private Task<Opened> PushAsync(ChainSettings? settings = null)
    {
        _chain.Deploy(Some.Contract);
        return Opened.SourceAsync(Some.Source("splits-v2"), _chain, Cancellation, settings);
    }

    private async Task<IReadOnlyList<Finding>> FindPullAsync(params IReadOnlyList<Log> logs)
    {
        _chain.Deploy(Some.Contract);
        return await (await Opened.SourceAsync(Some.Source("splits-v2", options: [("Warehouse", Warehouse.ToString())]), _chain, Cancellation)).MineAsync(Cancellation, logs);
    }
}
