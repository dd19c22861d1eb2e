using ChainWatch.Support;

namespace ChainWatch.Tests;

public sealed class IncomePassTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source()] };

    public IncomePassTests() => _watch.Chain.Deploy(Some.Contract);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task A_payment_is_recorded_to_the_wei()
    {
        var block = _watch.Chain.Mine(Emitted.EtherRelease(7, to: Some.Stranger), Emitted.EtherRelease(1_000_000_000_000_000_001));

        await _watch.PassAsync(cancellation: Cancellation);

        var row = Assert.Single(_watch.Ledger.Query<(string Amount, byte[] BlockHash, long LogIndex, long OccurredAt)>("SELECT amount, block_hash, log_index, occurred_at FROM income"));
        Assert.Equal(("1000000000000000001", 1L, (long)block.Timestamp), (row.Amount, row.LogIndex, row.OccurredAt));
        Assert.Equal(block.Hash.ToArray(), row.BlockHash);
    }
}
