using ChainWatch.Soaking;

namespace ChainWatch.Tests.Faults;

/// <summary>A process is killed again and again while it reads a history of which reorgs take parts back. <c>scripts/bench soak</c> kills a hundred times.</summary>
public sealed class KilledBackfillTests
{
    private const int Kills = 3;

    [Fact]
    public async Task The_ledger_is_that_of_one_undisturbed_run()
    {
        using var backfill = new KilledBackfill(seed: 2);

        var outcome = await backfill.RunAsync(Kills, TestContext.Current.CancellationToken);

        Assert.True(outcome.Wrong is null, outcome.Wrong);
        Assert.True(outcome.Orphaned > 0, "No reorg took back what was recorded.");
    }
}
