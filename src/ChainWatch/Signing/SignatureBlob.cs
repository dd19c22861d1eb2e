using ChainWatch.Ethereum;
using ChainWatch.Proposing;

namespace ChainWatch.Signing;

/// <summary>
/// The signatures of one transaction as <c>execTransaction</c> takes them: a part of 65 bytes for each owner, strictly
/// ascending by owner, then the tails of contract owners (safe-smart-account, docs/signatures.md and checkNSignatures).
/// </summary>
public static class SignatureBlob
{
    /// <summary>
    /// The blob of as many signatures as the Safe asks for. Where there are more, those come first that need least of the
    /// chain: typed data, eth_sign, approvals, contracts.
    /// </summary>
    /// <exception cref="ChainWatchException">Too few, or two of one owner.</exception>
    public static byte[] Assemble(IEnumerable<OwnerSignature> confirmations, int threshold)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        var given = confirmations.OrderBy(Cost).ThenBy(signature => signature.Owner).ToList();
        if (given.GroupBy(signature => signature.Owner).FirstOrDefault(owner => owner.Count() > 1) is { } twice)
        {
            throw SignatureRefusal.OfBlob("GS026", $"{twice.Key} stands there twice");
        }

        RequireEnough(given.Count, threshold);
        var taken = given.Take(threshold).OrderBy(signature => signature.Owner).ToList();
        var parts = new List<byte>();
        var tails = new List<byte>();
        foreach (var signature in taken)
        {
            parts.AddRange(signature.PartAt((threshold * OwnerSignature.PartSize) + tails.Count));
            tails.AddRange(signature.LengthAndTail);
        }

        return [.. parts, .. tails];
    }

    /// <summary>
    /// The signatures in a blob, held against the Safe's rules as far as that needs no chain; what does not prove itself
    /// is then <see cref="ChainConsent"/>'s. Stricter than the Safe: exactly <paramref name="threshold"/> signatures, nothing behind them.
    /// </summary>
    /// <exception cref="ChainWatchException">The Safe would refuse it; the message names the reason and the Safe's code for it.</exception>
    public static IReadOnlyList<OwnerSignature> Check(
        SafeTransaction transaction, IReadOnlyCollection<Address> owners, int threshold, ReadOnlyMemory<byte> blob)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        RequireEnough(blob.Length / OwnerSignature.PartSize, threshold);
        var read = new List<OwnerSignature>();
        var end = threshold * OwnerSignature.PartSize;
        for (var i = 0; i < threshold; i++)
        {
            var signature = ReadPart(transaction, owners, blob.Span, i * OwnerSignature.PartSize, ref end);
            if (read.Count > 0 && signature.Owner <= read[^1].Owner)
            {
                throw SignatureRefusal.OfBlob("GS026", signature.Owner == read[^1].Owner ? $"{signature.Owner} stands there twice" : "they are not in ascending order of their owners");
            }

            read.Add(signature);
        }

        return blob.Length == end ? read : throw SignatureRefusal.OfBlob(null, $"{blob.Length - end} bytes too many follow them");
    }

    private static OwnerSignature ReadPart(
        SafeTransaction transaction, IReadOnlyCollection<Address> owners, ReadOnlySpan<byte> blob, int start, ref int end)
    {
        var part = blob.Slice(start, OwnerSignature.PartSize);
        var kind = SignatureKinds.OfV(part[^1])
            ?? throw SignatureRefusal.OfBlob("GS026", $"v = {part[^1]} is no kind of signature");
        var readings = SignatureReading.Read(transaction, kind == SignatureKind.Contract ? WithTail(part, blob, ref end) : part);
        return readings.FirstOrDefault(reading => reading.Kind == kind && owners.Contains(reading.Owner))
            ?? throw SignatureRefusal.OfBlob("GS026", $"part {(start / OwnerSignature.PartSize) + 1} is by no owner of the Safe, or of another transaction than {transaction.SafeTxHash}");
    }

    /// <summary>A contract owner's part with its tail right behind it. Tails stand in the order of their parts, without gaps.</summary>
    private static byte[] WithTail(ReadOnlySpan<byte> part, ReadOnlySpan<byte> blob, ref int end)
    {
        if (!SignatureReading.TryReadLength(part[Hash32.Size..^1], out var offset) || offset != end)
        {
            throw SignatureRefusal.OfBlob("GS021 or GS022", $"the tail of a contract owner does not start at byte {end}");
        }

        var start = end + Hash32.Size;
        if (blob.Length < start || !SignatureReading.TryReadLength(blob[end..start], out var length) || length > blob.Length - start)
        {
            throw SignatureRefusal.OfBlob("GS022 or GS023", "the tail of a contract owner is cut off");
        }

        var lengthAndTail = blob[end..(start + length)];
        end = start + length;
        var owner = OwnerSignature.Contract(new Address(part[(Hash32.Size - Address.Size)..Hash32.Size]), default);
        return [.. part[..Hash32.Size], .. owner.Bytes.Span[Hash32.Size..OwnerSignature.PartSize], .. lengthAndTail];
    }

    private static void RequireEnough(int given, int threshold)
    {
        if (given < threshold)
        {
            throw SignatureRefusal.OfBlob("GS020", $"there are {given}, and the Safe asks for {threshold}");
        }
    }

    private static int Cost(OwnerSignature signature) => signature.Kind switch
    {
        SignatureKind.Eip712 => 0,
        SignatureKind.EthSign => 1,
        SignatureKind.ApprovedHash => 2,
        _ => 3,
    };
}
