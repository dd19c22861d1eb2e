using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

public sealed class Erc7540VaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Requests_and_prices_are_movements_and_only_a_claim_realizes_the_gain()
    {
        var found = await FindAsync(
            Emitted.Asked("DepositRequest", 100),
            Emitted.Priced("DepositClaimable", 100, 50),
            Emitted.Deposit(100, 50),
            Emitted.Asked("RedeemRequest", 25),
            Emitted.Priced("RedeemClaimable", 60, 25),
            Emitted.Withdraw(60, 25));

        Assert.Equal(
            [
                (Direction.DepositRequest, 100, 0), (Direction.DepositClaimable, 100, 50), (Direction.Deposit, 100, 50),
                (Direction.RedeemRequest, 0, 25), (Direction.RedeemClaimable, 60, 25), (Direction.Withdrawal, 60, 25),
            ],
            found.OfType<Movement>().Select(movement => (movement.Direction, (int)movement.Assets, (int)movement.Shares)));
        Assert.Equal(10, Assert.Single(found.OfType<Payment>()).Amount);
    }

    [Fact]
    public async Task A_request_that_was_never_claimed_has_no_cost() =>
        Assert.NotNull(Assert.Single((await FindAsync(Emitted.Asked("DepositRequest", 100), Emitted.Withdraw(60, 25))).OfType<Payment>()).Quarantine);

    private static async Task<IReadOnlyList<Finding>> FindAsync(params IReadOnlyList<Ethereum.Log> logs) =>
        await (await Opened.SourceAsync(Some.Source("erc7540-vault"), Cancellation)).FindAsync(Cancellation, logs);
}
