using ChainWatch.Chains;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Executing;
using ChainWatch.Storage;

namespace ChainWatch.Worker.Keeping;

/// <summary>The worker's keeper on every chain that has something to keep. Its key is open from start to end.</summary>
internal sealed class Keeper : IDisposable
{
    private readonly LocalSigner _signer;
    private readonly Dictionary<string, (Chain Chain, KeeperPass Pass)> _passes = [];
    private readonly HashSet<string> _confirmed = [];

    private Keeper(Settings settings, Ledger ledger, TimeProvider clock)
    {
        _signer = KeeperKey.Open(settings.Keeper);
        foreach (var chainSettings in settings.Chains)
        {
            if (KeptAccounts.Of(settings.Escrow, chainSettings.Name) is { IsEmpty: false } kept)
            {
                var chain = Chain.Open(chainSettings, clock);
                _passes.Add(chainSettings.Name, (chain, new KeeperPass(chain, ledger, settings.Keeper, kept, _signer, clock)));
            }
        }
    }

    /// <summary>Opens the key, and makes sure of every chain that can be asked that it may be a keeper's.</summary>
    /// <exception cref="ChainWatchException">The key cannot be opened, or has a say in the money that it is to look after.</exception>
    public static async Task<Keeper?> OpenAsync(Settings settings, Ledger ledger, TimeProvider clock, CancellationToken cancellation)
    {
        if (!settings.Keeper.IsEnabled)
        {
            return null;
        }

        var keeper = new Keeper(settings, ledger, clock);
        try
        {
            foreach (var (_, pass) in keeper._passes.Values)
            {
                await RequireStandingAsync(pass, cancellation);
            }

            return keeper;
        }
        catch (ChainWatchException)
        {
            keeper.Dispose();
            throw;
        }
    }

    /// <summary>One pass over a chain; nothing where there is nothing to keep.</summary>
    public async Task RunAsync(string chainName, CancellationToken cancellation)
    {
        if (_passes.TryGetValue(chainName, out var kept))
        {
            if (!_confirmed.Contains(chainName))
            {
                await kept.Chain.ConfirmIdentityAsync(cancellation);
                _confirmed.Add(chainName);
            }

            await kept.Pass.RunAsync(cancellation);
        }
    }

    private static async Task RequireStandingAsync(KeeperPass pass, CancellationToken cancellation)
    {
        try
        {
            await pass.RequireStandingAsync(cancellation);
        }
        catch (RpcException)
        {
            // A chain that is out keeps the worker from nothing: it is asked again before anything is signed.
        }
    }

    public void Dispose() => _signer.Dispose();
}
