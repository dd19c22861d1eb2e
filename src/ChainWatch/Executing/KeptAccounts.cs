using ChainWatch.Ethereum;
using ChainWatch.Proposing;

namespace ChainWatch.Executing;

/// <summary>What of one chain a keeper looks after.</summary>
/// <param name="Wallets">What holds money by itself: treasuries and the escrow.</param>
/// <param name="Splitters">TaxSplitters.</param>
public sealed record KeptAccounts(IReadOnlyList<Address> Wallets, IReadOnlyList<Address> Splitters)
{
    /// <summary>Those of a chain that the configuration names; none where no treasury is there.</summary>
    public static KeptAccounts Of(EscrowSettings? escrow, string chain)
    {
        var treasuries = escrow?.On(chain).ToLookup(treasury => treasury.Kind == TreasuryKind.TaxSplitter, treasury => treasury.Address);
        return treasuries is null || treasuries.Count == 0
            ? new KeptAccounts([], [])
            : new KeptAccounts([.. treasuries[false], .. escrow!.TaxEscrow is { } destination ? [destination] : Array.Empty<Address>()], [.. treasuries[true]]);
    }

    /// <summary>Whether there is nothing.</summary>
    public bool IsEmpty => Wallets.Count + Splitters.Count == 0;

    internal KeeperRules Rules(ulong chainId) => new(chainId, Wallets, Splitters);
}
