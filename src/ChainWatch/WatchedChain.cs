using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Storage;

namespace ChainWatch;

/// <summary>
/// A configured chain with its sources. It is opened when its endpoint first answers, so that one chain's outage keeps
/// no other from being watched; from then on every pass goes on where the ledger stands.
/// </summary>
public sealed class WatchedChain(Settings settings, ChainSettings chain, Ledger ledger, TimeProvider clock)
{
    private IncomePass? _pass;

    /// <summary>The chain's configuration.</summary>
    public ChainSettings Settings => chain;

    /// <summary>Reads the chain up to its head; see <see cref="IncomePass.RunAsync"/>.</summary>
    public async Task RunAsync(BlockHeader? announced, IProgress<PassProgress>? progress, CancellationToken cancellation)
    {
        _pass ??= await OpenAsync(cancellation);
        await _pass.RunAsync(announced, progress, cancellation);
    }

    private async Task<IncomePass> OpenAsync(CancellationToken cancellation)
    {
        var open = Chain.Open(chain, clock);
        await open.ConfirmIdentityAsync(cancellation);
        var recognizers = new Dictionary<SourceSettings, IRecognizer>();
        foreach (var source in settings.Sources.Where(source => source.Chain == chain.Name))
        {
            recognizers.Add(source, await SourceKinds.OpenAsync(source, open, cancellation));
        }

        var ids = SourceBook.Enter(ledger, settings);
        return new IncomePass(open, ledger, [.. recognizers.Select(opened => new WatchedSource(ids[opened.Key.Name], opened.Key, opened.Value))], clock);
    }
}
