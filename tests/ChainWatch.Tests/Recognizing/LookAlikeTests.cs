using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

/// <summary>A topic is not a meaning: what only looks like a payment to the owner is none.</summary>
public sealed class LookAlikeTests
{
    private static readonly AbiContract OtherContracts = AbiContract.Parse(
        "event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)",
        "event Deposit(address token, address user, uint256 amount, uint256 balance)",
        "event PaymentReleased(address indexed to, uint256 amount)",
        "event ERC20PaymentReleased(address token, address to, uint256 amount)",
        "event FundsWithdrawn(address by, uint256 fundsWithdrawn)",
        "event Withdraw(address sender, address receiver, address owner, uint256 assets, uint256 shares)",
        "event DividendWithdrawn(address to, uint256 weiAmount)",
        "event RewardPaid(address user, uint256 reward)");

    public static TheoryData<string, string, Log> NotTheOwners => new()
    {
        { "payment-splitter", "ETH for another payee", Emitted.EtherRelease(5, to: Some.Stranger) },
        { "payment-splitter", "a token for another payee", Emitted.TokenRelease(5, to: Some.Stranger) },
        { "payment-splitter", "a release of nothing", Emitted.EtherRelease(0) },
        { "payment-splitter", "a token release of nothing", Emitted.TokenRelease(0) },
        { "payment-splitter", "a release by another contract", Emitted.EtherRelease(5, by: Some.Stranger) },
        { "payment-splitter", "a payee in a topic", Some.Log(Some.Contract, OtherContracts.Event("PaymentReleased"), Some.Owner, 5) },
        { "payment-splitter", "a token in the data", Some.Log(Some.Contract, OtherContracts.Event("ERC20PaymentReleased"), Some.Coin, Some.Owner, 5) },
        { "payment-splitter", "data that is too long", Longer(Emitted.EtherRelease(5)) },
        { "payment-splitter", "data that is too short", Shorter(Emitted.EtherRelease(5)) },
        { "payment-splitter", "no topic at all", Emitted.EtherRelease(5) with { Topics = [] } },
        { "erc20-payments", "an ERC-721 token", Some.Log(Some.Contract, OtherContracts.Event("Transfer"), Some.Payer, Some.Owner, 5) },
        { "erc20-payments", "a payer who was not named", Emitted.Transfer(5, from: Some.Stranger) },
        { "erc20-payments", "a payment to a stranger", Emitted.Transfer(5, to: Some.Stranger) },
        { "erc20-payments", "the owner paying the payer", Emitted.Transfer(5, from: Some.Owner, to: Some.Payer) },
        { "erc20-payments", "a transfer of nothing", Emitted.Transfer(0) },
        { "erc20-payments", "a transfer of another token", Emitted.Transfer(5, by: Some.Stranger) },
        { "erc2222-dividend", "another holder", Emitted.DividendWithdrawal(5, holder: Some.Stranger) },
        { "erc2222-dividend", "a dividend of nothing", Emitted.DividendWithdrawal(0) },
        { "erc2222-dividend", "a holder in the data", Some.Log(Some.Contract, OtherContracts.Event("FundsWithdrawn"), Some.Owner, 5) },
        { "erc2222-dividend", "another holder, in Maple's form", Emitted.MapleWithdrawal(5, holder: Some.Stranger) },
        { "erc2222-dividend", "Maple's form without its third figure", Shorter(Emitted.MapleWithdrawal(5)) },
        { "erc1726-dividend", "another holder", Emitted.EtherDividend(5, holder: Some.Stranger) },
        { "erc1726-dividend", "a dividend of nothing", Emitted.EtherDividend(0) },
        { "erc1726-dividend", "another token", Emitted.EtherDividend(5, by: Some.Stranger) },
        { "erc1726-dividend", "a holder in the data", Some.Log(Some.Contract, OtherContracts.Event("DividendWithdrawn"), Some.Owner, 5) },
        { "staking-rewards", "another staker", Emitted.StakingReward(5, staker: Some.Stranger) },
        { "staking-rewards", "another staker's stake", Emitted.Staked(5, staker: Some.Stranger) },
        { "staking-rewards", "a reward of nothing", Emitted.StakingReward(0) },
        { "staking-rewards", "another contract", Emitted.StakingReward(5, by: Some.Stranger) },
        { "staking-rewards", "a staker in the data", Some.Log(Some.Contract, OtherContracts.Event("RewardPaid"), Some.Owner, 5) },
        { "erc7540-vault", "another owner's deposit", Emitted.Deposit(5, 5, owner: Some.Stranger) },
        { "erc7540-vault", "another controller's request", Emitted.Asked("DepositRequest", 5, controller: Some.Stranger) },
        { "erc7540-vault", "another controller's price", Emitted.Priced("RedeemClaimable", 5, 5, controller: Some.Stranger) },
        { "erc7540-vault", "a deposit at an exchange of old", Some.Log(Some.Contract, OtherContracts.Event("Deposit"), Some.Owner, Some.Owner, 5, 5) },
        { "erc4626-vault", "another owner's deposit", Emitted.Deposit(5, 5, owner: Some.Stranger) },
        { "erc4626-vault", "another owner's withdrawal, even to the owner", Emitted.Withdraw(5, 5, owner: Some.Stranger) },
        { "erc4626-vault", "a deposit at an exchange of old", Some.Log(Some.Contract, OtherContracts.Event("Deposit"), Some.Owner, Some.Owner, 5, 5) },
        { "erc4626-vault", "a withdrawal without topics", Some.Log(Some.Contract, OtherContracts.Event("Withdraw"), Some.Owner, Some.Owner, Some.Owner, 5, 5) },
        { "erc4626-vault", "another vault", Emitted.Deposit(5, 5, by: Some.Stranger) },
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [MemberData(nameof(NotTheOwners), DisableDiscoveryEnumeration = true)]
    public async Task What_only_looks_like_a_payment_is_none(string kind, string what, Log log)
    {
        var source = await Opened.SourceAsync(Some.Source(kind), Cancellation);
        Assert.True((await source.FindAsync(Cancellation, log)).Count == 0, what);
    }

    public static TheoryData<string, Log, Payment> TheOwners => new()
    {
        { "payment-splitter", Emitted.EtherRelease(5), Paid(Some.Contract, Token.Native) },
        { "payment-splitter", Emitted.TokenRelease(5), Paid(Some.Contract, new Token(Some.Coin)) },
        { "erc20-payments", Emitted.Transfer(5), Paid(Some.Payer, new Token(Some.Contract)) },
        { "erc2222-dividend", Emitted.DividendWithdrawal(5), Paid(Some.Contract, new Token(Some.Coin)) },
        { "erc2222-dividend", Emitted.MapleWithdrawal(5), Paid(Some.Contract, new Token(Some.Coin)) },
        { "erc1726-dividend", Emitted.EtherDividend(5), Paid(Some.Contract, Token.Native) },
        { "staking-rewards", Emitted.StakingReward(5), Paid(Some.Contract, new Token(Some.Coin)) },
    };

    [Theory]
    [MemberData(nameof(TheOwners), DisableDiscoveryEnumeration = true)]
    public async Task A_payment_to_the_owner_is_one(string kind, Log log, Payment expected)
    {
        var source = await Opened.SourceAsync(Some.Source(kind), Cancellation);
        var payment = Assert.IsType<Payment>(Assert.Single(await source.FindAsync(Cancellation, log)));
        Assert.Equal(expected, payment with { At = default });
    }

    [Fact]
    public async Task An_address_with_dirty_bytes_is_a_failure_and_not_skipped()
    {
        var source = await Opened.SourceAsync(Some.Source(), Cancellation);
        var log = Emitted.EtherRelease(5);
        var dirty = log.Data.ToArray();
        dirty[0] = 1;

        await Assert.ThrowsAsync<AbiException>(() => source.FindAsync(Cancellation, log with { Data = dirty }));
    }

    [Fact]
    public async Task The_largest_amount_there_is_is_recognized()
    {
        var source = await Opened.SourceAsync(Some.Source(), Cancellation);
        var most = (System.Numerics.BigInteger.One << 256) - 1;

        Assert.Equal(most, Assert.IsType<Payment>(Assert.Single(await source.FindAsync(Cancellation, Emitted.EtherRelease(most)))).Amount);
    }

    private static Payment Paid(Address payer, Token token) => new(default, payer, token, 5);

    private static Log Longer(Log log) => log with { Data = (byte[])[.. log.Data.ToArray(), .. new byte[32]] };

    private static Log Shorter(Log log) => log with { Data = log.Data[..^32] };
}
