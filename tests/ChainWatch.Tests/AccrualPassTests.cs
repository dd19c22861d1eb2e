using System.Numerics;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Reporting;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>What grows with no event is booked once a day, to the base unit, whatever happens meanwhile.</summary>
public sealed class AccrualPassTests : IDisposable
{
    private static readonly string[] Tables = ["accrual_series", "accrual", "income", "movement", "token", "alert"];

    private readonly FakeWatch _watch = Watch();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FakeChain Chain => _watch.Chain;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task A_day_is_booked_with_what_the_balance_grew_beyond_what_came_and_went()
    {
        ThreeDays(_watch.Chain);

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([(2L, "3", "accrued", int.MinValue)], Rows());
        Assert.Equal(
            [("2025-12-31", "0", "0"), ("2026-01-01", "100", "100"), ("2026-01-02", "53", "50")],
            _watch.Ledger.Query<(string, string, string)>("SELECT day, balance, principal FROM accrual ORDER BY day"));
    }

    [Fact]
    public async Task Another_pass_books_nothing_twice()
    {
        ThreeDays(_watch.Chain);
        await _watch.AccrueAsync(Cancellation);
        var before = _watch.Ledger.Dump(Tables);
        _watch.Restart();

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal(before, _watch.Ledger.Dump(Tables));
    }

    [Fact]
    public async Task Whatever_request_a_pass_dies_at_the_next_one_books_the_same()
    {
        ThreeDays(_watch.Chain);
        await _watch.AccrueAsync(Cancellation);
        var undisturbed = _watch.Ledger.Dump(Tables);
        var deaths = 0;
        for (var at = 1; at <= _watch.Chain.Requests.Count; at++)
        {
            using var watch = Watch();
            ThreeDays(watch.Chain);
            var left = at;
            watch.Chain.Faults.Before = _ =>
            {
                if (--left == 0)
                {
                    throw new IOException("killed");
                }
            };
            deaths += await Record.ExceptionAsync(() => watch.AccrueAsync(Cancellation)) is IOException ? 1 : 0;
            watch.Chain.Faults.Clear();
            watch.Restart();

            await watch.AccrueAsync(Cancellation);

            Assert.Equal(undisturbed, watch.Ledger.Dump(Tables));
        }

        Assert.True(deaths > 5);
    }

    [Fact]
    public async Task A_day_without_blocks_grows_nothing_and_the_next_one_everything()
    {
        Stand(Chain, (1, 100), (2, 107));
        Chain.Mine(Emitted.Transfer(100, from: Some.Stranger));
        Chain.Wait(TimeSpan.FromDays(2));
        Chain.Mine();
        NextDay(Chain);

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([(3L, "7", "accrued", int.MinValue)], Rows());
        Assert.Equal([1L, 1L, 2L], _watch.Ledger.Query<long>("SELECT block_number FROM accrual WHERE block_number > 0 ORDER BY day"));
    }

    [Fact]
    public async Task A_day_that_is_not_over_in_final_blocks_waits()
    {
        Stand(Chain, (1, 100));
        Chain.Mine();
        Chain.Wait(TimeSpan.FromDays(1));
        Chain.Mine();
        Chain.Mine();

        await _watch.AccrueAsync(Cancellation);
        Assert.Empty(Rows());
        Chain.Mine();
        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([(1L, "100", "accrued", int.MinValue)], Rows());
    }

    [Fact]
    public async Task A_loss_is_booked_as_one()
    {
        Stand(Chain, (1, 100), (2, 98));
        Chain.Mine(Emitted.Transfer(100, from: Some.Stranger));
        Chain.Wait(TimeSpan.FromDays(1));
        Chain.Mine();
        NextDay(Chain);

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([(2L, "-2", "accrued", int.MinValue)], Rows());
    }

    [Fact]
    public async Task Without_old_state_it_begins_with_the_first_day_that_can_be_read_and_says_so()
    {
        FiveDays(Chain);
        Chain.KeepsStateFrom = 3;

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([(4L, "1", "accrued", int.MinValue)], Rows());
        Assert.Contains("no endpoint has the state of block 0 any more, and the first that has one is block 3", Assert.Single(Alerts()), StringComparison.Ordinal);
        var status = AccrualStatus.Read(_watch.Ledger.Ledger, _watch.Sources[0])!;
        Assert.Equal(("2026-01-03", "2026-01-04", 4UL), (status.Since, status.Until, status.Block));
    }

    [Fact]
    public async Task Without_any_state_nothing_is_booked_until_there_is_some()
    {
        FiveDays(Chain);
        await _watch.PassAsync(cancellation: Cancellation);
        Chain.KeepsStateFrom = ulong.MaxValue;
        await _watch.AccrueAsync(Cancellation);
        Assert.Contains("is not booked", Assert.Single(Alerts()), StringComparison.Ordinal);
        Chain.KeepsStateFrom = 0;

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal(["103", "1", "1", "1"], Rows().Select(row => row.Amount));
        Assert.Empty(Alerts());
    }

    [Fact]
    public async Task Days_whose_state_was_forgotten_meanwhile_are_booked_with_the_next_that_can_be_read()
    {
        Stand(Chain, (1, 100), (2, 101), (3, 103), (4, 106), (5, 110));
        Chain.Mine();
        NextDay(Chain);
        await _watch.AccrueAsync(Cancellation);
        Assert.Equal(["100"], Rows().Select(row => row.Amount));
        for (var day = 0; day < 3; day++)
        {
            NextDay(Chain);
        }

        Chain.KeepsStateFrom = Chain.Head.Number - 8;
        await _watch.AccrueAsync(Cancellation);

        var last = _watch.Ledger.Query<(string Balance, string Principal)>("SELECT balance, principal FROM accrual ORDER BY day DESC LIMIT 1")[0];
        Assert.Equal(BigInteger.Parse(last.Balance, null), Rows().Aggregate(BigInteger.Zero, (sum, row) => sum + BigInteger.Parse(row.Amount, null)));
        Assert.Contains(_watch.Ledger.Query<string?>("SELECT note FROM income"), note => note?.StartsWith("from 2026-01-02 on", StringComparison.Ordinal) == true);
    }

