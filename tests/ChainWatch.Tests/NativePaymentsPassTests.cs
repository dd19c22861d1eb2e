using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Guarding;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>The chain's own coin, which comes with a log or without, is booked exactly once, as what it is.</summary>
public sealed class NativePaymentsPassTests : IDisposable
{
    private const int Client = 1;
    private const int OwnKey = 2;

    private static readonly Address ClientAccount = FakeTransaction.AccountOf(Client);
    private static readonly Address Payroll = Some.Address(60);
    private static readonly Address System = Address.Parse("0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE");

    private readonly FakeWatch _watch = new() { Sources = [Tips()] };

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task A_transaction_that_pays_the_wallet_is_income_and_proved()
    {
        var block = _watch.Chain.Pay(ToStranger(7), To(Some.Owner, 100));

        await PassAsync();

        Assert.Equal([(-2, 0, "100", "verified", null)], Rows());
        Assert.Equal([(ClientAccount, block.Hash)], _watch.Ledger.Query<(byte[], byte[])>("SELECT payer, block_hash FROM income").Select(row => (new Address(row.Item1), new Hash32(row.Item2))));
        MustVerify();
    }

    [Fact]
    public async Task What_moves_nothing_or_does_not_stand_is_no_income()
    {
        _watch.Chain.Pay(
            To(Some.Owner, 0),
            To(Some.Owner, 5) with { Succeeds = false },
            new FakeTransaction(Client, null, 6),
            ToStranger(7));

        await PassAsync();

        Assert.Empty(Rows());
    }

