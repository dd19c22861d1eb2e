using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

/// <summary>A source that was opened on a fake chain, where contracts of every kind stand.</summary>
internal sealed class Opened(WatchedSource source, Chain chain, FakeChain fake)
{
    public static async Task<Opened> SourceAsync(SourceSettings settings, CancellationToken cancellation)
    {
        var fake = new FakeChain();
        fake.DeployVault();
        fake.DeployDividend();
        fake.DeployEtherDividend();
        fake.DeployStakingRewards();
        return await SourceAsync(settings, fake, cancellation);
    }

    public static async Task<Opened> SourceAsync(SourceSettings settings, FakeChain fake, CancellationToken cancellation, ChainSettings? chainSettings = null)
    {
        var chain = new Chain(chainSettings ?? Some.ChainSettings(), fake, new FakeClock());
        return new Opened(new WatchedSource(1, settings, await SourceKinds.OpenAsync(settings, chain, cancellation)), chain, fake);
    }

    /// <summary>What these logs mean once they are mined, in a block of their own.</summary>
    public async Task<IReadOnlyList<Finding>> MineAsync(CancellationToken cancellation, params IReadOnlyList<Log> logs)
    {
        var block = fake.Mine(logs);
        var own = await source.PrepareAsync([.. fake.AllLogs.Where(log => log.BlockHash == block.Hash)], chain, cancellation);
        return source.Recognize(own, new Dictionary<Hash32, DateTimeOffset> { [block.Hash] = FakeClock.Start }, Holding.None);
    }

    /// <summary>What these logs mean, all in one block.</summary>
    public async Task<IReadOnlyList<Finding>> FindAsync(CancellationToken cancellation, params IReadOnlyList<Log> logs)
    {
        var placed = logs.Select((log, index) => log with { BlockNumber = 7, BlockHash = Some.Hash(7), LogIndex = index }).ToList();
        var own = await source.PrepareAsync(placed, chain, cancellation);
        return source.Recognize(own, new Dictionary<Hash32, DateTimeOffset> { [Some.Hash(7)] = FakeClock.Start }, Holding.None);
    }
}
