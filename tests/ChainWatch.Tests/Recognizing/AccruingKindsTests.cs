using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

/// <summary>What goes into a balance that grows by itself, and what comes out of it: everything else that it changes by is income.</summary>
public sealed class AccruingKindsTests
{
    private static readonly Address Rewards = Some.Address(90);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string, string, string[]> Flows => new()
    {
        { "aave-v3", "supplied, with the interest of before", ["Deposit 100"] },
        { "aave-v3", "withdrawn, with the interest of before", ["Withdrawal 50"] },
        { "aave-v3", "withdrawn less than the interest", ["Withdrawal 1"] },
        { "aave-v3", "interest alone", [] },
        { "aave-v3", "handed on", ["Withdrawal 9", "Deposit 8"] },
        { "compound-v3", "supplied", ["Deposit 100"] },
        { "compound-v3", "withdrawn", ["Withdrawal 60"] },
        { "compound-v3", "borrowed beyond what was lent", ["Withdrawal 60"] },
        { "compound-v3", "borrowed", [] },
        { "compound-v3", "paid back", [] },
        { "compound-v3", "handed on", ["Withdrawal 9", "Deposit 8"] },
        { "lido", "staked and sold", ["Deposit 100", "Withdrawal 9"] },
        { "superfluid-stream", "turned into dollars", ["Withdrawal 9"] },
    };

    [Theory]
    [MemberData(nameof(Flows))]
    public async Task Principal_is_what_moved_without_what_grew(string kind, string what, string[] expected)
    {
        var (opened, _) = await OpenAsync(kind);

        var findings = await opened.MineAsync(Cancellation, LogsOf(kind, what));

        Assert.Equal(expected, findings.Select(finding => finding is Movement moved && moved.Token == new Token(Some.Contract) ? $"{moved.Direction} {moved.Assets}" : $"{finding}"));
    }

    [Fact]
    public async Task A_reward_of_Compound_is_received()
    {
        var (opened, _) = await OpenAsync("compound-v3");
        var claimed = ContractAbi.CompoundV3Rewards.Event("RewardClaimed");

        var findings = await opened.MineAsync(
            Cancellation,
            Some.Log(Rewards, claimed, Some.Stranger, Some.Owner, Some.Coin, 5),
            Some.Log(Rewards, claimed, Some.Owner, Some.Stranger, Some.Coin, 6),
            Some.Log(Some.Contract, claimed, Some.Owner, Some.Owner, Some.Coin, 7));

        var payment = Assert.IsType<Payment>(Assert.Single(findings));
        Assert.Equal((Rewards, new Token(Some.Coin), 5, Stage.Received), (payment.Payer, payment.Token, (int)payment.Amount, payment.Stage));
    }

    [Fact]
    public async Task A_claim_from_a_pool_is_received_and_one_of_somebody_else_is_not()
    {
        var (opened, _) = await OpenAsync("superfluid-pool");
        var claimed = ContractAbi.SuperfluidPool.Event("DistributionClaimed");

        var findings = await opened.MineAsync(
            Cancellation,
            Some.Log(Some.Contract, claimed, Some.Coin, Some.Owner, 5, 50),
            Some.Log(Some.Contract, claimed, Some.Coin, Some.Stranger, 6, 60),
            Some.Log(Some.Contract, claimed, Some.Stranger, Some.Owner, 7, 70));

        Assert.Equal(5, Assert.IsType<Payment>(Assert.Single(findings)).Amount);
    }

    [Theory]
    [InlineData("aave-v3")]
    [InlineData("compound-v3")]
    [InlineData("lido")]
    [InlineData("superfluid-pool")]
    [InlineData("superfluid-stream")]
    public async Task The_balance_is_read_at_its_block(string kind)
    {
        var (opened, chain) = await OpenAsync(kind);
        _ = opened;
        var accruing = (IAccruing)await SourceKinds.OpenAsync(Source(kind), chain, Cancellation);

        Assert.Equal(1000, await accruing.ReadBalanceAsync(chain, 0, Cancellation));
    }

    [Fact]
    public async Task A_pool_of_another_token_is_refused()
    {
        var fake = new FakeChain();
        fake.DeployGrowing(Some.Contract, _ => 0);

        var refused = await Assert.ThrowsAsync<ChainWatchException>(
            () => Opened.SourceAsync(Some.Source("superfluid-pool", token: Some.Address(91)), fake, Cancellation));

        Assert.Equal("wrong-token", refused.Code);
    }

