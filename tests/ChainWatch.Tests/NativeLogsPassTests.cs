using ChainWatch.Support;
using ChainWatch.Tests.Cli;
using static ChainWatch.Tests.CoinWatch;

namespace ChainWatch.Tests;

/// <summary>Where the chain itself logs its coin (EIP-7708), what calls paid is booked and proved as what transactions paid is.</summary>
public sealed class NativeLogsPassTests : IDisposable
{
    private readonly CoinWatch _coins = new();

    public NativeLogsPassTests() => _coins.Watch.ChainSettings = _coins.Watch.ChainSettings with { NativeLogs = true };

    public void Dispose() => _coins.Dispose();

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_the_chain_itself_logs_is_booked_once_and_where_a_trace_would_book_it(bool traces)
    {
        _coins.Chain.Faults.TracesFrom = traces ? 0 : null;
        _coins.Chain.Pay(
            To(Some.Owner, 100) with { Logs = [Native(ClientAccount, Some.Owner, 100)] },
            Logged(),
            To(Payroll, 9) with { Logs = [Native(ClientAccount, Payroll, 9), Native(Payroll, Some.Owner, 9), Received(Payroll, 9)], Calls = [(Payroll, Some.Owner, 9)] });

        await _coins.PassAsync();

        Assert.Equal([(-2, 2, "40", "verified", null), (-1, 0, "100", "verified", null), (5, 0, "9", "verified", null)], _coins.Rows());
        Assert.Empty(_coins.Alerts());
        Assert.Null(_coins.Breach());
    }

    [Fact]
    public async Task What_is_printed_shows_the_chains_own_log_and_the_way_to_it()
    {
        _coins.Chain.Pay(To(Some.Stranger, 1), Logged());

        await _coins.PassAsync();

        var evidence = (await TypedCommand.RunAsync(_coins.Watch, "income", "show", "1", "--proof", "--json")).Json.GetProperty("evidence");
        Assert.True(evidence.GetProperty("holds").GetBoolean());
        Assert.Equal(1, evidence.GetProperty("transactionIndex").GetInt32());
        Assert.Equal($"{Native(Payroll, Some.Owner, 40).Address}", evidence.GetProperty("log").GetProperty("address").GetString());
        Assert.Equal(_coins.Chain.Head.Hash.ToString(), evidence.GetProperty("header").GetProperty("hash").GetString());
        Assert.NotEqual(0, evidence.GetProperty("nodes").GetArrayLength());
        Assert.Equal(0, (await TypedCommand.RunAsync(_coins.Watch, "ledger", "verify", "--proofs")).ExitCode);
    }

    [Theory]
    [InlineData("UPDATE income SET amount = '41'")]
    [InlineData("UPDATE income SET part = 1")]
    [InlineData("UPDATE income SET part = 3")]
    [InlineData("UPDATE income SET part = 0")]
    [InlineData("UPDATE income SET log_index = -1")]
    [InlineData("UPDATE income SET payer = zeroblob(20)")]
    [InlineData("UPDATE income SET beneficiary = zeroblob(20)")]
    [InlineData("UPDATE income SET transaction_hash = zeroblob(32)")]
    [InlineData("UPDATE income SET occurred_at = occurred_at + 1")]
    [InlineData("UPDATE receipt_proof SET nodes = x'c0'")]
    [InlineData("UPDATE transaction_proof SET nodes = x'c0'")]
    [InlineData("DELETE FROM receipt_proof")]
    [InlineData("DELETE FROM transaction_proof")]
    public async Task Evidence_or_a_row_that_was_tampered_with_is_found(string damage)
    {
        _coins.Chain.Pay(To(Some.Stranger, 1), Logged());
        await _coins.PassAsync();
        Assert.Null(_coins.Breach());

        _coins.Watch.Ledger.Execute(damage);

        Assert.NotNull(_coins.Breach());
    }

    [Fact]
    public async Task What_the_owners_own_wallet_sends_through_a_contract_is_a_movement_and_proved()
    {
        _coins.Watch.Sources = [Tips(), Some.Source("native-payments", name: "other", beneficiary: Payroll, contract: Ethereum.Address.Zero)];
        _coins.Chain.Pay(Logged());

        await _coins.PassAsync();

        Assert.Equal([("OwnTransfer", "40", "verified")], _coins.Watch.Ledger.Query<(string, string, string)>("SELECT direction, assets, proof FROM movement"));
        Assert.Null(_coins.Breach());
    }

    [Fact]
    public async Task A_call_that_the_chain_does_not_log_has_the_traces_word_only()
    {
        _coins.Chain.Pay(Call((Payroll, Some.Owner, 40)), To(Some.Owner, 5));

        await _coins.PassAsync();

        Assert.Equal([(-2, 0, "5", "verified", null), (-1, 1, "40", "unverified", null)], _coins.Rows());
        Assert.Null(_coins.Breach());
    }

    [Fact]
    public async Task Turning_the_chains_own_logs_on_later_books_nothing_twice_and_proves_what_was_not()
    {
        _coins.Watch.ChainSettings = _coins.Watch.ChainSettings with { NativeLogs = false };
        _coins.Chain.Pay(Logged());
        await _coins.PassAsync();
        Assert.Equal([(-1, 2, "40", "unverified", null)], _coins.Rows());
        _coins.Watch.ChainSettings = _coins.Watch.ChainSettings with { NativeLogs = true };
        _coins.ReadAgain();

        await _coins.PassAsync();

        Assert.Equal([(-1, 2, "40", "verified", null)], _coins.Rows());
        Assert.Null(_coins.Breach());
    }

    [Fact]
    public async Task An_endpoint_that_invents_a_log_of_the_chain_is_not_believed()
    {
        var honest = new FakeEndpoint("honest", _coins.Chain);
        var liar = new FakeEndpoint("liar", _coins.Chain)
        {
            Faults = { Receipts = receipts => [.. receipts.Select(receipt => receipt.TransactionIndex == 0 ? receipt with { Logs = [Native(Payroll, Some.Owner, 1_000_000)] } : receipt)] },
        };
        _coins.Watch.Endpoints = [liar, honest];
        _coins.Chain.Pay(Call((Payroll, Some.Stranger, 1)), Logged());

        await _coins.PassAsync();

        Assert.Equal([(-2, 2, "40", "verified", null)], _coins.Rows());
        Assert.Contains("liar", Assert.Single(_coins.Alerts()), StringComparison.Ordinal);
    }

    private static FakeTransaction Logged() =>
        Call((Payroll, Some.Stranger, 3), (Payroll, Some.Owner, 40)) with { Logs = [Native(Payroll, Some.Stranger, 3), Native(Payroll, Some.Owner, 40)] };
}
