using ChainWatch.Chains;
using ChainWatch.Recording;
using ChainWatch.Support;

namespace ChainWatch.Tests.Proving;

/// <summary>What is kept back of older blocks is found where they are looked through: in samples, or in full when that is demanded.</summary>
public sealed class CompletenessTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source()], ChainSettings = Some.ChainSettings(maxReorgDepth: 5, maxBlockRange: 50) };

    public CompletenessTests()
    {
        _watch.Chain.Deploy(Some.Contract);
        for (var i = 1; i <= 200; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(i), Emitted.Transfer(i, by: Some.Stranger));
        }
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task Blocks_that_hold_nothing_for_the_owner_are_not_looked_into()
    {
        _watch.Sources = [Some.Source(contract: Some.Address(20))];
        _watch.Chain.Deploy(Some.Address(20));

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.DoesNotContain("eth_getBlockReceipts", _watch.Chain.Requests);
    }

    [Fact]
    public async Task Every_block_is_looked_through_where_each_is_a_sample()
    {
        _watch.ChainSettings = _watch.ChainSettings with { SampleEvery = 1 };
        _watch.Chain.Faults.Logs = logs => [.. logs.Where(log => log.BlockNumber != 77)];

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(200, Recorded());
        Assert.Equal(["withheld:31337:fake"], _watch.Ledger.Query<string>("SELECT key FROM alert"));
    }

    [Fact]
    public async Task A_sample_finds_an_endpoint_that_keeps_back_everything()
    {
        _watch.ChainSettings = _watch.ChainSettings with { SampleEvery = 8 };
        _watch.Chain.Faults.Logs = _ => [];

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.InRange(Recorded(), 10, 60);
        Assert.Equal(["withheld:31337:fake"], _watch.Ledger.Query<string>("SELECT key FROM alert"));
    }

    [Fact]
    public async Task What_was_missed_is_found_when_a_full_look_is_demanded_and_only_once()
    {
        _watch.Chain.Faults.Logs = logs => [.. logs.Where(log => log.BlockNumber is not (30 or 77))];
        await _watch.PassAsync(cancellation: Cancellation);
        Assert.Equal(198, Recorded());

        _watch.Ledger.Ledger.Write(connection => Recorder.DemandVerification(connection, 31337));
        _watch.Ledger.Execute("UPDATE source SET next_block = 0");
        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(200, Recorded());
        Assert.Null(_watch.Ledger.Value<long?>("SELECT verify_to FROM chain"));
    }

    [Fact]
    public async Task A_payment_to_another_does_not_hide_one_to_the_owner_that_was_kept_back_of_the_same_block()
    {
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Chain.Mine(Emitted.EtherRelease(201, to: Some.Stranger), Emitted.EtherRelease(7));
        _watch.Chain.Faults.Logs = logs => [.. logs.Where(log => log.BlockNumber != 201 || log.LogIndex == 0)];

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal("7", _watch.Ledger.Value<string>("SELECT amount FROM income WHERE block_number = 201"));
        Assert.Equal(["withheld:31337:fake"], _watch.Ledger.Query<string>("SELECT key FROM alert"));
    }

    [Fact]
    public async Task Without_verification_nothing_is_looked_through()
    {
        _watch.ChainSettings = _watch.ChainSettings with { Verify = Verify.None, SampleEvery = 1 };

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.DoesNotContain("eth_getBlockReceipts", _watch.Chain.Requests);
    }

    private long Recorded() => _watch.Ledger.Value<long>("SELECT count(*) FROM income");
}
