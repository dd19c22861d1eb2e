using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

public sealed class Erc4626VaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_deposit_is_a_movement_and_no_income()
    {
        var found = await FindAsync(Emitted.Deposit(100, 50));

        var movement = Assert.IsType<Movement>(Assert.Single(found));
        Assert.Equal((Direction.Deposit, 100, 50), (movement.Direction, (int)movement.Assets, (int)movement.Shares));
    }

    [Fact]
    public async Task A_withdrawal_is_a_movement_and_its_gain_is_income()
    {
        var found = await FindAsync(Emitted.Deposit(100, 50), Emitted.Withdraw(60, 25));

        Assert.Equal([typeof(Movement), typeof(Movement), typeof(Payment)], found.Select(finding => finding.GetType()));
        Assert.Equal(10, ((Payment)found[2]).Amount);
        Assert.Null(((Payment)found[2]).Quarantine);
    }

    [Fact]
    public async Task A_withdrawal_at_cost_is_no_income() =>
        Assert.Empty((await FindAsync(Emitted.Deposit(100, 50), Emitted.Withdraw(50, 25))).OfType<Payment>());

    [Fact]
    public async Task A_loss_is_negative_income() =>
        Assert.Equal(-20, Gains(await FindAsync(Emitted.Deposit(100, 50), Emitted.Withdraw(80, 50))).Single());

    [Fact]
    public async Task Cost_is_averaged_over_all_deposits() =>
        Assert.Equal(500, Gains(await FindAsync(Emitted.Deposit(1000, 1000), Emitted.Deposit(3000, 1000), Emitted.Withdraw(1500, 500))).Single());

    [Fact]
    public async Task Whoever_leaves_wholly_and_comes_back_starts_with_no_cost() =>
        Assert.Equal(
            [10, 1],
            Gains(await FindAsync(Emitted.Deposit(100, 33), Emitted.Withdraw(110, 33), Emitted.Deposit(7, 3), Emitted.Withdraw(8, 3))));

    [Fact]
    public async Task Shares_that_were_never_seen_coming_put_their_withdrawal_in_quarantine()
    {
        var payment = Assert.Single((await FindAsync(Emitted.Deposit(100, 50), Emitted.Withdraw(200, 60))).OfType<Payment>());

        Assert.NotNull(payment.Quarantine);
        Assert.Contains("60 shares were withdrawn but only 50 were seen coming", payment.Quarantine, StringComparison.Ordinal);
        Assert.Contains("FromBlock", payment.Quarantine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawal_that_pays_out_to_another_account_is_still_the_owners_gain() =>
        Assert.Equal(10, Gains(await FindAsync(Emitted.Deposit(100, 50), Emitted.Withdraw(110, 50, receiver: Some.Stranger))).Single());

    [Fact]
    public async Task A_contract_that_is_no_vault_is_refused()
    {
        var chain = new FakeChain();
        chain.Deploy(Some.Contract);

        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => Opened.SourceAsync(Some.Source("erc4626-vault"), chain, Cancellation));

        Assert.Equal(("wrong-kind", 1), (refused.Code, refused.ExitCode));
        Assert.Contains("does not answer asset()", refused.Message, StringComparison.Ordinal);
    }

    private static async Task<IReadOnlyList<Finding>> FindAsync(params IReadOnlyList<Ethereum.Log> logs) =>
        await (await Opened.SourceAsync(Some.Source("erc4626-vault"), Cancellation)).FindAsync(Cancellation, logs);

    private static IReadOnlyList<int> Gains(IReadOnlyList<Finding> findings) => [.. findings.OfType<Payment>().Select(payment => (int)payment.Amount)];
}
