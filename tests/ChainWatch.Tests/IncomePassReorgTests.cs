using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>A reorg heals: what it took back is marked, what stands there now is recorded, once.</summary>
public sealed class IncomePassReorgTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source()], ChainSettings = Some.ChainSettings(maxReorgDepth: 32) };

    public IncomePassReorgTests() => _watch.Chain.Deploy(Some.Contract);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task A_reorged_payment_is_orphaned_and_the_one_that_replaced_it_recorded_once()
    {
        _watch.Chain.Mine(Emitted.EtherRelease(1));
        _watch.Chain.Mine(Emitted.EtherRelease(2));
        await PassAsync();

        _watch.Chain.ReorgTo(1);
        _watch.Chain.Mine(Emitted.EtherRelease(3));
        await PassAsync();

        Assert.Equal(["1", "3"], Standing());
        Assert.Equal(["2"], Orphaned());
        Assert.Equal(_watch.Clock.GetUtcNow().ToUnixTimeSeconds(), _watch.Ledger.Value<long>("SELECT orphaned_at FROM income WHERE amount = '2'"));
    }

    [Fact]
    public async Task A_payment_that_moved_to_another_block_stands_once()
    {
        _watch.Chain.MineTo(3);
        var payment = Emitted.EtherRelease(5) with { TransactionHash = Some.Hash(9) };
        _watch.Chain.Mine(payment);
        await PassAsync();

        _watch.Chain.ReorgTo(3);
        _watch.Chain.Mine();
        _watch.Chain.Mine(Emitted.EtherRelease(1, to: Some.Stranger), payment);
        await PassAsync();

        Assert.Equal([(5L, 1L)], _watch.Ledger.Query<(long, long)>("SELECT block_number, log_index FROM income WHERE orphaned_at IS NULL"));
        Assert.Equal(2, _watch.Ledger.Value<long>("SELECT count(*) FROM income"));
    }

    [Fact]
    public async Task A_block_that_returns_brings_its_payment_back_to_life()
    {
        _watch.Chain.MineTo(2);
        var first = _watch.Chain.Mine(Emitted.EtherRelease(1));
        await PassAsync();
        _watch.Chain.ReorgTo(2);
        _watch.Chain.Mine(Emitted.EtherRelease(2));
        await PassAsync();

        _watch.Chain.SwitchTo(first);
        _watch.Chain.Mine();
        await PassAsync();

        Assert.Equal(["1"], Standing());
        Assert.Equal(["2"], Orphaned());
    }

    [Fact]
    public async Task A_reorg_between_two_requests_is_looked_at_anew()
    {
        _watch.Chain.MineTo(10);
        await PassAsync();
        _watch.Chain.Mine(Emitted.EtherRelease(1));
        _watch.Chain.Mine(Emitted.EtherRelease(2));
        var reorged = false;
        _watch.Chain.Faults.Before = method =>
        {
            if (method == "eth_getLogs" && !reorged)
            {
                reorged = true;
                _watch.Chain.ReorgTo(10);
                _watch.Chain.Mine(Emitted.EtherRelease(3));
                _watch.Chain.Mine();
                _watch.Chain.Mine();
            }
        };

        await PassAsync();
        await PassAsync();

        Assert.True(reorged);
        Assert.Equal(["3"], Standing());
    }

    [Fact]
    public async Task A_reorg_between_the_head_and_the_headers_writes_nothing_of_either_branch_alone()
    {
        _watch.Chain.MineTo(10);
        await PassAsync();
        _watch.Chain.Mine(Emitted.EtherRelease(1));
        var oldHead = _watch.Chain.MineTo(15);
        _watch.Chain.ReorgTo(10);
        _watch.Chain.Mine(Emitted.EtherRelease(2));
        _watch.Chain.MineTo(16);

        await _watch.PassAsync(announced: oldHead, cancellation: Cancellation);

        Assert.Equal(["2"], Standing());
        Assert.Equal(17, _watch.Ledger.Value<long>("SELECT next_block FROM source"));
    }

    [Fact]
    public async Task An_endpoint_that_is_behind_is_not_a_reorg()
    {
        _watch.Chain.MineTo(5);
        _watch.Chain.Mine(Emitted.EtherRelease(1));
        await PassAsync();
        var before = _watch.Ledger.Dump("income", "source", "block");
        _watch.Chain.Faults.HeadersUpTo = 4;

        await PassAsync();

        Assert.Equal(before, _watch.Ledger.Dump("income", "source", "block"));
    }

    [Fact]
    public async Task An_endpoint_that_lost_the_newest_recorded_block_but_claims_a_higher_head_takes_nothing_back()
    {
        _watch.Chain.MineTo(5);
        _watch.Chain.Mine(Emitted.EtherRelease(1));
        await PassAsync();
        _watch.Chain.MineTo(9);
        _watch.Chain.Faults.HiddenHeaders.Add(6);

        var failed = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal(Refusal.Unreachable, failed.Refusal);
        Assert.Equal(["1"], Standing());
        Assert.Null(_watch.Ledger.Value<string>("SELECT halted FROM chain"));
    }

    [Fact]
    public async Task A_reorg_deeper_than_allowed_halts_the_chain_and_changes_nothing()
    {
        Pay(50);
        await PassAsync();
        var before = _watch.Ledger.Dump("income", "source", "block");
        _watch.Chain.ReorgTo(50 - 33);
        _watch.Chain.MineTo(51);

        var halted = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal("deep-reorg", halted.Code);
        Assert.Equal(before, _watch.Ledger.Dump("income", "source", "block"));
        Assert.Equal(halted.Message, _watch.Ledger.Value<string>("SELECT halted FROM chain"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(31)]
    [InlineData(32)]
    public async Task A_reorg_as_deep_as_allowed_heals(int depth)
    {
        Pay(50);
        await PassAsync();
        _watch.Chain.ReorgTo((ulong)(50 - depth));
        for (var i = 0; i <= depth; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(1000 + i));
        }

        await PassAsync();

        Assert.Equal(
            Enumerable.Range(1, 50 - depth).Concat(Enumerable.Range(1000, depth + 1)).Select(amount => $"{amount}"), Standing());
        Assert.Equal(depth, Orphaned().Count);
    }

    [Fact]
    public async Task A_halted_chain_goes_on_when_more_depth_is_allowed()
    {
        Pay(50);
        await PassAsync();
        _watch.Chain.ReorgTo(10);
        _watch.Chain.Mine(Emitted.EtherRelease(1000));
        _watch.Chain.MineTo(55);
        await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        _watch.ChainSettings = Some.ChainSettings(maxReorgDepth: 64);
        _watch.Restart();
        await PassAsync();

        Assert.Equal([.. Enumerable.Range(1, 10).Select(amount => $"{amount}"), "1000"], Standing());
        Assert.Null(_watch.Ledger.Value<string>("SELECT halted FROM chain"));
    }

    [Fact]
    public async Task A_reorg_below_what_was_read_live_so_far_is_too_deep_even_while_catching_up()
    {
        Pay(100);
        StopAfterRequests("eth_getLogs", 2);
        await Assert.ThrowsAsync<IOException>(PassAsync);
        Assert.Equal(69, _watch.Ledger.Value<long>("SELECT next_block FROM source"));
        _watch.Chain.Faults.Clear();
        await PassAsync();
        _watch.Ledger.Execute("DELETE FROM block WHERE number > 80; UPDATE source SET next_block = 81; DELETE FROM income WHERE block_number > 80");
        _watch.Chain.ReorgTo(20);
        _watch.Chain.MineTo(101);

        var halted = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal("deep-reorg", halted.Code);
        Assert.Equal(80, Standing().Count);
    }

    [Fact]
    public async Task A_reorg_below_the_first_block_of_a_source_does_not_make_it_read_earlier_blocks()
    {
        var late = Some.Source(name: "late", contract: Some.Address(20), fromBlock: 10);
        _watch.Chain.Deploy(late.Contract);
        _watch.Sources = [.. _watch.Sources, late];
        _watch.Chain.MineTo(12);
        await PassAsync();

        _watch.Chain.ReorgTo(5);
        _watch.Chain.Mine(Emitted.EtherRelease(1, by: late.Contract), Emitted.EtherRelease(2));
        _watch.Chain.MineTo(9);
        _watch.Chain.Mine(Emitted.EtherRelease(3, by: late.Contract));
        _watch.Chain.MineTo(14);
        await PassAsync();

        Assert.Equal(["2", "3"], Standing());
    }

    [Fact]
    public async Task A_short_chain_that_is_rebuilt_from_genesis_is_healed()
    {
        Pay(10);
        await PassAsync();
        _watch.Chain.ReorgTo(0);
        for (var i = 1; i <= 12; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(100 + i));
        }

        await PassAsync();

        Assert.Equal(Enumerable.Range(101, 12).Select(amount => $"{amount}"), Standing());
    }

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);

    private void StopAfterRequests(string method, int requests) => _watch.Chain.Faults.Before = called =>
    {
        if (called == method && requests-- == 1)
        {
            throw new IOException("staged crash");
        }
    };

    private void Pay(int blocks)
    {
        for (var i = 1; i <= blocks; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(i));
        }
    }

    private IReadOnlyList<string> Standing() => _watch.Ledger.Query<string>("SELECT amount FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index");

    private IReadOnlyList<string> Orphaned() => _watch.Ledger.Query<string>("SELECT amount FROM income WHERE orphaned_at IS NOT NULL ORDER BY block_number, log_index");
}
