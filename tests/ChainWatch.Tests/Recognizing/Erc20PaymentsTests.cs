using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

/// <summary>What a token says beside its transfers.</summary>
public sealed class Erc20PaymentsTests
{
    private readonly FakeChain _chain = new();
    private int _frozen;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_authorization_that_a_payment_was_made_by_is_its_invoice()
    {
        var found = await FindAsync(In(1, Emitted.Authorization(Some.Hash(8))), In(1, Emitted.Transfer(5)), In(1, Emitted.Transfer(6)), In(2, Emitted.Transfer(7)));

        Assert.Equal([$"invoice {Some.Hash(8)} (EIP-3009)", null, null], found.Cast<Payment>().Select(payment => payment.Note));
    }

    [Fact]
    public async Task Another_payer_s_authorization_or_token_is_no_invoice() => Assert.Null(Assert.IsType<Payment>(Assert.Single(await FindAsync(
        In(1, Emitted.Authorization(Some.Hash(8), authorizer: Some.Stranger)), In(1, Emitted.Authorization(Some.Hash(9), by: Some.Coin)), In(1, Emitted.Transfer(5))))).Note);

    [Fact]
    public async Task Rent_in_shares_is_income_in_kind_where_the_source_says_so() =>
        Assert.Equal(Stage.InKind, Assert.IsType<Payment>(Assert.Single(await FindAsync([("Stage", "in-kind")], Emitted.Transfer(5)))).Stage);

    [Fact]
    public async Task A_frozen_wallet_is_an_alarm_until_it_is_thawed()
    {
        var found = (await FindAsync(Freeze("AddressFrozen", Some.Owner, true, Some.Stranger), Freeze("AddressFrozen", Some.Owner, false, Some.Stranger))).Cast<Alarm>().ToList();

        Assert.Equal(["frozen-wallet", "frozen-wallet"], found.Select(alarm => alarm.Topic));
        Assert.Contains($"froze the wallet {Some.Owner}", found[0].Message, StringComparison.Ordinal);
        Assert.Null(found[1].Message);
    }

    [Fact]
    public async Task Thawing_a_part_of_what_is_frozen_is_not_the_end_of_it()
    {
        _frozen = 30;
        Assert.Contains("30 base units", Assert.IsType<Alarm>(Assert.Single(await FindAsync(Freeze("TokensUnfrozen", Some.Owner, 70)))).Message, StringComparison.Ordinal);
        _frozen = 0;
        Assert.Null(Assert.IsType<Alarm>(Assert.Single(await FindAsync(Freeze("TokensUnfrozen", Some.Owner, 30)))).Message);
    }

    [Fact]
    public async Task Moving_the_owners_shares_to_another_wallet_is_an_alarm() =>
        Assert.Contains($"to {Some.Payer}", Assert.IsType<Alarm>(Assert.Single(await FindAsync(Freeze("RecoverySuccess", Some.Owner, Some.Payer, Some.Stranger)))).Message, StringComparison.Ordinal);

    [Fact]
    public async Task What_an_issuer_does_to_others_is_no_alarm() => Assert.Empty(await FindAsync(
        Freeze("AddressFrozen", Some.Stranger, true, Some.Owner), Freeze("TokensFrozen", Some.Stranger, 5), Freeze("RecoverySuccess", Some.Stranger, Some.Owner, Some.Owner)));

    [Fact]
    public async Task A_plain_token_is_asked_for_transfers_only()
    {
        var chain = new FakeChain();
        chain.Deploy(Some.Contract);

        Assert.Empty(await (await Opened.SourceAsync(Some.Source("erc20-payments"), chain, Cancellation)).MineAsync(
            Cancellation, Emitted.Authorization(Some.Hash(8)), Freeze("AddressFrozen", Some.Owner, true, Some.Stranger)));
    }

    private static Log In(int transaction, Log log) => log with { TransactionHash = Some.Hash(transaction) };

    private static Log Freeze(string name, params IReadOnlyList<object> arguments) => Some.Log(Some.Contract, ContractAbi.Erc3643.Event(name), arguments);

    private Task<IReadOnlyList<Finding>> FindAsync(params IReadOnlyList<Log> logs) => FindAsync([], logs);

    private async Task<IReadOnlyList<Finding>> FindAsync(IReadOnlyList<(string, string)> options, params IReadOnlyList<Log> logs)
    {
        var (used, frozen, part) = (ContractAbi.Erc3009.Function("authorizationState"), ContractAbi.Erc3643.Function("isFrozen"), ContractAbi.Erc3643.Function("getFrozenTokens"));
        _chain.Deploy(Some.Contract, (_, data) => used.Matches(data.Span) || frozen.Matches(data.Span) ? new byte[32]
            : part.Matches(data.Span) ? AbiCodec.Encode([part.Outputs[0].Type], [_frozen])
            : null);
        return await (await Opened.SourceAsync(Some.Source("erc20-payments", options: options), _chain, Cancellation)).MineAsync(Cancellation, logs);
    }
}
