using ChainWatch.Support;

namespace ChainWatch.Tests;

/// <summary>A chain under watch through three endpoints, of which two must agree. Block n pays n base units.</summary>
internal sealed class ThreeEndpoints : IDisposable
{
    public ThreeEndpoints()
    {
        Chain.Deploy(Some.Contract);
        Pay(60);
        (Liar, Second, Third) = (new("http://liar", Chain), new("http://second", Chain), new("http://third", Chain));
        Watch.Endpoints = [Liar, Second, Third];
    }

    public FakeWatch Watch { get; } = new()
    {
        Sources = [Some.Source()],
        ChainSettings = Some.ChainSettings(maxReorgDepth: 20, maxBlockRange: 10) with { Quorum = 2 },
    };

    public FakeEndpoint Liar { get; }

    public FakeEndpoint Second { get; }

    public FakeEndpoint Third { get; }

    public FakeChain Chain => Watch.Chain;

    public TempLedger Ledger => Watch.Ledger;

    /// <summary>Another chain, which leaves this one above a height.</summary>
    public static FakeChain Branch(ulong from, int blocks, int salt = 0)
    {
        var branch = new FakeChain();
        branch.Deploy(Some.Contract);
        for (var i = 1; i <= (int)from; i++)
        {
            branch.Mine(Emitted.EtherRelease(i));
        }

        for (var i = 0; i < blocks; i++)
        {
            branch.Mine(Emitted.EtherRelease(900_000 + (100 * salt) + i));
        }

        return branch;
    }

    public void Pay(int blocks)
    {
        for (var i = 0; i < blocks; i++)
        {
            Chain.Mine(Emitted.EtherRelease((int)Chain.Head.Number + 1));
        }
    }

    public void AssertComplete() => Assert.Equal(Enumerable.Range(1, (int)Chain.Head.Number).Select(amount => $"{amount}"), Standing());

    public string? StateOf(string endpoint) => Ledger.Value<string>("SELECT state FROM endpoint WHERE name = @endpoint", new { endpoint });

    public IReadOnlyList<string> Standing() => Ledger.Query<string>("SELECT amount FROM income WHERE orphaned_at IS NULL ORDER BY block_number, log_index");

    public IReadOnlyList<string> OpenAlerts() => Ledger.Query<string>("SELECT key FROM alert WHERE closed_at IS NULL ORDER BY key");

    public void Dispose() => Watch.Dispose();
}