    [Fact]
    public async Task What_calls_move_is_income_by_its_place_in_the_trace_and_called_unverified()
    {
        _watch.Chain.Pay(Call((Payroll, Some.Stranger, 3), (Payroll, Some.Owner, 40), (Payroll, Some.Owner, 40)), To(Some.Owner, 1));

        await PassAsync();

        Assert.Equal([(-2, 0, "1", "verified", null), (-1, 2, "40", "unverified", null), (-1, 3, "40", "unverified", null)], Rows());
        MustVerify();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_a_safe_logs_is_booked_once_and_alike_whether_or_not_calls_are_traced(bool traces)
    {
        _watch.Chain.Faults.TracesFrom = traces ? 0 : null;
        _watch.Chain.Pay(
            To(Some.Owner, 100) with { Logs = [Received(ClientAccount, 100)] },
            Call((Payroll, Some.Owner, 40), (Payroll, Some.Owner, 40)) with { Logs = [Received(Payroll, 40), Received(Payroll, 40)] },
            Call((Payroll, Some.Owner, 9)) with { Logs = [Received(Payroll, 9)], Value = 8, To = Some.Owner });

        await PassAsync();

        // The last transaction's own value came with calldata, which a Safe does not log.
        Assert.Equal(
            [(-3, 0, "8", "verified", null), (0, 0, "100", "verified", null), (1, 0, "40", "verified", null), (2, 0, "40", "verified", null), (3, 0, "9", "verified", null)],
            Rows());
        MustVerify();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_chain_itself_logs_is_booked_once_and_where_a_trace_would_book_it(bool traces)
    {
        _watch.ChainSettings = _watch.ChainSettings with { NativeLogs = true };
        _watch.Chain.Faults.TracesFrom = traces ? 0 : null;
        _watch.Chain.Pay(
            To(Some.Owner, 100) with { Logs = [Native(ClientAccount, Some.Owner, 100)] },
            Call((Payroll, Some.Stranger, 3), (Payroll, Some.Owner, 40)) with { Logs = [Native(Payroll, Some.Stranger, 3), Native(Payroll, Some.Owner, 40)] },
            To(Payroll, 9) with { Logs = [Native(ClientAccount, Payroll, 9), Native(Payroll, Some.Owner, 9), Received(Payroll, 9)], Calls = [(Payroll, Some.Owner, 9)] });

        await PassAsync();

        Assert.Equal([(-2, 2, "40", "unverified", null), (-1, 0, "100", "verified", null), (5, 0, "9", "verified", null)], Rows());
        Assert.Empty(Alerts());
    }

    [Fact]
    public async Task Turning_the_chains_own_logs_on_later_books_nothing_twice()
    {
        _watch.Chain.Pay(Call((Payroll, Some.Owner, 40)) with { Logs = [Native(Payroll, Some.Owner, 40)] });
        await PassAsync();
        _watch.ChainSettings = _watch.ChainSettings with { NativeLogs = true };
        _watch.Ledger.Execute("UPDATE source SET next_block = 0");
        _watch.Restart();

        await PassAsync();

        Assert.Equal([(-1, 1, "40", "unverified", null)], Rows());
    }

    [Fact]
    public async Task Only_named_payers_count_where_payers_are_named()
    {
        _watch.Sources = [Tips(payers: [Payroll])];
        _watch.Chain.Pay(To(Some.Owner, 100), Call((Payroll, Some.Owner, 40), (Some.Stranger, Some.Owner, 41)));
        _watch.Chain.Pay(To(Some.Owner, 100) with { Logs = [Received(ClientAccount, 100)] });

        await PassAsync();

        Assert.Equal([(-2, 1, "40", "unverified", null)], Rows());
    }

    [Fact]
    public async Task What_the_owners_own_wallets_send_is_a_movement()
    {
        var own = FakeTransaction.AccountOf(OwnKey);
        _watch.Sources = [Tips(), Some.Source("native-payments", name: "other", beneficiary: own, contract: Address.Zero)];
        _watch.Chain.Pay(new FakeTransaction(OwnKey, Some.Owner, 100), new FakeTransaction(OwnKey, own, 5), Call((own, Some.Owner, 7)));
        _watch.Chain.Pay(new FakeTransaction(OwnKey, Some.Owner, 11) { Logs = [Received(own, 11)] });

        await PassAsync();

        Assert.Empty(Rows());
        Assert.Equal(
            [("OwnTransfer", "100"), ("OwnTransfer", "7"), ("OwnTransfer", "11")],
            _watch.Ledger.Query<(string, string)>("SELECT direction, assets FROM movement ORDER BY block_number, log_index DESC"));
        MustVerify();
    }

    [Fact]
    public async Task What_another_sources_contract_pays_the_same_wallet_is_booked_there()
    {
        _watch.Sources = [Tips(), Some.Source("payment-splitter")];
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.Pay(Call((Some.Contract, Some.Owner, 45)) with { Logs = [Emitted.EtherRelease(45), Received(Some.Contract, 45)] });

        await PassAsync();

        Assert.Equal([(0, 0, "45", "verified", null)], Rows());
    }

    [Fact]
    public async Task What_was_booked_before_a_source_for_its_contract_was_added_is_not_booked_by_that_too()
    {
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.Pay(Call((Some.Contract, Some.Owner, 45)) with { Logs = [Emitted.EtherRelease(45)] });
        await PassAsync();
        _watch.Sources = [Tips(), Some.Source("payment-splitter")];
        _watch.Chain.Pay(Call((Some.Contract, Some.Owner, 46)) with { Logs = [Emitted.EtherRelease(46)] });
        _watch.Restart();
        await PassAsync();
        _watch.Ledger.Execute("UPDATE source SET next_block = 0");
        _watch.Restart();

        await PassAsync();

        Assert.Equal([("45", false), ("45", true), ("46", false)], Rows().Select(row => (row.Item3, row.Item5 is not null)));
        MustVerify();
    }

    [Fact]
    public async Task A_reorg_takes_back_what_a_transaction_and_a_call_paid()
    {
        _watch.Chain.Pay(To(Some.Owner, 100), Call((Payroll, Some.Owner, 40)));
        await PassAsync();
        _watch.Chain.ReorgTo(0);
        _watch.Chain.Pay(Call((Payroll, Some.Owner, 41)));
        _watch.Chain.Mine();

        await PassAsync();

        Assert.Equal([(-1, 1, "41", "unverified", null)], Rows());
        Assert.Equal(2, _watch.Ledger.Query<long>("SELECT count(*) FROM income WHERE orphaned_at IS NOT NULL").Single());
    }

    [Fact]
    public async Task Settled_blocks_are_looked_through_as_live_ones_are()
    {
        _watch.ChainSettings = Some.ChainSettings(maxReorgDepth: 4);
        _watch.Chain.MineTo(30);
        _watch.Chain.Pay(To(Some.Owner, 100), Call((Payroll, Some.Owner, 40)));
        _watch.Chain.MineTo(60);

        await PassAsync();

        Assert.Equal([(-2, 1, "40", "unverified", null), (-1, 0, "100", "verified", null)], Rows());
        MustVerify();
    }

    [Fact]
    public async Task Blocks_that_could_not_be_traced_are_told_of()
    {
        _watch.Chain.Faults.TracesFrom = 3;
        _watch.Chain.Pay(Call((Payroll, Some.Owner, 40)));
        _watch.Chain.Pay(To(Some.Owner, 1));
        _watch.Chain.Pay(Call((Payroll, Some.Owner, 41)));

        await PassAsync();

        Assert.Equal([(-1, 0, "1", "verified", null), (-1, 1, "41", "unverified", null)], Rows());
        Assert.Contains("block 1 ", Assert.Single(Alerts()), StringComparison.Ordinal);

        _watch.Chain.Faults.TracesFrom = 0;
        _watch.Ledger.Execute("UPDATE source SET next_block = 0");
        await PassAsync();
        Assert.Equal([(-1, 1, "40", "unverified", null), (-1, 0, "1", "verified", null), (-1, 1, "41", "unverified", null)], Rows());
        Assert.Empty(Alerts());
    }

    [Fact]
    public async Task Nothing_more_is_asked_where_no_source_needs_whole_blocks()
    {
        _watch.Sources = [Some.Source()];
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.Pay(To(Some.Owner, 100));

        await PassAsync();

        Assert.DoesNotContain("eth_getBlockByNumber true", _watch.Chain.Requests);
        Assert.DoesNotContain("debug_traceBlockByHash", _watch.Chain.Requests);
    }

    [Fact]
    public async Task A_call_that_only_one_of_two_endpoints_names_is_quarantined_and_a_transaction_is_not()
    {
        var honest = new FakeEndpoint("honest", _watch.Chain);
        var liar = new FakeEndpoint("liar", _watch.Chain) { Faults = { Internal = moved => [.. moved, new InternalTransfer(1, 5, Payroll, Some.Owner, 1_000_000)] } };
        (_watch.Endpoints, _watch.ChainSettings) = ([honest, liar], _watch.ChainSettings with { Quorum = 2 });
        _watch.Chain.Pay(To(Some.Owner, 100), Call((Payroll, Some.Owner, 40)));

        await PassAsync();

        var rows = Rows();
        Assert.Equal([(-2, 1, "40"), (-2, 6, "1000000"), (-1, 0, "100")], rows.Select(row => (row.Item1, row.Item2, row.Item3)));
        Assert.Contains("no proof covers it", rows[1].Item5, StringComparison.Ordinal);
        Assert.Null(rows[0].Item5);
        Assert.Null(rows[2].Item5);
    }

    [Fact]
    public async Task An_endpoint_that_keeps_a_transaction_back_or_names_another_sender_is_not_believed()
    {
        var honest = new FakeEndpoint("honest", _watch.Chain);
        var liar = new FakeEndpoint("liar", _watch.Chain) { Faults = { Transactions = mined => [.. mined.Skip(1).Select((one, place) => one with { Index = place })] } };
        _watch.Endpoints = [liar, honest];
        _watch.Chain.Pay(To(Some.Owner, 100));
        await PassAsync();
        liar.Faults.Transactions = mined => [.. mined.Select(one => one with { From = Payroll })];
        _watch.Chain.Pay(To(Some.Owner, 200));

        await PassAsync();

        Assert.Equal(["100", "200"], Rows().Select(row => row.Item3));
        Assert.Contains("liar", Assert.Single(Alerts()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_is_proved_the_endpoint_is_believed_and_rows_say_so()
    {
        _watch.ChainSettings = _watch.ChainSettings with { Verify = Verify.None };
        _watch.Chain.Pay(To(Some.Owner, 100), To(Some.Owner, 5) with { Succeeds = false }, Call((Payroll, Some.Owner, 40)));

        await PassAsync();

        Assert.Equal([(-3, 1, "40", "none", null), (-1, 0, "100", "none", null)], Rows());
    }

    private static SourceSettings Tips(params IReadOnlyList<Address> payers) => Some.Source("native-payments", name: "tips", contract: Address.Zero, payers: payers);

    private static FakeTransaction To(Address payee, BigInteger value) => new(Client, payee, value);

    private static FakeTransaction ToStranger(BigInteger value) => To(Some.Stranger, value);

    private static FakeTransaction Call(params IReadOnlyList<(Address From, Address To, BigInteger Value)> calls) => To(Payroll, 0) with { Calls = calls };

    private static Log Received(Address sender, BigInteger value) => Some.Log(Some.Owner, ContractAbi.Safe.Event("SafeReceived"), sender, value);

    private static Log Native(Address from, Address to, BigInteger value) => Some.Log(System, ContractAbi.Erc20.Event("Transfer"), from, to, value);

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);

    private IReadOnlyList<(int, int, string, string, string?)> Rows() => _watch.Ledger.Query<(int, int, string, string, string?)>(
        "SELECT log_index, part, amount, proof, quarantine FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index, part");

    private IReadOnlyList<string> Alerts() => _watch.Ledger.Query<string>("SELECT message FROM alert WHERE closed_at IS NULL");

    private void MustVerify() => Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger, withProofs: true), invariant => Assert.Null(invariant.Broken));
}