    [Fact]
    public async Task A_movement_that_is_found_late_is_made_up_for_on_the_next_day()
    {
        Stand(Chain, (1, 100), (2, 101), (3, 102));
        Chain.Mine(Emitted.Transfer(100, from: Some.Stranger));
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Ledger.Execute("UPDATE movement SET orphaned_at = 1");
        NextDay(Chain);
        await _watch.AccrueAsync(Cancellation);
        Assert.Equal(["100"], Rows().Select(row => row.Amount));
        _watch.Ledger.Execute("UPDATE movement SET orphaned_at = NULL");
        NextDay(Chain);

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal(["100", "-98"], Rows().Select(row => row.Amount));
    }

    [Fact]
    public async Task What_a_reorg_took_back_is_booked_anew()
    {
        ThreeDays(Chain);
        await _watch.AccrueAsync(Cancellation);
        Stand(Chain, (1, 100), (2, 104), (3, 104));
        Chain.ReorgTo(1);
        Chain.Mine();
        NextDay(Chain);
        Chain.MineTo(8);

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([("3", true), ("4", false)], _watch.Ledger.Query<(string, bool)>("SELECT amount, orphaned_at IS NOT NULL FROM income ORDER BY id"));
    }

    [Fact]
    public async Task A_source_that_cannot_be_read_keeps_no_other_waiting()
    {
        var broken = Some.Address(80);
        Chain.DeployGrowing(broken, _ => throw Some.Failure(RpcFailure.Reverted));
        _watch.Sources = [Some.Source("lido", name: "broken", contract: broken), .. _watch.Sources];
        ThreeDays(Chain);

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([(2L, "3", "accrued", int.MinValue)], Rows());
        Assert.StartsWith("What accrues to broken is not booked", Assert.Single(Alerts()), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Two_sources_accrue_at_the_same_block()
    {
        _watch.Sources = [.. _watch.Sources, Some.Source("lido", name: "other", contract: Some.Address(81))];
        Chain.DeployGrowing(Some.Address(81), block => block >= 2 ? 7 : 0);
        ThreeDays(Chain);

        await _watch.AccrueAsync(Cancellation);

        Assert.Equal([("lido", "3"), ("other", "7")], _watch.Ledger.Query<(string, string)>("SELECT s.name, i.amount FROM income i JOIN source s ON s.id = i.source_id ORDER BY s.name"));
    }

    [Fact]
    public async Task A_failure_that_stays_ends_the_pass()
    {
        ThreeDays(Chain);
        await _watch.PassAsync(cancellation: Cancellation);
        Chain.Faults.Before = method =>
        {
            if (method == "eth_call")
            {
                throw Some.Failure();
            }
        };

        await Assert.ThrowsAsync<RpcException>(() => _watch.AccrueAsync(Cancellation));

        Assert.Empty(Rows());
    }

    private static FakeWatch Watch()
    {
        var watch = new FakeWatch { Sources = [Some.Source("lido")], ChainSettings = Some.ChainSettings(confirmations: 2, maxReorgDepth: 100) };
        Stand(watch.Chain);
        return watch;
    }

    // Supplied 100 on the first day; grown by 3 and halved on the second; the third has begun.
    private static void ThreeDays(FakeChain chain)
    {
        Stand(chain, (1, 100), (2, 103), (3, 53));
        chain.Mine(Emitted.Transfer(100, from: Some.Stranger));
        chain.Wait(TimeSpan.FromDays(1));
        chain.Mine();
        chain.Mine(Emitted.Transfer(50, from: Some.Owner, to: Some.Stranger));
        NextDay(chain);
    }

    // One block a day: 100 more by nobody on the first, one more on each other.
    private static void FiveDays(FakeChain chain)
    {
        Stand(chain, (1, 103), (2, 104), (3, 105), (4, 106), (5, 107));
        for (var day = 1; day <= 4; day++)
        {
            chain.Mine();
            chain.Wait(TimeSpan.FromDays(1));
        }

        NextDay(chain, already: true);
    }

    private static void NextDay(FakeChain chain, bool already = false)
    {
        if (!already)
        {
            chain.Wait(TimeSpan.FromDays(1));
        }

        chain.Mine();
        chain.Mine();
        chain.Mine();
    }

    private static void Stand(FakeChain chain, params (ulong Block, BigInteger Balance)[] balances) =>
        chain.DeployGrowing(Some.Contract, block => balances.LastOrDefault(stood => stood.Block <= block).Balance);

    private IReadOnlyList<(long Day, string Amount, string Stage, int LogIndex)> Rows() => [.. _watch.Ledger
        .Query<(long Day, string Amount, string Stage, long LogIndex)>(
            "SELECT (occurred_at - 1767225600) / 86400 + 1, amount, stage, log_index FROM income WHERE orphaned_at IS NULL ORDER BY occurred_at, id")
        .Select(row => (row.Day, row.Amount, row.Stage, (int)row.LogIndex))];

    private IReadOnlyList<string> Alerts() => _watch.Ledger.Query<string>("SELECT message FROM alert WHERE closed_at IS NULL ORDER BY id");
}
