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
    private volatile Passes? _passes;

    /// <summary>The chain's configuration.</summary>
    public ChainSettings Settings => chain;

    /// <summary>Records the chain up to its head; see <see cref="IncomePass.RunAsync"/>.</summary>
    public async Task RecordAsync(BlockHeader? announced, IProgress<PassProgress>? progress, CancellationToken cancellation)
    {
        _passes ??= await OpenAsync(cancellation);
        await _passes.Income.RunAsync(announced, progress, cancellation);
    }

    /// <summary>
    /// Books what grew with no event, then works out what is due of what became final; see <see cref="AccrualPass.RunAsync"/>
    /// and <see cref="EscrowPass.RunAsync"/>. Nothing is, before anything was recorded.
    /// </summary>
    public async Task WorkOutDuesAsync(CancellationToken cancellation)
    {
        if (_passes is { } passes)
        {
            await passes.Accrual.RunAsync(cancellation);
            await passes.Escrow.RunAsync(cancellation);
        }
    }

    private async Task<Passes> OpenAsync(CancellationToken cancellation)
    {
        var open = Chain.Open(chain, clock);
        await open.ConfirmIdentityAsync(cancellation);
        var sources = settings.Sources.Where(source => source.Chain == chain.Name).ToList();
        var recognizers = await Task.WhenAll(sources.Select(source => SourceKinds.OpenAsync(source, open, cancellation)));
        var ids = SourceBook.Enter(ledger, settings);
        List<WatchedSource> watched = [.. sources.Zip(recognizers, (source, recognizer) => new WatchedSource(ids[source.Name], source, recognizer) { Own = settings.OwnOn(chain.Name), BookedElsewhere = settings.BookedElsewhere(source) })];
        return new Passes(new IncomePass(open, ledger, watched, clock), new AccrualPass(open, ledger, watched, clock), new EscrowPass(settings, open, ledger, clock));
    }

    private sealed record Passes(IncomePass Income, AccrualPass Accrual, EscrowPass Escrow);
}
