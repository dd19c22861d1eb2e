using System.Numerics;
using ChainWatch.Guarding;
using ChainWatch.Reporting;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recording;

/// <summary>Totals are the sums of what stands, whatever happens to the payments.</summary>
public sealed class TotalBookTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source()], ChainSettings = Some.ChainSettings(maxReorgDepth: 10) };

    public TotalBookTests() => _watch.Chain.Deploy(Some.Contract);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task What_a_reorg_takes_back_leaves_the_totals_and_returns_with_its_block()
    {
        Pay(1, 2);
        var left = _watch.Chain.Mine(Emitted.EtherRelease(40));
        await AssertAsync((3, 43));

        _watch.Chain.ReorgTo(2);
        _watch.Chain.MineTo(left.Number + 1);
        await AssertAsync((2, 3));

        _watch.Chain.SwitchTo(left);
        _watch.Chain.Mine();
        _watch.Chain.Mine();
        await AssertAsync((3, 43));
    }

    [Fact]
    public async Task When_nothing_stands_there_is_no_total()
    {
        Pay(5);
        await AssertAsync((1, 5));

        _watch.Chain.ReorgTo(0);
        _watch.Chain.MineTo(2);
        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Empty(IncomeTotals.ReadYears(_watch.Ledger.Ledger));
        Assert.Equal(0, _watch.Ledger.Value<long>("SELECT count(*) FROM income_total"));
    }

    [Fact]
    public async Task Blocks_that_are_read_again_change_no_total()
    {
        Pay(1, 2, 3);
        await AssertAsync((3, 6));
        _watch.Ledger.Execute("UPDATE source SET next_block = 0; DELETE FROM block");

        await AssertAsync((3, 6));
    }

    [Fact]
    public async Task A_payment_that_was_quarantined_counts_once_it_is_restated()
    {
        Pay(7);
        await AssertAsync((1, 7));
        _watch.Ledger.Execute("UPDATE income SET quarantine = 'strange', amount = '3'; UPDATE source SET next_block = 0; DELETE FROM block");
        Assert.Empty(IncomeTotals.Read(_watch.Ledger.Ledger));

        await AssertAsync((1, 7));
    }

    [Fact]
    public async Task Sums_are_exact_beyond_any_number_of_SQL_and_losses_lower_them()
    {
        var most = (BigInteger.One << 255) - 1;
        _watch.Chain.Mine(Emitted.EtherRelease(most), Emitted.EtherRelease(most));
        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal($"{2 * most}", IncomeTotals.Read(_watch.Ledger.Ledger).Single().Amount.BaseUnits);
        AssertHolds();
    }

    [Fact]
    public async Task A_total_that_is_not_the_sum_is_found()
    {
        Pay(7);
        await AssertAsync((1, 7));

        _watch.Ledger.ExecuteAlone("UPDATE income_total SET amount = '8'");

        Assert.Equal("every total is the sum of the payments that stand", LedgerVerification.Run(_watch.Ledger.Ledger)[^1].Name);
    }

    private void Pay(params int[] amounts)
    {
        foreach (var amount in amounts)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(amount));
        }
    }

    private async Task AssertAsync((long Payments, BigInteger Amount) expected)
    {
        await _watch.PassAsync(cancellation: Cancellation);
        var total = IncomeTotals.ReadYears(_watch.Ledger.Ledger).Single();
        Assert.Equal((2026, expected.Payments, $"{expected.Amount}"), (total.Year, total.Payments, total.Amount.BaseUnits));
        AssertHolds();
    }

    private void AssertHolds() => Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger), invariant => Assert.Null(invariant.Broken));
}
