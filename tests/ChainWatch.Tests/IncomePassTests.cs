using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>What a pass writes down while the chain only grows.</summary>
public sealed class IncomePassTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source()] };

    public IncomePassTests() => _watch.Chain.Deploy(Some.Contract);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task A_payment_is_recorded_to_the_wei_with_its_place_and_time()
    {
        var block = _watch.Chain.Mine(Emitted.EtherRelease(7, to: Some.Stranger), Emitted.EtherRelease(1_000_000_000_000_000_001));

        await _watch.PassAsync(cancellation: Cancellation);

        var row = Assert.Single(_watch.Ledger.Query<(string Amount, byte[] BlockHash, long LogIndex, long OccurredAt)>(
            "SELECT amount, block_hash, log_index, occurred_at FROM income"));
        Assert.Equal(("1000000000000000001", 1L, (long)block.Timestamp), (row.Amount, row.LogIndex, row.OccurredAt));
        Assert.Equal(block.Hash.ToArray(), row.BlockHash);
    }

    [Fact]
    public async Task A_second_pass_over_the_same_chain_changes_nothing()
    {
        Pay(1, 2, 3);
        await _watch.PassAsync(cancellation: Cancellation);
        var before = _watch.Ledger.Dump("income", "source", "block", "token");

        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Restart();
        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(before, _watch.Ledger.Dump("income", "source", "block", "token"));
    }

    [Fact]
    public async Task Blocks_that_are_read_again_add_nothing()
    {
        Pay(1, 2, 3);
        await _watch.PassAsync(cancellation: Cancellation);
        var before = _watch.Ledger.Dump("income", "source");
        _watch.Ledger.Execute("UPDATE source SET next_block = 0");

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(before, _watch.Ledger.Dump("income", "source"));
    }

    [Fact]
    public async Task Settled_and_live_blocks_are_both_read_whole()
    {
        _watch.ChainSettings = Some.ChainSettings(maxReorgDepth: 5, maxBlockRange: 7);
        Pay([.. Enumerable.Range(1, 150)]);

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(Enumerable.Range(1, 150).Select(amount => $"{amount}"), Standing());
        Assert.Equal([146L, 147, 148, 149, 150], _watch.Ledger.Query<long>("SELECT number FROM block ORDER BY number"));
    }

    [Fact]
    public async Task A_source_that_is_added_later_catches_up_and_disturbs_nobody()
    {
        _watch.ChainSettings = Some.ChainSettings(maxReorgDepth: 5);
        var late = Some.Source(name: "late", contract: Some.Address(20));
        _watch.Chain.Deploy(late.Contract);
        for (var i = 1; i <= 40; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(i), Emitted.EtherRelease(100 + i, by: late.Contract));
        }

        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Sources = [.. _watch.Sources, late];
        _watch.Restart();
        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(80, Standing().Count);
        Assert.Equal([41L, 41], _watch.Ledger.Query<long>("SELECT next_block FROM source"));
    }

    [Fact]
    public async Task Nothing_is_booked_of_blocks_before_the_first_one_of_the_source()
    {
        _watch.Sources = [Some.Source(fromBlock: 3)];
        Pay(1, 2, 3, 4);

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(["3", "4"], Standing());
    }

    [Fact]
    public async Task A_source_whose_definition_changed_is_read_again_and_what_it_had_stands()
    {
        _watch.Sources = [Some.Source(fromBlock: 3)];
        Pay(1, 2, 3, 4);
        await _watch.PassAsync(cancellation: Cancellation);

        _watch.Sources = [Some.Source(fromBlock: 0)];
        _watch.Restart();
        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(["1", "2", "3", "4"], Standing());
    }

    [Fact]
    public async Task A_new_category_is_for_new_income_only_and_reads_nothing_again()
    {
        Pay(1);
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Sources = [Some.Source(category: "Rent")];
        _watch.Restart();
        Pay(2);

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(["Royalty", "Rent"], _watch.Ledger.Query<string>("SELECT category FROM income ORDER BY id"));
    }

    [Fact]
    public async Task A_head_that_was_announced_is_not_asked_for()
    {
        await _watch.PassAsync(cancellation: Cancellation);
        Pay(1);
        var before = _watch.Chain.Requests.Count;

        await _watch.PassAsync(announced: _watch.Chain.Head, cancellation: Cancellation);

        Assert.Equal(["eth_getLogs", "eth_getBlockReceipts"], _watch.Chain.Requests.Skip(before));
        Assert.Equal(["1"], Standing());
    }

    [Fact]
    public async Task A_new_block_without_income_costs_one_request()
    {
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Chain.Mine(Emitted.Transfer(1, by: Some.Stranger));
        var before = _watch.Chain.Requests.Count;

        await _watch.PassAsync(announced: _watch.Chain.Head, cancellation: Cancellation);

        Assert.Equal(["eth_getLogs"], _watch.Chain.Requests.Skip(before));
    }

    [Fact]
    public async Task Progress_is_told_whenever_something_was_written()
    {
        _watch.ChainSettings = Some.ChainSettings(maxReorgDepth: 1, maxBlockRange: 10);
        Pay([.. Enumerable.Range(1, 25)]);
        var told = new Told();

        await _watch.PassAsync(progress: told, cancellation: Cancellation);

        // Settled blocks are written together, live ones stretch by stretch.
        Assert.Equal([25UL, 26], told.Progress.Select(progress => progress.Recorded));
        Assert.Equal(25, told.Progress[^1].Income);
    }

    [Fact]
    public async Task What_is_final_never_becomes_unfinal_again()
    {
        _watch.ChainSettings = Some.ChainSettings(finality: Chains.Finality.Finalized);
        Pay(1, 2, 3, 4, 5);
        _watch.Chain.FinalizedNumber = 4;
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Chain.FinalizedNumber = 2;

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(4, _watch.Ledger.Value<long>("SELECT final_block FROM chain"));
    }

    [Fact]
    public async Task Nothing_is_final_while_the_chain_is_shorter_than_the_confirmations()
    {
        Pay(1, 2, 3);
        await _watch.PassAsync(cancellation: Cancellation);
        Assert.Null(_watch.Ledger.Value<long?>("SELECT final_block FROM chain"));

        _watch.Chain.MineTo(12);
        await _watch.PassAsync(cancellation: Cancellation);
        Assert.Equal(0, _watch.Ledger.Value<long?>("SELECT final_block FROM chain"));
    }

    [Fact]
    public async Task A_wrong_chain_is_refused_before_anything_is_written()
    {
        Pay(1);
        _watch.Chain.ChainId = 1;

        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => _watch.PassAsync(cancellation: Cancellation));

        Assert.Equal(("wrong-chain", 1), (refused.Code, refused.ExitCode));
        Assert.Contains("31337 is configured, but fake serves chain 1", refused.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_watch.Ledger.Settings.File));
    }

    [Fact]
    public async Task A_contract_without_code_is_refused_before_anything_is_written()
    {
        _watch.Sources = [Some.Source(contract: Some.Address(77))];

        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => _watch.PassAsync(cancellation: Cancellation));

        Assert.Equal("no-code", refused.Code);
        Assert.False(File.Exists(_watch.Ledger.Settings.File));
    }

    [Fact]
    public async Task An_endpoint_that_cannot_be_reached_is_exit_code_three()
    {
        _watch.Chain.Faults.Fail(100);

        var refused = await Assert.ThrowsAsync<ChainWatchException>(() => _watch.PassAsync(cancellation: Cancellation));

        Assert.Equal(Refusal.Unreachable, refused.Refusal);
        Assert.IsType<RpcException>(refused.InnerException);
    }

    private void Pay(params IReadOnlyList<int> amounts)
    {
        foreach (var amount in amounts)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(amount));
        }
    }

    private IReadOnlyList<string> Standing() => _watch.Ledger.Query<string>("SELECT amount FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index");

    private sealed class Told : IProgress<PassProgress>
    {
        public List<PassProgress> Progress { get; } = [];

        public void Report(PassProgress value) => Progress.Add(value);
    }
}
