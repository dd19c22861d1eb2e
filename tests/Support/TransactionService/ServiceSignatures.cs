using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Support.TransactionService;

/// <summary>Signatures as the service looks at them, without the product's own reading of them.</summary>
internal static class ServiceSignatures
{
    /// <summary>Who signed a hash by typed data or by eth_sign; null for anything else.</summary>
    public static Address? SignerOf(Hash32 hash, byte[] signature)
    {
        if (signature.Length != Signature.Size)
        {
            return null;
        }

        var (v, digest) = signature[64] > 30 ? ((byte)(signature[64] - 4), PersonalMessage.Hash(hash.Bytes)) : (signature[64], hash);
        return v is 27 or 28 && Secp256k1.TryRecover(digest, Signature.Parse([.. signature[..64], v]), out var key) ? key.Address : null;
    }

    /// <summary>What is signed to delete a transaction, member by member as EIP-712 hashes it.</summary>
    public static Hash32 DeleteRequest(ulong chainId, Address safe, Hash32 safeTxHash, long totp)
    {
        var domain = Keccak256.Hash(
        [
            .. Keccak256.Hash("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract)"u8).Bytes,
            .. Keccak256.Hash("Safe Transaction Service"u8).Bytes,
            .. Keccak256.Hash("1.0"u8).Bytes,
            .. Word(chainId),
            .. Hash32.FromAddress(safe).Bytes,
        ]);
        var message = Keccak256.Hash([.. Keccak256.Hash("DeleteRequest(bytes32 safeTxHash,uint256 totp)"u8).Bytes, .. safeTxHash.Bytes, .. Word(totp)]);
        return Keccak256.Hash([0x19, 0x01, .. domain.Bytes, .. message.Bytes]);
    }

    private static byte[] Word(BigInteger number)
    {
        var word = new byte[Hash32.Size];
        var digits = number.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(word, Hash32.Size - digits.Length);
        return word;
    }
}
