using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Proposing;

namespace ChainWatch.Signing;

/// <summary>One owner signs one transaction.</summary>
public static class OwnerSigning
{
    /// <summary>
    /// The owner's new signature, as typed data. <paramref name="owners"/> are the Safe's; null on a machine that cannot
    /// ask, where whoever imports the signature will.
    /// </summary>
    /// <exception cref="ChainWatchException">The signer is no owner, has signed already, refused, or signed something else.</exception>
    public static async Task<OwnerSignature> SignAsync(
        SafeTransaction transaction,
        IReadOnlyCollection<Address>? owners,
        IEnumerable<OwnerSignature> existing,
        ISigner signer,
        CancellationToken cancellation)
    {
        RequireOwner(transaction, owners, signer.Address);
        RequireNew(existing, signer.Address);
        try
        {
            var signature = await signer.SignTypedDataAsync(TypedDataExport.Document(transaction), cancellation);

            // A signer may be a device or a service: what it returns is a claim.
            return SignatureVerification.By(signer.Address, transaction, signature.ToArray());
        }
        catch (SignerException failed)
        {
            throw new ChainWatchException(Refusal.Refused, "signer", failed.Message, "Nothing was signed. Unlock or reach the signer and try again.", failed);
        }
    }

    private static void RequireOwner(SafeTransaction transaction, IReadOnlyCollection<Address>? owners, Address signer)
    {
        if (owners?.Contains(signer) == false)
        {
            throw new ChainWatchException(
                Refusal.Refused, "no-owner", $"{signer} is no owner of the Safe {transaction.Safe}.", $"Sign with the key of one of its owners: {string.Join(", ", owners)}");
        }
    }

    private static void RequireNew(IEnumerable<OwnerSignature> existing, Address signer)
    {
        if (existing.Any(signature => signature.Owner == signer))
        {
            throw new ChainWatchException(
                Refusal.Refused, "already-signed", $"{signer} has signed this transaction already.", "Nothing is left to do with this key; let another owner sign.");
        }
    }
}
