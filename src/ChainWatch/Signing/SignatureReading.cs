using System.Buffers.Binary;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Proposing;

namespace ChainWatch.Signing;

/// <summary>What bytes that somebody handed over can be: signatures of a transaction, by whom, of which kind.</summary>
internal static class SignatureReading
{
    private static ReadOnlySpan<byte> AddressPadding => new byte[Hash32.Size - Address.Size];

    /// <summary>
    /// Every reading of <paramref name="bytes"/>: two where v is 27 or 28, as wallets return that for typed data and for
    /// messages alike. v of 0 or 1 is a wallet's too where r is no padded address, which no wallet can bring about.
    /// </summary>
    /// <exception cref="ChainWatchException">There is no reading; the message says why.</exception>
    public static IReadOnlyList<OwnerSignature> Read(SafeTransaction transaction, ReadOnlySpan<byte> bytes)
    {
        if (bytes.Length < OwnerSignature.PartSize)
        {
            throw SignatureRefusal.Of($"it is too short: {bytes.Length} bytes, where r, s and v are {OwnerSignature.PartSize}");
        }

        var namesOwner = bytes.StartsWith(AddressPadding);
        return (bytes[OwnerSignature.PartSize - 1], namesOwner) switch
        {
            (0, true) => [ReadContract(bytes)],
            (1, true) => [ReadApproval(bytes)],
            (0 or 1 or 27 or 28, _) => [.. Recover(transaction, bytes, offset: 0, SignatureKind.Eip712), .. Recover(transaction, bytes, offset: 0, SignatureKind.EthSign)],
            (31 or 32, _) => Recover(transaction, bytes, offset: 4, SignatureKind.EthSign),
            (2, _) => throw SignatureRefusal.Of("its kind, v = 2, is no kind that a Safe of 1.3.0 to 1.5.0 knows"),
            (var v, _) => throw SignatureRefusal.Of($"its kind, v = {v}, is none of 27 and 28 (typed data), 31 and 32 (eth_sign), 0 (contract), 1 (approved hash)"),
        };
    }

    private static IReadOnlyList<OwnerSignature> Recover(SafeTransaction transaction, ReadOnlySpan<byte> bytes, byte offset, SignatureKind kind)
    {
        RequireLength(bytes, OwnerSignature.PartSize);
        byte[] plain = [.. bytes[..^1], (byte)(bytes[^1] - offset)];
        if (!Signature.TryParse(plain, out var signature))
        {
            throw SignatureRefusal.Of("its r or s is zero, or not below the order of secp256k1");
        }

        var hash = transaction.SafeTxHash;
        var digest = kind == SignatureKind.EthSign ? PersonalMessage.Hash(hash.Bytes) : hash;
        if (!Secp256k1.TryRecover(digest, signature, out var key))
        {
            return [];
        }

        return [kind == SignatureKind.EthSign ? OwnerSignature.EthSign(key.Address, signature) : OwnerSignature.Eip712(key.Address, signature)];
    }

    private static OwnerSignature ReadContract(ReadOnlySpan<byte> bytes)
    {
        var start = OwnerSignature.PartSize + Hash32.Size;
        if (!TryReadLength(bytes[Hash32.Size..(OwnerSignature.PartSize - 1)], out var offset) || offset != OwnerSignature.PartSize)
        {
            throw SignatureRefusal.Of($"it is a contract owner's, whose tail must start at byte {OwnerSignature.PartSize}");
        }

        if (bytes.Length < start || !TryReadLength(bytes[OwnerSignature.PartSize..start], out var length) || length > OwnerSignature.MaxTail)
        {
            throw SignatureRefusal.Of($"it is a contract owner's, whose tail must be there, with its length before it, and have {OwnerSignature.MaxTail} bytes at most");
        }

        RequireLength(bytes, start + length);
        return OwnerSignature.Contract(OwnerIn(bytes), bytes[start..]);
    }

    private static OwnerSignature ReadApproval(ReadOnlySpan<byte> bytes)
    {
        RequireLength(bytes, OwnerSignature.PartSize);
        return OwnerSignature.Approved(OwnerIn(bytes));
    }

    /// <summary>A word that is a small number; false where it is none.</summary>
    internal static bool TryReadLength(ReadOnlySpan<byte> word, out int length)
    {
        length = BinaryPrimitives.ReadInt32BigEndian(word[^sizeof(int)..]);
        return length >= 0 && word[..^sizeof(int)].IndexOfAnyExcept((byte)0) < 0;
    }

    private static Address OwnerIn(ReadOnlySpan<byte> bytes) => new(bytes[AddressPadding.Length..Hash32.Size]);

    private static void RequireLength(ReadOnlySpan<byte> bytes, int length)
    {
        if (bytes.Length != length)
        {
            throw SignatureRefusal.Of($"it is too {(bytes.Length > length ? "long" : "short")}: {bytes.Length} bytes, where one of its kind has {length}");
        }
    }
}
