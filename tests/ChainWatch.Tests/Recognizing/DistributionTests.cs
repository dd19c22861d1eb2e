using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

/// <summary>Anyone may emit a claim from any contract: only the factory's clones for the owner's share token count.</summary>
public sealed class DistributionTests
{
    private static readonly Address Implementation = Some.Address(50);
    private static readonly Address Share = Some.Address(51);
    private static readonly Address Dividend = Some.Address(52);
    private readonly FakeChain _chain = new();

    public DistributionTests() => _chain.DeployDistributionFactory(Implementation);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_claim_from_a_dividend_of_the_share_token_is_income_in_its_currency()
    {
        _chain.DeployDistribution(Dividend, Implementation, Share, Some.Coin);

        var payment = Assert.IsType<Payment>(Assert.Single(await FindAsync(Emitted.Claim(9, Dividend))));

        Assert.Equal((Dividend, new Token(Some.Coin), 9), (payment.Payer, payment.Token, (int)payment.Amount));
    }

    [Fact]
    public async Task Two_dividends_may_pay_in_two_currencies()
    {
        _chain.DeployDistribution(Dividend, Implementation, Share, Some.Coin);
        _chain.DeployDistribution(Some.Address(53), Implementation, Share, Some.Address(54));

        var found = await FindAsync(Emitted.Claim(9, Dividend), Emitted.Claim(8, Some.Address(53)), Emitted.Claim(7, Dividend));

        Assert.Equal([Some.Coin, Some.Address(54), Some.Coin], found.Cast<Payment>().Select(payment => payment.Token.Contract));
    }

    [Fact]
    public async Task A_clone_of_another_implementation_never_counts()
    {
        _chain.DeployDistribution(Dividend, Some.Address(60), Share, Some.Coin);
        Assert.Empty(await FindAsync(Emitted.Claim(9, Dividend)));
    }

    [Fact]
    public async Task A_clone_for_another_token_never_counts()
    {
        _chain.DeployDistribution(Dividend, Implementation, Some.Address(61), Some.Coin);
        Assert.Empty(await FindAsync(Emitted.Claim(9, Dividend)));
    }

    [Fact]
    public async Task Code_that_goes_on_after_the_clone_never_counts()
    {
        _chain.DeployDistribution(Dividend, Implementation, Share, Some.Coin);
        _chain.Deploy(Dividend, [.. await _chain.GetCodeAsync(Dividend, BlockTag.Latest, Cancellation), 0]);
        Assert.Empty(await FindAsync(Emitted.Claim(9, Dividend)));
    }

    [Fact]
    public async Task An_account_without_code_never_counts() => Assert.Empty(await FindAsync(Emitted.Claim(9, Some.Stranger)));

    [Fact]
    public async Task Another_holders_claim_and_a_claim_of_nothing_never_count()
    {
        _chain.DeployDistribution(Dividend, Implementation, Share, Some.Coin);
        Assert.Empty(await FindAsync(Emitted.Claim(9, Dividend, sender: Some.Stranger), Emitted.Claim(0, Dividend)));
    }

    [Fact]
    public async Task A_factory_that_names_no_implementation_is_refused()
    {
        var chain = new FakeChain();
        chain.Deploy(Some.Contract);

        Assert.Equal("wrong-kind", (await Assert.ThrowsAsync<ChainWatchException>(() => Opened.SourceAsync(Settings(), chain, Cancellation))).Code);
    }

    private static SourceSettings Settings() => Some.Source("distribution", token: Share);

    private async Task<IReadOnlyList<Finding>> FindAsync(params IReadOnlyList<Log> logs) =>
        await (await Opened.SourceAsync(Settings(), _chain, Cancellation)).FindAsync(Cancellation, logs);
}
