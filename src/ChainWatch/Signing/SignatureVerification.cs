using ChainWatch.Ethereum;
using ChainWatch.Proposing;

namespace ChainWatch.Signing;

/// <summary>
/// Whose consent to a transaction a signature is. What its bytes cannot prove by themselves (a contract owner's, an
/// approval on the chain) is afterwards asked of the chain: <see cref="ChainConsent"/>.
/// </summary>
public static class SignatureVerification
{
    /// <summary>The signature as one of the Safe's owners gave it.</summary>
    /// <exception cref="ChainWatchException">It is none of an owner, or not of this transaction.</exception>
    public static OwnerSignature ByAny(IReadOnlyCollection<Address> owners, SafeTransaction transaction, ReadOnlySpan<byte> signature)
    {
        var readings = SignatureReading.Read(transaction, signature);
        return readings.FirstOrDefault(reading => owners.Contains(reading.Owner))
            ?? throw SignatureRefusal.Of($"{Shown(readings)}, which is no owner of the Safe {transaction.Safe}; or another transaction was signed than {transaction.SafeTxHash}");
    }

    /// <summary>The signature as <paramref name="owner"/> gave it, to whom it is ascribed. Whether that is an owner of the Safe is not looked at.</summary>
    /// <exception cref="ChainWatchException">It is another's, or not of this transaction.</exception>
    public static OwnerSignature By(Address owner, SafeTransaction transaction, ReadOnlySpan<byte> signature)
    {
        var readings = SignatureReading.Read(transaction, signature);
        return readings.FirstOrDefault(reading => reading.Owner == owner)
            ?? throw SignatureRefusal.Of($"{owner} did not sign {transaction.SafeTxHash}: {Shown(readings)}");
    }

    private static string Shown(IReadOnlyList<OwnerSignature> readings) => readings.Count == 0
        ? "no key makes such a signature"
        : $"it is by {string.Join(" or ", readings.Select(reading => $"{reading.Owner} ({reading.Kind.Word()})"))}";
}
