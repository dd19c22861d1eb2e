using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;
using ChainWatch.Recording;

namespace ChainWatch.Support;

/// <summary>A <see cref="FakeChain"/> under watch: the real pass over a real ledger file, from the start as often as wanted.</summary>
public sealed class FakeWatch : IDisposable
{
    private IncomePass? _pass;
    private AccrualPass? _accruals;

    /// <summary>The chain.</summary>
    public FakeChain Chain { get; } = new();

    /// <summary>Several endpoints of it; none for the chain itself as the only one.</summary>
    public IReadOnlyList<FakeEndpoint> Endpoints { get; set; } = [];

    /// <summary>The ledger.</summary>
    public TempLedger Ledger { get; } = new();

    /// <summary>The clock.</summary>
    public FakeClock Clock { get; } = new();

    /// <summary>The chain's configuration.</summary>
    public ChainSettings ChainSettings { get; set; } = Some.ChainSettings();

    /// <summary>What is watched.</summary>
    public IReadOnlyList<SourceSettings> Sources { get; set; } = [];

    /// <summary>The whole configuration.</summary>
    public Settings Settings => new(Ledger.Settings, [ChainSettings], Sources);

    /// <summary>Forgets whatever was in memory: the next pass is the first of a new process.</summary>
    public void Restart() => _pass = null;

    /// <summary>One pass.</summary>
    public async Task PassAsync(BlockHeader? announced = null, IProgress<PassProgress>? progress = null, CancellationToken cancellation = default)
    {
        _pass ??= await OpenAsync(cancellation);
        await _pass.RunAsync(announced, progress, cancellation);
    }

    /// <summary>One pass, and then what grew with no event.</summary>
    public async Task AccrueAsync(CancellationToken cancellation = default)
    {
        await PassAsync(cancellation: cancellation);
        await _accruals!.RunAsync(cancellation);
    }

    public void Dispose() => Ledger.Dispose();

    // As WatchedChain does, which opens its endpoint by its address.
    private async Task<IncomePass> OpenAsync(CancellationToken cancellation)
    {
        var chain = new Chain(ChainSettings, Endpoints.Count == 0 ? [Chain] : Endpoints, Clock);
        await chain.ConfirmIdentityAsync(cancellation);
        var recognizers = new List<(SourceSettings Source, IRecognizer Recognizer)>();
        foreach (var source in Sources)
        {
            recognizers.Add((source, await SourceKinds.OpenAsync(source, chain, cancellation)));
        }

        var ids = SourceBook.Enter(Ledger.Ledger, Settings);
        List<WatchedSource> watched = [.. recognizers.Select(opened => new WatchedSource(ids[opened.Source.Name], opened.Source, opened.Recognizer) { Own = Settings.OwnOn(ChainSettings.Name), BookedElsewhere = Settings.BookedElsewhere(opened.Source) })];
        _accruals = new AccrualPass(chain, Ledger.Ledger, watched, Clock);
        return new IncomePass(chain, Ledger.Ledger, watched, Clock);
    }
}
