using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Guarding;
using ChainWatch.Support;

namespace ChainWatch.Tests.Proving;

/// <summary>Coins that came agree with the balance also where the beneficiary paid in the same block; what nothing carried is found.</summary>
public sealed class CoinBalancesTests : IDisposable
{
    private const int Client = 1;
    private const int OwnKey = 2;
    private const ulong Fee = FakeTransaction.Fee;

    private static readonly Address Own = FakeTransaction.AccountOf(OwnKey);

    private readonly FakeWatch _watch = new()
    {
        ChainSettings = Some.ChainSettings() with { Balances = Balances.Check },
        Sources = [Some.Source(beneficiary: Own)],
    };

    public CoinBalancesTests()
    {
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.Faults.TracesFrom = null;
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Theory]
    [InlineData(Verify.Receipts)]
    [InlineData(Verify.None)]
    public async Task Nothing_more_is_asked_where_the_balance_changed_by_what_is_claimed(Verify verify)
    {
        _watch.ChainSettings = _watch.ChainSettings with { Verify = verify };
        Changes(100);
        _watch.Chain.Pay(Release(60), Release(40), Pays(7, by: Client));

        await PassAsync();

        Assert.Equal([("60", "agreed"), ("40", "agreed")], Rows());
        Assert.DoesNotContain("eth_getBlockByNumber true", _watch.Chain.Requests);
        Assert.DoesNotContain("eth_getTransactionReceipt", _watch.Chain.Requests);
    }

    [Theory]
    [InlineData(Verify.Receipts)]
    [InlineData(Verify.None)]
    public async Task What_the_beneficiary_sent_and_the_gas_that_it_paid_are_reckoned_without_a_trace(Verify verify)
    {
        _watch.ChainSettings = _watch.ChainSettings with { Verify = verify };
        Changes(100 - 30 - (2 * (long)Fee));
        _watch.Chain.Pay(Release(60), Pays(30), Release(40, by: OwnKey));

        await PassAsync();

        Assert.Equal([("60", "agreed"), ("40", "agreed")], Rows());
        MustBeExplainedToTheWei();
        MustVerify();
    }

    [Fact]
    public async Task A_failed_transaction_moves_nothing_and_costs_gas_and_one_to_itself_costs_gas_too()
    {
        Changes(10 - (2 * (long)Fee));
        _watch.Chain.Pay(Pays(1_000) with { Succeeds = false }, Release(10), Pays(5, to: Own));

        await PassAsync();

        Assert.Equal([("10", "agreed")], Rows());
        MustBeExplainedToTheWei();
    }

    [Fact]
    public async Task Coins_that_others_send_beside_what_is_claimed_are_reckoned()
    {
        Changes(10 + 25 - (long)Fee);
        _watch.Chain.Pay(Release(10, by: OwnKey), Pays(25, by: Client, to: Own), Pays(99, by: Client, to: Own) with { Succeeds = false });

        await PassAsync();

        Assert.Equal([("10", "agreed")], Rows());
        MustBeExplainedToTheWei();
    }

    [Fact]
    public async Task A_transaction_that_pays_the_wallet_agrees_where_the_wallet_pays_too()
    {
        _watch.Sources = [Some.Source("native-payments", contract: Address.Zero, beneficiary: Own)];
        Changes(100 + 7 - 30 - (long)Fee);
        _watch.Chain.Pay(Pays(100, by: Client, to: Own), Pays(30), new FakeTransaction(Client, Some.Contract, 0) { Calls = [(Some.Contract, Own, 7)] });
        _watch.Chain.Faults.TracesFrom = 0;

        await PassAsync();

        Assert.Equal([("7", "agreed"), ("100", "agreed")], Rows());
        Assert.Single(_watch.Chain.Requests, method => method == "debug_traceBlockByHash");
    }

    [Fact]
    public async Task What_a_layer_above_takes_for_its_data_and_what_blobs_cost_is_part_of_the_fee()
    {
        Changes(10 - (long)Fee - 123 - (131_072 * 3) - (long)Fee);
        var block = _watch.Chain.Pay(Release(10), Pays(0), Pays(0));
        Receipts(block, receipt => receipt.TransactionIndex switch
        {
            1 => receipt with { L1Fee = 123 },
            2 => receipt with { Type = 3, BlobGasUsed = 131_072, BlobGasPrice = 3 },
            _ => receipt,
        });

        await PassAsync();

        Assert.Equal([("10", "agreed")], Rows());
        MustBeExplainedToTheWei();
    }

    [Fact]
    public async Task What_the_beacon_chain_pays_out_is_reckoned()
    {
        _watch.Chain.Withdrawals = [new Withdrawal(Own, 5_000_000_000), new Withdrawal(Some.Stranger, 1), new Withdrawal(Own, 1_000_000_000)];
        Changes(6_000_000_000 + 10 - (long)Fee);
        _watch.Chain.Pay(Release(10, by: OwnKey));

        await PassAsync();

        Assert.Equal([("10", "agreed")], Rows());
        MustBeExplainedToTheWei();
    }

