using ChainWatch.Ethereum;
using ChainWatch.Proposing;

namespace ChainWatch.Signing;

/// <summary>
/// A transaction with the signatures that it has, to be carried to a machine without network and back
/// (<c>chainwatch-safe-bundle</c>, version 1). A bundle that reads is true to itself: its three hashes are those of its
/// transaction, and every signature is of that transaction and of the owner to whom it is ascribed. Whether those are
/// owners of the Safe, only somebody who can ask the chain knows: <see cref="RequireOwners"/>.
/// </summary>
/// <param name="Transaction">What is signed.</param>
/// <param name="SafeVersion">The Safe's version, for the reader; no hash covers it.</param>
/// <param name="Signatures">One for each owner, in the order of their addresses.</param>
public sealed record SignatureBundle(SafeTransaction Transaction, string SafeVersion, IReadOnlyList<OwnerSignature> Signatures)
{
    /// <summary>Makes sure that the bundle is for one of these Safes, each on its chain.</summary>
    /// <exception cref="ChainWatchException">It is for another.</exception>
    public void RequireFor(params IReadOnlyCollection<(ulong ChainId, Address Safe)> own)
    {
        if (own.All(safe => safe.ChainId != Transaction.ChainId))
        {
            throw Elsewhere("wrong-chain", $"it is for chain {Transaction.ChainId}, not for {string.Join(" or ", own.Select(safe => safe.ChainId).Distinct())}");
        }

        if (!own.Contains((Transaction.ChainId, Transaction.Safe)))
        {
            throw Elsewhere("wrong-safe", $"it is for the Safe {Transaction.Safe}, not for {string.Join(" or ", own.Select(safe => safe.Safe).Distinct())}");
        }
    }

    /// <summary>Makes sure that everybody who signed is an owner.</summary>
    /// <exception cref="ChainWatchException">Somebody is not.</exception>
    public void RequireOwners(IReadOnlyCollection<Address> owners)
    {
        if (Signatures.FirstOrDefault(signature => !owners.Contains(signature.Owner)) is { } stranger)
        {
            throw SignatureRefusal.Of($"{stranger.Owner} is no owner of the Safe {Transaction.Safe}");
        }
    }

    /// <summary>The bundle with a signature more; a second one of the same owner changes nothing.</summary>
    public SignatureBundle With(OwnerSignature signature) => this with { Signatures = Confirmations.Merge(Signatures, [signature]).Signatures };

    private static ChainWatchException Elsewhere(string code, string reason) => new(
        Refusal.Refused, code, $"The bundle is refused: {reason}.", "Import it where that Safe is the treasury, or export the right one with: chainwatch escrow export ID");
}
