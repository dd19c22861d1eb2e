using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Guarding;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

/// <summary>What happens while the network is read: failures, the end of the process, other writers.</summary>
public sealed class ValuerInterruptionTests : IDisposable
{
    private const string Dollars2500 = "2500.00 USD";

    private readonly PaidLedger _paid = new();

    public void Dispose()
    {
        // Whatever a test did: values follow from their evidence.
        Assert.Null(LedgerVerification.Run(_paid.Temp.Ledger)[^1].Broken);
        _paid.Dispose();
    }

    [Fact]
    public async Task A_passing_failure_writes_nothing_and_is_tried_again()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1));
        var income = _paid.Pay();
        _paid.Calls.Before = _ => throw Some.Failure(RpcFailure.Retry, "timeout");

        await Assert.ThrowsAsync<RpcException>(() => _paid.ValueAsync());
        Assert.Equal("", _paid.Temp.Dump("valuation", "valuation_history", "feed", "alert"));

        _paid.Calls.Before = null;
        await _paid.ValueAsync();
        Assert.Equal(Dollars2500, _paid.ValueOf(income));
    }

    [Fact]
    public async Task A_pass_that_dies_at_any_request_and_runs_again_leaves_what_an_undisturbed_one_leaves()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1).Round(120, 0, 2));
        foreach (var block in (ulong[])[100, 101, 130])
        {
            _paid.Pay(block);
        }

        for (var dies = 1; ; dies++)
        {
            var count = 0;
            using var killed = new CancellationTokenSource();
            _paid.Calls.Before = _ => _ = ++count == dies ? Kill(killed) : 0;
            try
            {
                await _paid.ValueAsync(killed.Token);
                break;
            }
            catch (OperationCanceledException)
            {
                Assert.Equal("", _paid.Temp.Dump("valuation", "valuation_history", "feed", "alert"));
            }
        }

        Assert.Equal([1L, 2L, 3L], _paid.Temp.Query<long>("SELECT income_id FROM valuation ORDER BY 1"));
        Assert.Equal((Dollars2500, Dollars2500, null), (_paid.ValueOf(1), _paid.ValueOf(2), _paid.ValueOf(3)));
        Assert.Empty(_paid.Temp.Query<long>("SELECT id FROM valuation_history"));
        Assert.Single(_paid.OpenAlerts);
    }

    [Fact]
    public async Task A_payment_that_is_orphaned_or_valued_by_hand_while_the_network_is_read_stays_so()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1));
        var (orphaned, byHand) = (_paid.Pay(), _paid.Pay(block: 101));
        _paid.Calls.Before = requests =>
        {
            if (requests == 1)
            {
                _paid.Temp.Execute("UPDATE income SET orphaned_at = 1 WHERE id = @orphaned", new { orphaned });
                ManualValue.Enter(_paid.Temp.Ledger, _paid.Settings, byHand, "7", "mine", FakeClock.Start);
            }
        };

        await _paid.ValueAsync();

        Assert.Null(_paid.ValuationOf(orphaned));
        Assert.Equal("7.00 USD", _paid.ValueOf(byHand));
    }

    private static int Kill(CancellationTokenSource process)
    {
        process.Cancel();
        throw new OperationCanceledException(process.Token);
    }
}
