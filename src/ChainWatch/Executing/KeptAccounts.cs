using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Proposing;

namespace ChainWatch.Executing;

/// <summary>A TaxSplitter, and what it is paid in.</summary>
/// <param name="Splitter">The contract.</param>
/// <param name="Tokens">What it divides.</param>
public sealed record KeptSplitter(Address Splitter, IReadOnlyList<Token> Tokens);

/// <summary>What of one chain a keeper looks after.</summary>
/// <param name="Wallets">Treasuries and escrow.</param>
/// <param name="Splitters">TaxSplitters.</param>
public sealed record KeptAccounts(IReadOnlyList<Address> Wallets, IReadOnlyList<KeptSplitter> Splitters)
{
    /// <summary>Those of a chain that the configuration names.</summary>
    public static KeptAccounts Of(EscrowSettings? escrow, string chain) => escrow is null || escrow.Chain != chain
        ? new KeptAccounts([], [])
        : new KeptAccounts([escrow.Treasury, .. escrow.TaxEscrow is { } destination ? [destination] : Array.Empty<Address>()], []);

    internal KeeperRules Rules(ulong chainId) => new(chainId, Wallets, [.. Splitters.Select(kept => kept.Splitter)]);
}
