using ChainWatch.Ethereum;

namespace ChainWatch.Signing;

/// <summary>What came of adding signatures to those that are there.</summary>
/// <param name="Signatures">All, in the order of their owners.</param>
/// <param name="Added">Those that were not there before.</param>
/// <param name="Remarks">What was not taken, in words.</param>
public sealed record MergedConfirmations(
    IReadOnlyList<OwnerSignature> Signatures, IReadOnlyList<OwnerSignature> Added, IReadOnlyList<string> Remarks);

/// <summary>The owners' consents to one transaction.</summary>
public static class Confirmations
{
    /// <summary>Adds one signature for each owner who has none yet. What is there stays, whatever comes.</summary>
    public static MergedConfirmations Merge(IEnumerable<OwnerSignature> present, IEnumerable<OwnerSignature> incoming)
    {
        var byOwner = new SortedDictionary<Address, OwnerSignature>();
        foreach (var signature in present)
        {
            byOwner.TryAdd(signature.Owner, signature);
        }

        var added = new List<OwnerSignature>();
        var remarks = new List<string>();
        foreach (var signature in incoming)
        {
            if (byOwner.TryAdd(signature.Owner, signature))
            {
                added.Add(signature);
            }
            else
            {
                remarks.Add(byOwner[signature.Owner].Equals(signature)
                    ? $"{signature.Owner} has signed already."
                    : $"{signature.Owner} has signed already, otherwise ({byOwner[signature.Owner].Kind.Word()}): what is there stays.");
            }
        }

        return new MergedConfirmations([.. byOwner.Values], added, remarks);
    }
}
