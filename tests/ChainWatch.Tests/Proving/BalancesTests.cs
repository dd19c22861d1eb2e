using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Guarding;
using ChainWatch.Support;

namespace ChainWatch.Tests.Proving;

/// <summary>What events claim is held against what the beneficiary's balances say.</summary>
public sealed class BalancesTests : IDisposable
{
    private readonly FakeWatch _watch = new()
    {
        ChainSettings = Some.ChainSettings() with { Balances = Balances.Check },
        Sources = [Some.Source("erc20-payments", contract: Some.Coin)],
    };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Theory]
    [InlineData(Verify.Receipts)]
    [InlineData(Verify.None)]
    public async Task What_arrived_as_claimed_agrees_also_beside_other_payments_and_what_left(Verify verify)
    {
        _watch.ChainSettings = _watch.ChainSettings with { Verify = verify };
        _watch.Chain.DeployCountingToken();
        _watch.Chain.Mine(Paid(500, from: Some.Stranger));
        _watch.Chain.Mine(Paid(7), Paid(30, from: Some.Owner, to: Some.Stranger), Paid(5, from: Some.Stranger), Paid(8), Paid(3, from: Some.Owner));

        await PassAsync();

        Assert.Equal([("7", "agreed", null), ("8", "agreed", null)], Rows());
    }

    [Theory]
    [InlineData(Verify.Receipts)]
    [InlineData(Verify.None)]
    public async Task Less_than_the_event_claims_is_quarantined_with_both_figures_and_is_in_no_total(Verify verify)
    {
        _watch.ChainSettings = _watch.ChainSettings with { Verify = verify };
        _watch.Chain.DeployCountingToken(untold: block => block < 2 ? 0 : -2);
        _watch.Chain.Mine();
        _watch.Chain.Mine(Paid(100));

        await PassAsync();

        var (amount, check, reason) = Assert.Single(Rows());
        Assert.Equal(("100", "disagreed"), (amount, check));
        Assert.Contains("100 base units are claimed, but the beneficiary's balance changed by 98", reason, StringComparison.Ordinal);
        Assert.Equal("98", _watch.Ledger.Value<string>("SELECT arrived FROM income"));
        Assert.Equal(0, _watch.Ledger.Value<long>("SELECT count(*) FROM income_total"));
        MustVerify();
    }

    [Fact]
    public async Task A_balance_that_grew_by_more_is_no_confirmation_either()
    {
        _watch.Chain.DeployCountingToken(untold: block => 100 * block);
        _watch.Chain.Mine(Paid(10));

        await PassAsync();

        Assert.Equal("disagreed", Assert.Single(Rows()).Check);
        Assert.Null(_watch.Ledger.Value<string>("SELECT arrived FROM income"));
    }

    [Fact]
    public async Task What_a_contract_says_that_it_paid_must_be_carried_by_a_Transfer_in_the_same_transaction()
    {
        _watch.Sources = [Some.Source()];
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.DeployCountingToken();
        _watch.Chain.Mine(Together(1, Paid(100, from: Some.Contract), Emitted.TokenRelease(100)));
        _watch.Chain.Mine(Together(2, Paid(98, from: Some.Contract), Emitted.TokenRelease(100)));
        _watch.Chain.Mine(Emitted.TokenRelease(50));
        _watch.Chain.Mine([.. Together(4, Emitted.TokenRelease(50)), .. Together(5, Paid(50, from: Some.Contract))]);

        await PassAsync();

        Assert.Equal(["agreed", "disagreed", "disagreed", "disagreed"], Rows().Select(row => row.Check));
        Assert.Contains("claims 100 base units for the beneficiary, and its Transfers of the token carry 98", Rows()[1].Reason, StringComparison.Ordinal);
        Assert.Equal([null, "98", "0", "0"], _watch.Ledger.Query<string?>("SELECT arrived FROM income ORDER BY block_number"));
    }

    [Fact]
    public async Task The_same_money_is_not_two_payments()
    {
        _watch.Sources = [Some.Source(), Some.Source("erc20-payments", contract: Some.Coin, payers: [Some.Contract])];
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.DeployCountingToken();
        _watch.Chain.Mine(Together(1, Paid(100, from: Some.Contract), Emitted.TokenRelease(100)));

        await PassAsync();

        Assert.All(Rows(), row => Assert.Equal("disagreed", row.Check));
        Assert.Equal(2, Rows().Count);
    }

    [Fact]
    public async Task A_Transfer_of_a_number_with_a_fourth_topic_moves_no_amount()
    {
        _watch.Chain.DeployCountingToken();
        var piece = Paid(0);
        _watch.Chain.Mine([.. Together(1, Paid(1_000), piece with { Topics = [.. piece.Topics, Some.Hash(9)], Data = Array.Empty<byte>() })]);

        await PassAsync();

        Assert.Equal([("1000", "agreed", null)], Rows());
    }

    [Fact]
    public async Task Nothing_is_asked_and_everything_trusted_where_the_configuration_says_so()
    {
        _watch.ChainSettings = _watch.ChainSettings with { Balances = Balances.Trust };
        _watch.Chain.DeployCountingToken(untold: block => -(BigInteger)block);
        _watch.Chain.Mine(Paid(10));
        await PassAsync();
        var asked = _watch.Chain.Requests.Count(method => method == "eth_call");
        _watch.Chain.Mine(Paid(11));

        await PassAsync();

        Assert.Equal([("10", "trusted", null), ("11", "trusted", null)], Rows());
        Assert.Equal(asked, _watch.Chain.Requests.Count(method => method == "eth_call"));
    }

    [Fact]
    public async Task Where_the_state_is_gone_the_row_says_so_and_one_alert_does_until_somebody_has_it()
    {
        _watch.Chain.DeployCountingToken();
        for (var block = 1; block <= 6; block++)
        {
            _watch.Chain.Mine(Paid(block), Paid(10 + block));
        }

        _watch.Chain.KeepsStateFrom = 4;
        await PassAsync();

        Assert.Equal([.. Enumerable.Repeat("unchecked", 8), .. Enumerable.Repeat("agreed", 4)], Rows().Select(row => row.Check));
        Assert.All(Rows(), row => Assert.Null(row.Reason));
        Assert.Contains("the state of block 4", Assert.Single(_watch.Ledger.Query<string>("SELECT message FROM alert WHERE closed_at IS NULL")), StringComparison.Ordinal);

        _watch.Chain.KeepsStateFrom = 0;
        Rescan();
        await PassAsync();

        Assert.All(Rows(), row => Assert.Equal("agreed", row.Check));
        Assert.Empty(_watch.Ledger.Query<string>("SELECT message FROM alert WHERE closed_at IS NULL"));
    }

    [Fact]
    public async Task State_that_is_not_there_yet_is_waited_for()
    {
        _watch.Chain.DeployCountingToken();
        _watch.Chain.Mine(Paid(1));
        await PassAsync();
        _watch.Chain.Mine(Paid(2));
        _watch.Chain.KeepsStateFrom = 3;

        var failed = await Assert.ThrowsAsync<RpcException>(PassAsync);
        Assert.Equal(RpcFailure.Retry, failed.Failure);
        Assert.Single(Rows());

        _watch.Chain.KeepsStateFrom = 0;
        await PassAsync();
        Assert.Equal([("1", "agreed", null), ("2", "agreed", null)], Rows());
    }

    [Fact]
    public async Task A_reorg_while_balances_are_read_is_looked_at_anew()
    {
        _watch.Chain.DeployCountingToken();
        await PassAsync();
        _watch.Chain.Mine(Paid(1));
        var reorgs = 0;
        _watch.Chain.Faults.Before = method =>
        {
            if (method == "eth_call" && reorgs++ == 0)
            {
                _watch.Chain.ReorgTo(0);
                _watch.Chain.Mine(Paid(2));
                _watch.Chain.Mine();
            }
        };

        await PassAsync();

        Assert.Equal([("2", "agreed", null)], Rows());
    }

    [Fact]
    public async Task A_token_that_does_not_tell_balances_is_quarantined_and_keeps_no_other_waiting()
    {
        var silent = Some.Address(40);
        _watch.Sources = [Some.Source("erc20-payments", contract: Some.Coin), Some.Source("erc20-payments", name: "silent", contract: silent)];
        _watch.Chain.DeployCountingToken();
        _watch.Chain.DeployToken(silent);
        _watch.Chain.Mine(Paid(1), Emitted.Transfer(2, by: silent), Paid(3));
        _watch.Chain.Mine(Emitted.Transfer(4, by: silent));

        await PassAsync();

        Assert.Equal(["agreed", "disagreed", "agreed", "disagreed"], Rows().Select(row => row.Check));
        Assert.Contains("does not tell", Rows()[3].Reason, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Coins_that_came_agree_and_where_some_left_that_nobody_traced_nobody_can_tell()
    {
        _watch.Chain.Faults.TracesFrom = null;
        _watch.Sources = [Some.Source()];
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.Hold(Some.Owner, after => after switch { 0 => 50, 1 => 60, 2 => 75, _ => 74 });
        _watch.Chain.Mine(Emitted.EtherRelease(4), Emitted.EtherRelease(6));
        _watch.Chain.Mine(Emitted.EtherRelease(10));
        _watch.Chain.Mine(Emitted.EtherRelease(9));

        await PassAsync();

        Assert.Equal(["agreed", "agreed", "agreed", "unchecked"], Rows().Select(row => row.Check));
        Assert.All(Rows(), row => Assert.Null(row.Reason));
        Assert.Empty(_watch.Ledger.Query<string>("SELECT message FROM alert WHERE closed_at IS NULL"));
    }

    [Fact]
    public async Task What_a_vault_paid_is_the_whole_withdrawal_and_what_went_to_somebody_else_never_arrived()
    {
        _watch.Sources = [Some.Source("erc4626-vault")];
        _watch.Chain.DeployVault();
        _watch.Chain.DeployCountingToken();
        _watch.Chain.Mine(Emitted.Deposit(100, 100));
        _watch.Chain.Mine(Together(2, Paid(60, from: Some.Contract), Emitted.Withdraw(60, 50)));
        _watch.Chain.Mine(Emitted.Withdraw(70, 50, receiver: Some.Stranger));

        await PassAsync();

        Assert.Equal([("10", "agreed", null), ("20", null, null)], Rows());
    }

    [Fact]
    public async Task A_doubt_stays_when_the_balance_is_not_asked_for_again()
    {
        _watch.Chain.DeployCountingToken(untold: block => -(BigInteger)block);
        _watch.Chain.Mine(Paid(100));
        await PassAsync();
        var before = Rows();

        _watch.ChainSettings = _watch.ChainSettings with { Balances = Balances.Trust };
        Rescan();
        await PassAsync();

        Assert.Equal(before, Rows());
        MustVerify();
    }

    [Fact]
    public async Task An_old_row_is_quarantined_when_its_block_is_read_again_and_its_balance_does_not_confirm_it()
    {
        _watch.ChainSettings = _watch.ChainSettings with { Balances = Balances.Trust };
        _watch.Chain.DeployCountingToken(untold: block => -(BigInteger)block);
        _watch.Chain.Mine(Paid(100));
        await PassAsync();
        Assert.Equal(1, _watch.Ledger.Value<long>("SELECT sum(payments) FROM income_total"));

        _watch.ChainSettings = _watch.ChainSettings with { Balances = Balances.Check };
        Rescan();
        await PassAsync();

        Assert.Equal("disagreed", Assert.Single(Rows()).Check);
        Assert.Equal(0, _watch.Ledger.Value<long>("SELECT count(*) FROM income_total"));
        MustVerify();
    }

    private static Log Paid(BigInteger amount, Address? from = null, Address? to = null) => Emitted.Transfer(amount, from, to, by: Some.Coin);

    private static Log[] Together(int transaction, params Log[] logs) => [.. logs.Select(log => log with { TransactionHash = Some.Hash(1_000 + transaction) })];

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);

    private void Rescan()
    {
        _watch.Restart();
        _watch.Ledger.ExecuteAlone("UPDATE source SET next_block = 0; DELETE FROM block");
    }

    private void MustVerify() => Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger), invariant => Assert.Null(invariant.Broken));

    private IReadOnlyList<(string Amount, string? Check, string? Reason)> Rows() => _watch.Ledger.Query<(string, string?, string?)>(
        "SELECT amount, balance_check, quarantine FROM income ORDER BY block_number, log_index");
}
