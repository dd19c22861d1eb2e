using ChainWatch.Ethereum;
using ChainWatch.Support;
using static ChainWatch.Tests.CoinWatch;

namespace ChainWatch.Tests;

/// <summary>The chain's own coin, which comes with a log or without, is booked exactly once, as what it is.</summary>
public sealed class NativePaymentsPassTests : IDisposable
{
    private const int OwnKey = 2;

    private readonly CoinWatch _coins = new();

    public void Dispose() => _coins.Dispose();

    [Fact]
    public async Task A_transaction_that_pays_the_wallet_is_income_and_proved()
    {
        var block = _coins.Chain.Pay(To(Some.Stranger, 7), To(Some.Owner, 100));

        await _coins.PassAsync();

        Assert.Equal([(-2, 0, "100", "verified", null)], _coins.Rows());
        Assert.Equal([(ClientAccount, block.Hash)], _coins.Watch.Ledger.Query<(byte[], byte[])>("SELECT payer, block_hash FROM income").Select(row => (new Address(row.Item1), new Hash32(row.Item2))));
        Assert.Null(_coins.Breach());
    }

    [Fact]
    public async Task What_moves_nothing_or_does_not_stand_is_no_income()
    {
        _coins.Chain.Pay(
            To(Some.Owner, 0),
            To(Some.Owner, 5) with { Succeeds = false },
            To(null, 6),
            To(Some.Stranger, 7));

        await _coins.PassAsync();

        Assert.Empty(_coins.Rows());
    }

    [Fact]
    public async Task What_calls_move_is_income_by_its_place_in_the_trace_and_called_unverified()
    {
        _coins.Chain.Pay(Call((Payroll, Some.Stranger, 3), (Payroll, Some.Owner, 40), (Payroll, Some.Owner, 40)), To(Some.Owner, 1));

        await _coins.PassAsync();

        Assert.Equal([(-2, 0, "1", "verified", null), (-1, 2, "40", "unverified", null), (-1, 3, "40", "unverified", null)], _coins.Rows());
        Assert.Null(_coins.Breach());
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_safe_logs_is_booked_once_and_alike_whether_or_not_calls_are_traced(bool traces)
    {
        _coins.Chain.Faults.TracesFrom = traces ? 0 : null;
        _coins.Chain.Pay(
            To(Some.Owner, 100) with { Logs = [Received(ClientAccount, 100)] },
            Call((Payroll, Some.Owner, 40), (Payroll, Some.Owner, 40)) with { Logs = [Received(Payroll, 40), Received(Payroll, 40)] },
            Call((Payroll, Some.Owner, 9)) with { Logs = [Received(Payroll, 9)], Value = 8, To = Some.Owner });

        await _coins.PassAsync();

        // The last transaction's own value came with calldata, which a Safe does not log.
        Assert.Equal(
            [(-3, 0, "8", "verified", null), (0, 0, "100", "verified", null), (1, 0, "40", "verified", null), (2, 0, "40", "verified", null), (3, 0, "9", "verified", null)],
            _coins.Rows());
        Assert.Null(_coins.Breach());
    }

    [Fact]
    public async Task Only_named_payers_count_where_payers_are_named()
    {
        _coins.Watch.Sources = [Tips(payers: [Payroll])];
        _coins.Chain.Pay(To(Some.Owner, 100), Call((Payroll, Some.Owner, 40), (Some.Stranger, Some.Owner, 41)));
        _coins.Chain.Pay(To(Some.Owner, 100) with { Logs = [Received(ClientAccount, 100)] });

        await _coins.PassAsync();

        Assert.Equal([(-2, 1, "40", "unverified", null)], _coins.Rows());
    }

    [Fact]
    public async Task What_the_owners_own_wallets_send_is_a_movement()
    {
        var own = FakeTransaction.AccountOf(OwnKey);
        _coins.Watch.Sources = [Tips(), Some.Source("native-payments", name: "other", beneficiary: own, contract: Address.Zero)];
        _coins.Chain.Pay(new FakeTransaction(OwnKey, Some.Owner, 100), new FakeTransaction(OwnKey, own, 5), Call((own, Some.Owner, 7)));
        _coins.Chain.Pay(new FakeTransaction(OwnKey, Some.Owner, 11) { Logs = [Received(own, 11)] });

        await _coins.PassAsync();

        Assert.Empty(_coins.Rows());
        Assert.Equal(
            [("OwnTransfer", "100"), ("OwnTransfer", "7"), ("OwnTransfer", "11")],
            _coins.Watch.Ledger.Query<(string, string)>("SELECT direction, assets FROM movement ORDER BY block_number, log_index DESC"));
        Assert.Null(_coins.Breach());
    }

    [Fact]
    public async Task What_another_sources_contract_pays_the_same_wallet_is_booked_there()
    {
        _coins.Watch.Sources = [Tips(), Some.Source("payment-splitter")];
        _coins.Chain.Deploy(Some.Contract);
        _coins.Chain.Pay(Call((Some.Contract, Some.Owner, 45)) with { Logs = [Emitted.EtherRelease(45), Received(Some.Contract, 45)] });

        await _coins.PassAsync();

        Assert.Equal([(0, 0, "45", "verified", null)], _coins.Rows());
    }

    [Fact]
    public async Task What_was_booked_before_a_source_for_its_contract_was_added_is_not_booked_by_that_too()
    {
        _coins.Chain.Deploy(Some.Contract);
        _coins.Chain.Pay(Call((Some.Contract, Some.Owner, 45)) with { Logs = [Emitted.EtherRelease(45)] });
        await _coins.PassAsync();
        _coins.Watch.Sources = [Tips(), Some.Source("payment-splitter")];
        _coins.Chain.Pay(Call((Some.Contract, Some.Owner, 46)) with { Logs = [Emitted.EtherRelease(46)] });
        _coins.Watch.Restart();
        await _coins.PassAsync();
        _coins.ReadAgain();

        await _coins.PassAsync();

        Assert.Equal([("45", false), ("45", true), ("46", false)], _coins.Rows().Select(row => (row.Item3, row.Item5 is not null)));
        Assert.Null(_coins.Breach());
    }

    [Fact]
    public async Task A_reorg_takes_back_what_a_transaction_and_a_call_paid()
    {
        _coins.Chain.Pay(To(Some.Owner, 100), Call((Payroll, Some.Owner, 40)));
        await _coins.PassAsync();
        _coins.Chain.ReorgTo(0);
        _coins.Chain.Pay(Call((Payroll, Some.Owner, 41)));
        _coins.Chain.Mine();

        await _coins.PassAsync();

        Assert.Equal([(-1, 1, "41", "unverified", null)], _coins.Rows());
        Assert.Equal(2, _coins.Watch.Ledger.Query<long>("SELECT count(*) FROM income WHERE orphaned_at IS NOT NULL").Single());
    }

    [Fact]
    public async Task Settled_blocks_are_looked_through_as_live_ones_are()
    {
        _coins.Watch.ChainSettings = Some.ChainSettings(maxReorgDepth: 4);
        _coins.Chain.MineTo(30);
        _coins.Chain.Pay(To(Some.Owner, 100), Call((Payroll, Some.Owner, 40)));
        _coins.Chain.MineTo(60);

        await _coins.PassAsync();

        Assert.Equal([(-2, 1, "40", "unverified", null), (-1, 0, "100", "verified", null)], _coins.Rows());
        Assert.Null(_coins.Breach());
    }
}
