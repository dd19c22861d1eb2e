using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;

namespace ChainWatch.Cli.Commands;

/// <summary>The Safes of the configuration: those that are paid, and the escrow where it is one.</summary>
internal static class OwnSafes
{
    public static EscrowSettings RequireEscrow(Invocation invocation) => invocation.Settings.Escrow ?? throw new ChainWatchException(
        Refusal.Refused, "no-treasury", "Escrow: Treasury: no treasury is configured.", "Name who is paid; docs/configuration.md shows how.");

    /// <summary>Every Safe of which a bundle may be imported. The escrow counts on every chain of a treasury.</summary>
    public static IReadOnlyCollection<(ulong ChainId, Address Safe)> All(Invocation invocation)
    {
        var escrow = RequireEscrow(invocation);
        var own = escrow.Treasuries.Where(treasury => treasury.Kind == TreasuryKind.Safe).Select(treasury => (treasury.Chain, treasury.Address));
        var escrows = escrow.TaxEscrow is { } wallet ? escrow.Treasuries.Select(treasury => (treasury.Chain, wallet)) : [];
        return [.. own.Concat(escrows).Distinct().Select(safe => (ChainOf(invocation, safe.Item1).ChainId, safe.Item2))];
    }

    /// <summary>What a Safe is now, asked of its chain.</summary>
    /// <exception cref="ChainWatchException">It is no Safe that ChainWatch knows, or its chain is not configured.</exception>
    public static async Task<(Chain Chain, SafeCondition Condition)> AskAsync(Invocation invocation, ulong chainId, Address safe, CancellationToken cancellation)
    {
        var chain = await OpenAsync(invocation, chainId, cancellation);
        return (chain, await new SafeReader(chain, safe).ReadConditionAsync(cancellation));
    }

    /// <summary>A configured chain, once its endpoint has proved to serve it.</summary>
    public static async Task<Chain> OpenAsync(Invocation invocation, ulong chainId, CancellationToken cancellation)
    {
        var chain = Chain.Open(SettingsOf(invocation, chainId), TimeProvider.System);
        await chain.ConfirmIdentityAsync(cancellation);
        return chain;
    }

    /// <summary>The configuration of the chain with an id.</summary>
    /// <exception cref="ChainWatchException">It is not configured.</exception>
    public static ChainSettings SettingsOf(Invocation invocation, ulong chainId) => invocation.Settings.Chains.FirstOrDefault(chain => chain.ChainId == chainId)
        ?? throw new ChainWatchException(Refusal.Refused, "no-chain", $"Chains: chain {chainId} is not configured.", "Add it to Chains in the configuration.");

    /// <summary>The configuration of a treasury's chain.</summary>
    public static ChainSettings ChainOf(Invocation invocation, string name) => invocation.Settings.Chains.First(chain => chain.Name == name);
}
