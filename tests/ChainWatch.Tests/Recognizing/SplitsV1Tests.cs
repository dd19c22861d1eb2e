using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

public sealed class SplitsV1Tests
{
    private static readonly Address Split = Some.Address(40);
    private static readonly Address OtherSplit = Some.Address(41);
    private static readonly Token Coin = new(Some.Coin);

    private readonly FakeChain _chain = new();
    private readonly Dictionary<(Token Token, ulong Block), BigInteger> _owed = [];
    private bool _forgetsState;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_the_owners_balance_grew_by_is_credited_and_not_what_was_distributed()
    {
        _owed[(Coin, 0)] = 1;
        _owed[(Coin, 1)] = 301;

        var credit = Payment(Assert.Single(await MineAsync(Emitted.TokenDistribution(1000, Split))));

        Assert.Equal((Stage.Distributed, Split, Coin, 300, null), (credit.Stage, credit.Payer, credit.Token, (int)credit.Amount, credit.Quarantine));
    }

    [Fact]
    public async Task Ether_is_credited_as_well()
    {
        _owed[(Token.Native, 1)] = 70;

        var credit = Payment(Assert.Single(await MineAsync(Emitted.EtherDistribution(100, Split))));

        Assert.Equal((Token.Native, 70), (credit.Token, (int)credit.Amount));
    }

    [Fact]
    public async Task What_was_withdrawn_in_the_same_block_was_credited_too()
    {
        _owed[(Coin, 0)] = 51;
        _owed[(Coin, 1)] = 1;

        var found = (await MineAsync(Emitted.TokenDistribution(1000, Split), Emitted.SplitWithdrawal(0, [(Some.Coin, 350)]))).Select(Payment).ToList();

        Assert.Equal([(Stage.Distributed, 300), (Stage.Received, 350)], found.Select(payment => (payment.Stage, (int)payment.Amount)));
    }

    [Fact]
    public async Task Two_distributions_of_a_block_are_credited_together()
    {
        _owed[(Coin, 1)] = 300;

        var credit = Payment(Assert.Single(await MineAsync(Emitted.TokenDistribution(400, Split), Emitted.TokenDistribution(600, Split))));

        Assert.Equal((300, 1), ((int)credit.Amount, credit.At.LogIndex));
    }

    [Fact]
    public async Task A_credit_that_another_split_may_have_a_part_in_is_quarantined()
    {
        _owed[(Coin, 1)] = 300;

        var credit = Payment(Assert.Single(await MineAsync(Emitted.TokenDistribution(400, Split), Emitted.TokenDistribution(600, OtherSplit))));

        Assert.Contains("another split", credit.Quarantine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_split_that_credits_the_owner_nothing_is_no_income() =>
        Assert.Empty(await MineAsync(Emitted.TokenDistribution(1000, Split)));

    [Fact]
    public async Task A_credit_is_quarantined_where_the_state_is_gone()
    {
        _forgetsState = true;

        var credit = Payment(Assert.Single(await MineAsync(Emitted.EtherDistribution(100, Split))));

        Assert.Equal(100, credit.Amount);
        Assert.Contains("does not have the state of block 1", credit.Quarantine, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_withdrawal_of_ether_and_tokens_is_a_payment_of_each()
    {
        var other = Some.Address(42);

        var found = (await MineAsync(Emitted.SplitWithdrawal(7, [(Some.Coin, 8), (other, 9)]))).Select(Payment).ToList();

        Assert.Equal([(Token.Native, 7, 0), (Coin, 8, 1), (new Token(other), 9, 2)], found.Select(payment => (payment.Token, (int)payment.Amount, payment.At.Part)));
        Assert.All(found, payment => Assert.Equal((Stage.Received, Some.Contract), (payment.Stage, payment.Payer)));
    }

    [Fact]
    public async Task Nothing_is_paid_where_a_withdrawal_is_another_account_s_or_empty()
    {
        Assert.Empty(await MineAsync(Emitted.SplitWithdrawal(7, [(Some.Coin, 8)], account: Some.Stranger)));
        Assert.Empty(await MineAsync(Emitted.SplitWithdrawal(0, [(Some.Coin, 0)])));
        Assert.Empty(await MineAsync(Emitted.SplitWithdrawal(7, [], by: Some.Stranger)));
    }

    [Fact]
    public async Task What_only_looks_like_a_distribution_is_none()
    {
        _owed[(Coin, 1)] = _owed[(Token.Native, 1)] = 300;
        var plain = AbiContract.Parse("event DistributeETH(address indexed split, uint256 amount, address distributor)").Event("DistributeETH");

        Assert.Empty(await MineAsync(
            Emitted.EtherDistribution(100, OtherSplit), Emitted.EtherDistribution(100, Split, by: Some.Stranger), Some.Log(Some.Contract, plain, Split, 100, Some.Stranger)));
    }

    [Fact]
    public async Task A_split_that_SplitMain_does_not_know_is_refused()
    {
        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => OpenAsync(OtherSplit));

        Assert.Equal("wrong-split", refused.Code);
    }

    private static Payment Payment(Finding finding) => Assert.IsType<Payment>(finding);

    private async Task<IReadOnlyList<Finding>> MineAsync(params IReadOnlyList<Log> logs) => await (await OpenAsync(Split)).MineAsync(Cancellation, logs);

    private Task<Opened> OpenAsync(Address split)
    {
        _chain.Deploy(Some.Contract, Answer);
        return Opened.SourceAsync(Some.Source("splits-v1", options: [("Split", split.ToString())]), _chain, Cancellation);
    }

    private byte[]? Answer(ulong block, ReadOnlyMemory<byte> data)
    {
        var abi = ContractAbi.SplitsV1;
        var (ether, token, hash) = (abi.Function("getETHBalance"), abi.Function("getERC20Balance"), abi.Function("getHash"));
        if (hash.Matches(data.Span))
        {
            return (hash.DecodeCall(data).Address(0) == Split ? Some.Hash(1) : default).ToArray();
        }

        if (_forgetsState)
        {
            throw Some.Failure(RpcFailure.Final, "missing trie node", "eth_call");
        }

        var asked = ether.Matches(data.Span) ? Token.Native : new Token(token.DecodeCall(data).Address(1));
        return AbiCodec.Encode([ether.Outputs[0].Type], [_owed.GetValueOrDefault((asked, block))]);
    }
}
