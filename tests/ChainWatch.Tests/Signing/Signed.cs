using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Signing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Signing;

/// <summary>Keys, transactions and signatures for tests.</summary>
internal static class Signed
{
    public static readonly Address Safe = Some.Address(100);

    /// <summary>The n-th key: always the same one.</summary>
    public static PrivateKey Key(int n) => new(Keccak256.Hash(BitConverter.GetBytes(n)).Bytes);

    public static SafeTransaction Transfer(BigInteger? nonce = null, BigInteger? amount = null, Address? to = null) => new(
        31337, Safe, nonce ?? 3, Some.Coin, 0, ContractAbi.Erc20.Function("transfer").Encode(to ?? Some.Address(8), amount ?? 1_250_000));

    public static OwnerSignature TypedData(PrivateKey key, SafeTransaction transaction) => OwnerSignature.Eip712(key.Address, key.Sign(transaction.SafeTxHash));

    public static OwnerSignature Message(PrivateKey key, SafeTransaction transaction) =>
        OwnerSignature.EthSign(key.Address, key.Sign(PersonalMessage.Hash(transaction.SafeTxHash.Bytes)));

    /// <summary>The other signature of the same message, which anybody can make of one.</summary>
    public static byte[] WithHighS(ReadOnlySpan<byte> signature)
    {
        var order = BigInteger.Parse("115792089237316195423570985008687907852837564279074904382605163141518161494337");
        var s = order - new BigInteger(signature[32..64], isUnsigned: true, isBigEndian: true);
        var word = new byte[32];
        var digits = s.ToByteArray(isUnsigned: true, isBigEndian: true);
        digits.CopyTo(word.AsSpan(32 - digits.Length));
        return [.. signature[..32], .. word, (byte)(signature[64] % 2 == 1 ? signature[64] + 1 : signature[64] - 1)];
    }

    public static AbiContract Eip1271 { get; } = AbiContract.Parse(
        "function isValidSignature(bytes data, bytes signature) view returns (bytes4)",
        "function isValidSignature(bytes32 hash, bytes signature) view returns (bytes4)");
}
