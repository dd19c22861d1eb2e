using ChainWatch.Ethereum.Abi;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>What grows with no event is booked once a day, to the base unit.</summary>
public sealed class AccrualPassTests : IDisposable
{
    private readonly AccruingWatch _accruing = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _accruing.Dispose();

    [Fact]
    public async Task A_token_that_was_not_there_on_the_first_day_is_asked_as_it_is_now()
    {
        _accruing.FiveDays();
        var (balance, symbol, decimals) = (ContractAbi.Lido.Function("balanceOf"), ContractAbi.Erc20.Function("symbol"), ContractAbi.Erc20.Function("decimals"));
        _accruing.Chain.Deploy(Some.Contract, (block, call) => block == 0 ? []
            : symbol.Matches(call.Span) ? AbiCodec.Encode([symbol.Outputs[0].Type], ["LATE"])
            : AbiCodec.Encode([decimals.Outputs[0].Type], [balance.Matches(call.Span) ? 0 : 9]));

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal([("LATE", 9L, null)], _accruing.Watch.Ledger.Query<(string, long, string?)>("SELECT symbol, decimals, doubt FROM token"));
    }

    [Fact]
    public async Task A_day_is_booked_with_what_the_balance_grew_beyond_what_came_and_went()
    {
        _accruing.ThreeDays();

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal([(2L, "3", "accrued", int.MinValue)], _accruing.Rows());
        Assert.Equal(
            [("2025-12-31", "0", "0"), ("2026-01-01", "100", "100"), ("2026-01-02", "53", "50")],
            _accruing.Watch.Ledger.Query<(string, string, string)>("SELECT day, balance, principal FROM accrual ORDER BY day"));
    }

    [Fact]
    public async Task Another_pass_books_nothing_twice()
    {
        _accruing.ThreeDays();
        await _accruing.Watch.AccrueAsync(Cancellation);
        var before = _accruing.Watch.Ledger.Dump(AccruingWatch.Tables);
        _accruing.Watch.Restart();

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal(before, _accruing.Watch.Ledger.Dump(AccruingWatch.Tables));
    }

    [Fact]
    public async Task A_day_without_blocks_grows_nothing_and_the_next_one_everything()
    {
        _accruing.Stand((1, 100), (2, 107));
        _accruing.Chain.Mine(Emitted.Transfer(100, from: Some.Stranger));
        _accruing.Chain.Wait(TimeSpan.FromDays(2));
        _accruing.Chain.Mine();
        _accruing.NextDay();

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal([(3L, "7", "accrued", int.MinValue)], _accruing.Rows());
        Assert.Equal([1L, 1L, 2L], _accruing.Watch.Ledger.Query<long>("SELECT block_number FROM accrual WHERE block_number > 0 ORDER BY day"));
    }

    [Fact]
    public async Task A_day_that_is_not_over_in_final_blocks_waits()
    {
        _accruing.Stand((1, 100));
        _accruing.Chain.Mine();
        _accruing.Chain.Wait(TimeSpan.FromDays(1));
        _accruing.Chain.Mine();
        _accruing.Chain.Mine();

        await _accruing.Watch.AccrueAsync(Cancellation);
        Assert.Empty(_accruing.Rows());
        _accruing.Chain.Mine();
        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal([(1L, "100", "accrued", int.MinValue)], _accruing.Rows());
    }

    [Fact]
    public async Task A_loss_is_booked_as_one()
    {
        _accruing.Stand((1, 100), (2, 98));
        _accruing.Chain.Mine(Emitted.Transfer(100, from: Some.Stranger));
        _accruing.Chain.Wait(TimeSpan.FromDays(1));
        _accruing.Chain.Mine();
        _accruing.NextDay();

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal([(2L, "-2", "accrued", int.MinValue)], _accruing.Rows());
    }

    [Fact]
    public async Task A_movement_that_is_found_late_is_made_up_for_on_the_next_day()
    {
        _accruing.Stand((1, 100), (2, 101), (3, 102));
        _accruing.Chain.Mine(Emitted.Transfer(100, from: Some.Stranger));
        await _accruing.Watch.PassAsync(cancellation: Cancellation);
        _accruing.Watch.Ledger.Execute("UPDATE movement SET orphaned_at = 1");
        _accruing.NextDay();
        await _accruing.Watch.AccrueAsync(Cancellation);
        Assert.Equal(["100"], _accruing.Rows().Select(row => row.Amount));
        _accruing.Watch.Ledger.Execute("UPDATE movement SET orphaned_at = NULL");
        _accruing.NextDay();

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal(["100", "-98"], _accruing.Rows().Select(row => row.Amount));
    }

    [Fact]
    public async Task What_a_reorg_took_back_is_booked_anew()
    {
        _accruing.ThreeDays();
        await _accruing.Watch.AccrueAsync(Cancellation);
        _accruing.Stand((1, 100), (2, 104), (3, 104));
        _accruing.Chain.ReorgTo(1);
        _accruing.Chain.Mine();
        _accruing.NextDay();
        _accruing.Chain.MineTo(8);

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal([("3", true), ("4", false)], _accruing.Watch.Ledger.Query<(string, bool)>("SELECT amount, orphaned_at IS NOT NULL FROM income ORDER BY id"));
    }

    [Fact]
    public async Task Two_sources_accrue_at_the_same_block()
    {
        _accruing.Watch.Sources = [.. _accruing.Watch.Sources, Some.Source("lido", name: "other", contract: Some.Address(81))];
        _accruing.Chain.DeployGrowing(Some.Address(81), block => block >= 2 ? 7 : 0);
        _accruing.ThreeDays();

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal([("lido", "3"), ("other", "7")], _accruing.Watch.Ledger.Query<(string, string)>("SELECT s.name, i.amount FROM income i JOIN source s ON s.id = i.source_id ORDER BY s.name"));
    }
}
