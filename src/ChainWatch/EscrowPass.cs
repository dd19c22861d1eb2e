using ChainWatch.Chains;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using ChainWatch.Taxing;
using ChainWatch.Valuing;

namespace ChainWatch;

/// <summary>
/// Value, tax, split: what became final is valued, its tax is worked out, and its due is entered. Each step takes up
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

        new Assessor(ledger, settings.Taxes).Run(clock.GetUtcNow());
        new Splitter(ledger).Run(clock.GetUtcNow());
    }
}