    [Theory]
    [InlineData(true, 1_000 - 400 + 10)]
    [InlineData(false, 1_000 + 10)]
    public async Task A_deposit_from_the_chain_below_mints_and_costs_nothing(bool succeeds, long delta)
    {
        Changes(delta);
        _watch.Chain.Pay(Pays(400) with { Succeeds = succeeds }, Release(10));
        Transactions(mined => mined.From == Own ? mined with { Type = 0x7e, Mint = 1_000 } : mined);
        Receipts(_watch.Chain.Head, receipt => receipt.TransactionIndex == 0 ? receipt with { Type = 0x7e, L1Fee = 77 } : receipt);

        await PassAsync();

        Assert.Equal([("10", "agreed")], Rows());
        MustBeExplainedToTheWei();
    }

    [Fact]
    public async Task What_calls_took_out_of_a_wallet_with_code_is_told_by_traces()
    {
        _watch.Chain.Faults.TracesFrom = 0;
        Changes(10 - 4 + 1);
        _watch.Chain.Pay(Release(10), new FakeTransaction(Client, Own, 0) { Calls = [(Own, Some.Stranger, 4), (Some.Stranger, Own, 1), (Some.Stranger, Some.Contract, 9)] });

        await PassAsync();

        Assert.Equal([("10", "agreed")], Rows());
        MustVerify();
    }

    [Fact]
    public async Task Where_nobody_traces_what_is_missing_the_row_is_unchecked_and_says_why()
    {
        Changes(10 - 4);
        _watch.Chain.Pay(Release(10), new FakeTransaction(Client, Own, 0) { Calls = [(Own, Some.Stranger, 4)] });

        await PassAsync();

        Assert.Equal([("10", "unchecked")], Rows());
        Assert.Null(Reason());
        Assert.Equal("the beneficiary's balance changed by 6 base units in the block, and all that is known of it comes to 0: no endpoint traced the calls inside of its transactions", Note());
    }

    [Fact]
    public async Task An_endpoint_that_traces_is_asked_where_the_first_one_does_not()
    {
        _watch.Chain.Faults.TracesFrom = 0;
        _watch.Endpoints = [new FakeEndpoint("mute", _watch.Chain) { Faults = { TracesFrom = null } }, new FakeEndpoint("tracing", _watch.Chain)];
        Changes(10 - 4);
        _watch.Chain.Pay(Release(10), new FakeTransaction(Client, Own, 0) { Calls = [(Own, Some.Stranger, 4)] });

        await PassAsync();

        Assert.Equal([("10", "agreed")], Rows());
    }

    [Fact]
    public async Task What_no_transaction_carried_is_quarantined_with_both_figures()
    {
        _watch.Chain.Faults.TracesFrom = 0;
        Changes(-(long)Fee);
        _watch.Chain.Pay(Release(10, by: OwnKey) with { Calls = [] });

        await PassAsync();

        Assert.Equal([("10", "disagreed")], Rows());
        Assert.Equal(
            "its transaction claims 10 base units for the beneficiary, and carries 0 to it; the balance changed by -400000 in the block, all of which is accounted for",
            Reason());
        Assert.Equal("0", _watch.Ledger.Value<string>("SELECT arrived FROM income"));
        MustVerify();
    }

    [Fact]
    public async Task Less_than_is_claimed_is_quarantined_and_what_else_came_makes_up_for_nothing()
    {
        _watch.Chain.Faults.TracesFrom = 0;
        Changes(8 + 90);
        _watch.Chain.Pay(Release(10) with { Calls = [(Some.Contract, Own, 8)] }, Pays(90, by: Client, to: Own));

        await PassAsync();

        Assert.Equal([("10", "disagreed")], Rows());
        Assert.Equal("8", _watch.Ledger.Value<string>("SELECT arrived FROM income"));
    }

    [Fact]
    public async Task The_same_coins_are_not_two_payments()
    {
        _watch.Chain.Faults.TracesFrom = 0;
        Changes(10 + 5);
        _watch.Chain.Pay(
            Release(10) with { Logs = [Emitted.EtherRelease(10, Own), Emitted.EtherRelease(10, Own)] },
            Release(5));

        await PassAsync();

        Assert.Equal([("10", "disagreed"), ("10", "disagreed"), ("5", "agreed")], Rows());
    }