    [Fact]
    public async Task A_super_token_whose_host_knows_no_streams_is_refused()
    {
        var fake = new FakeChain();
        var (balance, host) = (ContractAbi.SuperfluidToken.Function("realtimeBalanceOfNow"), ContractAbi.SuperfluidToken.Function("getHost"));
        fake.Deploy(Some.Contract, (_, call) => balance.Matches(call.Span) ? AbiCodec.Encode([.. balance.Outputs.Select(output => output.Type)], [0, 0, 0, 0])
            : host.Matches(call.Span) ? AbiCodec.Encode([host.Outputs[0].Type], [Some.Stranger])
            : null);
        fake.Deploy(Some.Stranger);

        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => Opened.SourceAsync(Some.Source("superfluid-stream"), fake, Cancellation));

        Assert.Equal("wrong-kind", refused.Code);
        Assert.Contains($"{Some.Stranger}", refused.Message, StringComparison.Ordinal);
    }

    private static SourceSettings Source(string kind) =>
        Some.Source(kind, options: kind == "compound-v3" ? [("Rewards", Rewards.ToString())] : null);

    private static async Task<(Opened Opened, Chain Chain)> OpenAsync(string kind)
    {
        var fake = new FakeChain();
        fake.DeployGrowing(Some.Contract, block => 1000 + block);
        return (await Opened.SourceAsync(Source(kind), fake, Cancellation), new Chain(Some.ChainSettings(), fake, new FakeClock()));
    }

    private static Log[] LogsOf(string kind, string what) => (kind, what) switch
    {
        ("aave-v3", "supplied, with the interest of before") => [FromNobody(103), Minted(103, 3)],
        ("aave-v3", "withdrawn, with the interest of before") => [ToNobody(47), Burned(47, 3)],
        ("aave-v3", "withdrawn less than the interest") => [FromNobody(2), Minted(2, 3)],
        ("aave-v3", "interest alone") => [FromNobody(3), Minted(3, 3), Minted(100, 0, to: Some.Stranger)],
        ("lido", _) => [FromNobody(100), Emitted.Transfer(9, from: Some.Owner, to: Some.Stranger), Emitted.Transfer(3, from: Some.Stranger, to: Some.Payer)],
        ("superfluid-stream", _) => [ToNobody(9)],
        ("compound-v3", "supplied") => [InOne(Supplied(100)), InOne(FromNobody(99))],
        ("compound-v3", "withdrawn") => [InOne(Withdrawn(60)), InOne(ToNobody(61))],
        ("compound-v3", "borrowed beyond what was lent") => [InOne(Withdrawn(600)), InOne(ToNobody(60))],
        ("compound-v3", "borrowed") => [Withdrawn(600)],
        ("compound-v3", "paid back") => [Supplied(600)],
        _ => [Emitted.Transfer(9, from: Some.Owner, to: Some.Stranger), Emitted.Transfer(8, from: Some.Stranger)],
    };

    private static Log InOne(Log log) => log with { TransactionHash = Some.Hash(8) };

    private static Log FromNobody(BigInteger value) => Emitted.Transfer(value, from: Address.Zero);

    private static Log ToNobody(BigInteger value) => Emitted.Transfer(value, from: Some.Owner, to: Address.Zero);

    private static Log Minted(BigInteger value, BigInteger increase, Address? to = null) =>
        Some.Log(Some.Contract, ContractAbi.AaveV3AToken.Event("Mint"), Some.Stranger, to ?? Some.Owner, value, increase, 1);

    private static Log Burned(BigInteger value, BigInteger increase) =>
        Some.Log(Some.Contract, ContractAbi.AaveV3AToken.Event("Burn"), Some.Owner, Some.Owner, value, increase, 1);

    private static Log Supplied(BigInteger amount) => Some.Log(Some.Contract, ContractAbi.CompoundV3.Event("Supply"), Some.Stranger, Some.Owner, amount);

    private static Log Withdrawn(BigInteger amount) => Some.Log(Some.Contract, ContractAbi.CompoundV3.Event("Withdraw"), Some.Owner, Some.Owner, amount);
}
