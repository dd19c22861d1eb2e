using System.Numerics;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Reporting;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>What grows with no event is booked whatever fails: the state of old blocks that is gone, a source, a request, the process.</summary>
public sealed class AccrualPassFaultTests : IDisposable
{
    private readonly AccruingWatch _accruing = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _accruing.Dispose();

    [Fact]
    public async Task Whatever_request_a_pass_dies_at_the_next_one_books_the_same()
    {
        _accruing.ThreeDays();
        await _accruing.Watch.AccrueAsync(Cancellation);
        var undisturbed = _accruing.Watch.Ledger.Dump(AccruingWatch.Tables);
        var deaths = 0;
        for (var at = 1; at <= _accruing.Chain.Requests.Count; at++)
        {
            using var other = new AccruingWatch();
            other.ThreeDays();
            var left = at;
            other.Chain.Faults.Before = _ =>
            {
                if (--left == 0)
                {
                    throw new IOException("killed");
                }
            };
            deaths += await Record.ExceptionAsync(() => other.Watch.AccrueAsync(Cancellation)) is IOException ? 1 : 0;
            other.Chain.Faults.Clear();
            other.Watch.Restart();

            await other.Watch.AccrueAsync(Cancellation);

            Assert.Equal(undisturbed, other.Watch.Ledger.Dump(AccruingWatch.Tables));
        }

        Assert.True(deaths > 5);
    }

    [Fact]
    public async Task Without_old_state_it_begins_with_the_first_day_that_can_be_read_and_says_so()
    {
        _accruing.FiveDays();
        _accruing.Chain.KeepsStateFrom = 3;

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal([(4L, "1", "accrued", int.MinValue)], _accruing.Rows());
        Assert.Contains("no endpoint has the state of block 0 any more, and the first that has one is block 3", Assert.Single(_accruing.Alerts()), StringComparison.Ordinal);
        var status = AccrualStatus.Read(_accruing.Watch.Ledger.Ledger, _accruing.Watch.Sources[0])!;
        Assert.Equal(("2026-01-03", "2026-01-04", 4UL), (status.Since, status.Until, status.Block));
    }

    [Fact]
    public async Task Without_any_state_nothing_is_booked_until_there_is_some()
    {
        _accruing.FiveDays();
        await _accruing.Watch.PassAsync(cancellation: Cancellation);
        _accruing.Chain.KeepsStateFrom = ulong.MaxValue;
        await _accruing.Watch.AccrueAsync(Cancellation);
        Assert.Contains("is not booked", Assert.Single(_accruing.Alerts()), StringComparison.Ordinal);
        _accruing.Chain.KeepsStateFrom = 0;

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal(["103", "1", "1", "1"], _accruing.Rows().Select(row => row.Amount));
        Assert.Empty(_accruing.Alerts());
    }

    [Fact]
    public async Task Days_whose_state_was_forgotten_meanwhile_are_booked_with_the_next_that_can_be_read()
    {
        _accruing.Stand((1, 100), (2, 101), (3, 103), (4, 106), (5, 110));
        _accruing.Chain.Mine();
        _accruing.NextDay();
        await _accruing.Watch.AccrueAsync(Cancellation);
        Assert.Equal(["100"], _accruing.Rows().Select(row => row.Amount));
        for (var day = 0; day < 3; day++)
        {
            _accruing.NextDay();
        }

        _accruing.Chain.KeepsStateFrom = _accruing.Chain.Head.Number - 8;
        await _accruing.Watch.AccrueAsync(Cancellation);

        var last = _accruing.Watch.Ledger.Query<(string Balance, string Principal)>("SELECT balance, principal FROM accrual ORDER BY day DESC LIMIT 1")[0];
        Assert.Equal(BigInteger.Parse(last.Balance, null), _accruing.Rows().Aggregate(BigInteger.Zero, (sum, row) => sum + BigInteger.Parse(row.Amount, null)));
        Assert.Contains(_accruing.Watch.Ledger.Query<string?>("SELECT note FROM income"), note => note?.StartsWith("from 2026-01-02 on", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_keeps_no_other_waiting()
    {
        var broken = Some.Address(80);
        _accruing.Chain.DeployGrowing(broken, _ => throw Some.Failure(RpcFailure.Reverted));
        _accruing.Watch.Sources = [Some.Source("lido", name: "broken", contract: broken), .. _accruing.Watch.Sources];
        _accruing.ThreeDays();

        await _accruing.Watch.AccrueAsync(Cancellation);

        Assert.Equal([(2L, "3", "accrued", int.MinValue)], _accruing.Rows());
        Assert.StartsWith("What accrues to broken is not booked", Assert.Single(_accruing.Alerts()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_failure_that_stays_ends_the_pass()
    {
        _accruing.ThreeDays();
        await _accruing.Watch.PassAsync(cancellation: Cancellation);
        _accruing.Chain.Faults.Before = method =>
        {
            if (method == "eth_call")
            {
                throw Some.Failure();
            }
        };

        await Assert.ThrowsAsync<RpcException>(() => _accruing.Watch.AccrueAsync(Cancellation));

        Assert.Empty(_accruing.Rows());
    }
}
