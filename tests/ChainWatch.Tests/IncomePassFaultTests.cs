using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>Whatever an endpoint does, nothing is missed, nothing is booked twice, and nothing half.</summary>
public sealed class IncomePassFaultTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source()], ChainSettings = Some.ChainSettings(maxReorgDepth: 10, maxBlockRange: 10) };

    public IncomePassFaultTests()
    {
        _watch.Chain.Deploy(Some.Contract);
        for (var i = 1; i <= 60; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(i));
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private FakeFaults Faults => _watch.Chain.Faults;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task A_failure_that_passes_is_retried_without_anybody_noticing()
    {
        Faults.Fail(3);

        await PassAsync();

        AssertAllStandsOnce();
        Assert.InRange(_watch.Clock.Waited, TimeSpan.FromMilliseconds(1), TimeSpan.FromSeconds(20));
    }

    [Fact]
    public async Task A_failure_that_stays_is_thrown_and_the_next_pass_goes_on()
    {
        await PassAsync();
        _watch.Chain.Mine(Emitted.EtherRelease(61));
        Faults.Fail(int.MaxValue);
        await Assert.ThrowsAsync<RpcException>(PassAsync);
        Faults.Clear();

        await PassAsync();

        AssertAllStandsOnce();
    }

    [Fact]
    public async Task A_crash_at_any_request_loses_nothing()
    {
        var requests = await CountRequestsAsync();
        for (var at = 1; at <= requests; at++)
        {
            using var watch = new FakeWatch { Sources = _watch.Sources, ChainSettings = _watch.ChainSettings };
            watch.Chain.Deploy(Some.Contract);
            for (var i = 1; i <= 60; i++)
            {
                watch.Chain.Mine(Emitted.EtherRelease(i));
            }

            var left = at;
            watch.Chain.Faults.Before = _ =>
            {
                if (--left == 0)
                {
                    throw new IOException("staged crash");
                }
            };
            await Assert.ThrowsAsync<IOException>(() => watch.PassAsync(cancellation: Cancellation));
            watch.Restart();
            await watch.PassAsync(cancellation: Cancellation);

            Assert.Equal(Truth(), Standing(watch));
        }
    }

    [Fact]
    public async Task A_range_that_is_too_large_is_halved_until_it_is_not()
    {
        Faults.MostBlocks = 3;

        await PassAsync();

        AssertAllStandsOnce();
    }

    [Fact]
    public async Task A_range_of_one_block_that_is_too_large_is_a_failure()
    {
        Faults.MostBlocks = 0;

        var failed = await Assert.ThrowsAsync<RpcException>(PassAsync);

        Assert.Equal(RpcFailure.RangeTooLarge, failed.Failure);
        Assert.Equal(0, _watch.Ledger.Value<long>("SELECT next_block FROM source"));
    }

    [Fact]
    public async Task A_live_block_whose_logs_the_endpoint_has_not_seen_does_not_count_as_read()
    {
        await PassAsync();
        _watch.Chain.Mine(Emitted.EtherRelease(61));
        Faults.LogsUpTo = 60;

        await Assert.ThrowsAsync<RpcException>(PassAsync);

        Assert.Equal(61, _watch.Ledger.Value<long>("SELECT next_block FROM source"));
        Faults.Clear();
        await PassAsync();
        AssertAllStandsOnce();
    }

    [Fact]
    public async Task A_missing_header_writes_nothing_and_is_no_endless_loop()
    {
        Faults.HiddenHeaders.Add(55);

        var failed = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal(("unsteady", 3), (failed.Code, failed.ExitCode));
        Assert.Equal(51, _watch.Ledger.Value<long>("SELECT next_block FROM source"));
    }

    [Fact]
    public async Task A_forged_parent_link_writes_nothing()
    {
        Faults.Header = header => header.Number == 55 ? header with { ParentHash = Some.Hash(5) } : header;

        await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal(51, _watch.Ledger.Value<long>("SELECT next_block FROM source"));
    }

    [Fact]
    public async Task A_header_of_another_height_is_not_believed()
    {
        Faults.Header = header => header.Number == 55 ? _watch.Chain.At(56) : header;

        var failed = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal("unproved", failed.Code);
        Assert.Contains("fake sent what is not so: block 56 for block 55", failed.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_header_that_hashes_to_something_else_is_not_believed_and_halts_the_chain()
    {
        Faults.Header = header => header.Number == 55 ? header with { Timestamp = header.Timestamp + 1 } : header;

        var failed = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal("unproved", failed.Code);
        Assert.Contains("fake sent what is not so: the header of block 55 hashes to", _watch.Ledger.Value<string>("SELECT halted FROM chain"), StringComparison.Ordinal);
        Assert.Equal(["forged:31337:fake", "unproved:31337"], _watch.Ledger.Query<string>("SELECT key FROM alert WHERE closed_at IS NULL ORDER BY key"));
        Faults.Clear();
        await PassAsync();
        AssertAllStandsOnce();
        Assert.Null(_watch.Ledger.Value<string>("SELECT halted FROM chain"));
    }

    public static TheoryData<string, Func<IReadOnlyList<Log>, IReadOnlyList<Log>>> Lies => new()
    {
        { "a log of another contract", logs => Change(logs, log => log with { Address = Some.Stranger }) },
        { "a log of another topic", logs => Change(logs, log => log with { Topics = [Some.Hash(1)] }) },
        { "a log of a block outside the range", logs => Change(logs, log => log with { BlockNumber = 1_000_000, BlockHash = Some.Hash(1) }) },
        { "a log twice", logs => [.. logs.Take(1), .. logs] },
        { "logs out of order", logs => logs.Count > 1 ? [.. logs.Reverse()] : [.. logs, .. logs] },
    };

    [Theory]
    [MemberData(nameof(Lies), DisableDiscoveryEnumeration = true)]
    public async Task A_lie_about_logs_names_the_endpoint_and_nothing_of_it_is_written(string lie, Func<IReadOnlyList<Log>, IReadOnlyList<Log>> answer)
    {
        Faults.Logs = answer;

        var failed = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.True(failed.Code == "unproved", lie);
        Assert.Equal(["forged:31337:fake", "unproved:31337"], _watch.Ledger.Query<string>("SELECT key FROM alert WHERE closed_at IS NULL ORDER BY key"));
        Assert.Empty(Standing(_watch));
        Assert.Equal(0, _watch.Ledger.Value<long>("SELECT next_block FROM source"));
    }

    [Fact]
    public async Task A_settled_log_of_a_block_that_is_not_on_the_chain_is_not_believed()
    {
        Faults.Logs = logs => Change(logs, log => log with { BlockHash = Some.Hash(99) });

        var failed = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal("unsteady", failed.Code);
        Assert.Empty(Standing(_watch));
    }

    [Fact]
    public async Task A_cursor_that_another_program_moved_meanwhile_writes_nothing()
    {
        var moved = false;
        Faults.Before = method =>
        {
            if (method == "eth_getLogs" && !moved)
            {
                moved = true;
                _watch.Ledger.Execute("UPDATE source SET next_block = 30");
            }
        };

        var refused = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal("cursor-moved", refused.Code);
        Assert.Empty(Standing(_watch));
    }

    [Fact]
    public async Task A_log_that_is_recorded_with_other_figures_is_a_conflict_and_nothing_is_changed()
    {
        await PassAsync();
        _watch.Ledger.Execute("UPDATE source SET next_block = 60");
        _watch.Ledger.Execute("UPDATE income SET amount = '999' WHERE block_number = 60");
        var before = _watch.Ledger.Dump("income", "source");

        var conflict = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal("conflict", conflict.Code);
        Assert.Equal(before, _watch.Ledger.Dump("income", "source"));
    }

    [Fact]
    public async Task Two_sources_that_would_book_one_log_are_a_conflict_and_it_is_booked_once()
    {
        _watch.Sources = [Some.Source(name: "one"), Some.Source(name: "two")];

        var conflict = await Assert.ThrowsAsync<ChainWatchException>(PassAsync);

        Assert.Equal("conflict", conflict.Code);
        Assert.Empty(Standing(_watch));
    }

    [Fact]
    public async Task A_pass_that_is_cancelled_leaves_whole_stretches_only()
    {
        using var stop = new CancellationTokenSource();
        var stretches = 0;
        Faults.Before = method =>
        {
            if (method == "eth_getLogs" && ++stretches == 3)
            {
                stop.Cancel();
            }
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _watch.PassAsync(cancellation: stop.Token));
        Faults.Clear();
        Assert.Equal(0, _watch.Ledger.Value<long>("SELECT next_block FROM source") % 10);

        await PassAsync();
        AssertAllStandsOnce();
    }

    private static IReadOnlyList<Log> Change(IReadOnlyList<Log> logs, Func<Log, Log> change) =>
        logs.Count == 0 ? logs : [.. logs.SkipLast(1), change(logs[^1])];

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);

    private async Task<int> CountRequestsAsync()
    {
        await PassAsync();
        return _watch.Chain.Requests.Count;
    }

    private IEnumerable<string> Truth() => Enumerable.Range(1, (int)_watch.Chain.Head.Number).Select(amount => $"{amount}");

    private void AssertAllStandsOnce() => Assert.Equal(Truth(), Standing(_watch));

    private static IReadOnlyList<string> Standing(FakeWatch watch) =>
        watch.Ledger.Query<string>("SELECT amount FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index");
}