    [Fact]
    public async Task What_a_chain_takes_in_a_way_that_is_not_known_is_never_a_reason_for_quarantine()
    {
        _watch.Chain.Faults.TracesFrom = 0;
        Changes(10 - (long)Fee - 55);
        _watch.Chain.Pay(Release(10, by: OwnKey) with { Calls = [] });

        await PassAsync();

        Assert.Equal([("10", "unchecked")], Rows());
        Assert.Null(Reason());
        Assert.EndsWith("changed by -400045 base units in the block, and all that is known of it comes to -400000", Note(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("type", "of the type 0x7b")]
    [InlineData("price", "does not tell what it cost")]
    [InlineData("outcome", "does not say whether it succeeded")]
    [InlineData("fees", "is paid fees of the block")]
    public async Task What_is_unknown_of_the_beneficiarys_own_transaction_is_never_a_reason_for_quarantine(string unknown, string reason)
    {
        _watch.Chain.Faults.TracesFrom = 0;
        Changes(unknown == "fees" ? -(long)Fee : 0);
        _watch.Chain.Pay(Release(10, by: OwnKey) with { Calls = [] });
        Transactions(mined => unknown == "type" ? mined with { Type = 0x7b } : mined);
        Receipts(_watch.Chain.Head, receipt => unknown switch
        {
            "price" => receipt with { EffectiveGasPrice = null },
            "outcome" => receipt with { Succeeded = null },
            _ => receipt,
        });
        if (unknown == "fees")
        {
            (_watch.ChainSettings, _watch.Chain.Faults.Header) = (_watch.ChainSettings with { Verify = Verify.None }, header => header with { Beneficiary = Own });
        }

        await PassAsync();

        Assert.Equal([("10", "unchecked")], Rows());
        Assert.Contains(reason, Note(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_much_as_is_claimed_came_where_more_came_than_anybody_can_tell()
    {
        Changes(10 + 7);
        _watch.Chain.Pay(Release(10));

        await PassAsync();

        Assert.Equal([("10", "agreed")], Rows());
    }

    [Fact]
    public async Task A_node_that_forgot_where_old_transactions_are_still_has_the_blocks_receipts()
    {
        Changes(10 - (long)Fee);
        _watch.Chain.Pay(Release(10, by: OwnKey));
        _watch.Chain.Receipts = _ => null;

        await PassAsync();

        Assert.Equal([("10", "agreed")], Rows());
        MustBeExplainedToTheWei();
    }

    [Fact]
    public async Task A_node_that_sends_no_whole_blocks_leaves_the_row_unchecked()
    {
        Changes(10 - (long)Fee);
        _watch.Chain.Pay(Release(10, by: OwnKey));
        _watch.Chain.Faults.Before = method => _ = method == "eth_getBlockByNumber true" ? throw Some.Failure(RpcFailure.RangeTooLarge, "response too large", method) : 0;

        await PassAsync();

        Assert.Equal([("10", "unchecked")], Rows());
        Assert.Contains("no endpoint told the block's transactions", Note(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_reorg_while_the_block_is_read_is_looked_at_anew()
    {
        Changes(10 - (long)Fee);
        await PassAsync();
        _watch.Chain.Pay(Release(10, by: OwnKey));
        var reorgs = 0;
        _watch.Chain.Faults.Before = method =>
        {
            if (method == "eth_getBlockByNumber true" && reorgs++ == 0)
            {
                _watch.Chain.ReorgTo(0);
                _watch.Chain.Pay(Release(11), Pays(1));
                _watch.Chain.Mine();
            }
        };

        await PassAsync();

        Assert.Equal([("11", "agreed")], Rows());
        Assert.Equal(2, reorgs);
    }

    private static FakeTransaction Release(BigInteger amount, int by = Client) =>
        new(by, Some.Contract, 0) { Logs = [Emitted.EtherRelease(amount, Own)], Calls = [(Some.Contract, Own, amount)] };

    private static FakeTransaction Pays(BigInteger value, int by = OwnKey, Address? to = null) => new(by, to ?? Some.Stranger, value);

    // After the first block.
    private void Changes(BigInteger delta) => _watch.Chain.Hold(Own, after => 1_000_000_000 + (after == 0 ? 0 : delta));

    private void Transactions(Func<MinedTransaction, MinedTransaction> change) => _watch.Chain.Faults.Transactions = mined => [.. mined.Select(change)];

    private void Receipts(BlockHeader block, Func<Receipt, Receipt> change) =>
        _watch.Chain.Receipts = hash => change(_watch.Chain.ReceiptsOf(block.Hash).Single(receipt => receipt.TransactionHash == hash));

    // Else calls would have been traced.
    private void MustBeExplainedToTheWei() => Assert.DoesNotContain("debug_traceBlockByHash", _watch.Chain.Requests);

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);

    private IReadOnlyList<(string Amount, string? Check)> Rows() => _watch.Ledger.Query<(string, string?)>(
        "SELECT amount, balance_check FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index");

    private string? Reason() => _watch.Ledger.Value<string?>("SELECT quarantine FROM income");

    private string? Note() => _watch.Ledger.Value<string?>("SELECT note FROM income");

    private void MustVerify() => Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger, withProofs: true), invariant => Assert.Null(invariant.Broken));
}
