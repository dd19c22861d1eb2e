using System.Runtime.ExceptionServices;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Executing;
using ChainWatch.Proposing;
using ChainWatch.Signing;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using ChainWatch.Taxing;
using ChainWatch.Valuing;

namespace ChainWatch;

/// <summary>
/// Value, tax, split, deliver, reconcile, recount, propose: what became final is valued, its tax is worked out, its due is
/// entered; what was signed to be sent is sent, what the chain says of earlier proposals is noted, their signatures are
/// counted by the owners there are, and what is still to be set aside is drafted for the owners to sign. Each step takes up
/// what the one before left in the ledger, so a pass that ends anywhere is finished by the next one.
/// </summary>
public sealed class EscrowPass(Settings settings, Chain chain, Ledger ledger, TimeProvider clock)
{
    /// <summary>One pass over what is final on the chain.</summary>
    /// <exception cref="Ethereum.JsonRpc.RpcException">A price could not be asked for; what was done before stands.</exception>
    public async Task RunAsync(CancellationToken cancellation)
    {
        if (settings.Pricing is { } pricing)
        {
            await new Valuer(chain, ledger, pricing, clock).RunAsync(cancellation);
        }

        new Assessor(ledger, settings.Taxes, awaitsValues: settings.Pricing is not null).Run(clock.GetUtcNow());
        new Splitter(ledger).Run(clock.GetUtcNow());
        await new Delivery(chain, ledger, clock).RunAsync(cancellation);
        if (settings.Escrow is { } escrow)
        {
            await SetAsideAsync(escrow, cancellation);
        }
    }

    // One Safe that is not what it should be keeps no other treasury waiting; what was wrong is said when all had their turn.
    private async Task SetAsideAsync(EscrowSettings escrow, CancellationToken cancellation)
    {
        ChainWatchException? wrong = null;
        foreach (var step in Steps(escrow, cancellation))
        {
            try
            {
                await step();
            }
            catch (ChainWatchException failed) when (failed.Code == SafeReader.UnknownSafe)
            {
                wrong ??= failed;
            }
        }

        if (wrong is not null)
        {
            ExceptionDispatchInfo.Throw(wrong);
        }
    }

    private IEnumerable<Func<Task>> Steps(EscrowSettings escrow, CancellationToken cancellation)
    {
        var arrivals = new Arrivals(chain);

        // What left the escrow is known before what arrived there is read from its balance.
        var safes = ledger.Read(connection => Reconciliation.Safes(connection, chain.Settings.ChainId)).OrderBy(safe => safe != escrow.TaxEscrow).ToList();
        foreach (var safe in safes)
        {
            yield return () => new Reconciliation(chain, ledger, safe, arrivals, clock).RunAsync(cancellation);
            yield return () => new Recount(chain, ledger, safe, clock).RunAsync(cancellation);
        }

        yield return () => new KeyReconciliation(chain, ledger, arrivals, clock).RunAsync(cancellation);
        if (escrow.TaxEscrow is not { } destination)
        {
            yield break;
        }

        var splitters = escrow.On(chain.Settings.Name).Where(treasury => treasury.Kind == TreasuryKind.TaxSplitter).Select(treasury => treasury.Address).ToList();
        foreach (var splitter in splitters)
        {
            yield return () => new SplitterReleases(chain, ledger, splitter, destination, FirstBlockOf(splitter), arrivals, clock).RunAsync(cancellation);
        }

        Credits.Use(ledger, chain.Settings.ChainId, clock);
        foreach (var splitter in splitters)
        {
            yield return () => new SplitterRate(chain, ledger, splitter, clock).RunAsync(cancellation);
        }

        foreach (var treasury in escrow.On(chain.Settings.Name).Where(treasury => treasury.Kind != TreasuryKind.TaxSplitter))
        {
            yield return () => new Proposer(chain, ledger, escrow, treasury, clock).RunAsync(Selection.Usual, cancellation);
        }
    }

    // Nothing was released to anybody's account before the first payment that is recorded.
    private ulong FirstBlockOf(Address splitter) => settings.Sources
        .Where(source => source.Chain == chain.Settings.Name && source.Beneficiary == splitter).Select(source => source.FromBlock).DefaultIfEmpty().Min();
}
