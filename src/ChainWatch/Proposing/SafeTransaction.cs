using System.Numerics;
using System.Text;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Proposing;

/// <summary>How a Safe carries out a transaction.</summary>
public enum SafeOperation
{
    /// <summary>A plain call.</summary>
    Call = 0,

    /// <summary>Foreign code with the Safe's own power; proposed only towards the canonical MultiSendCallOnly.</summary>
    DelegateCall = 1,
}

/// <summary>
/// What the owners of a Safe sign, with the three hashes by which wallets show it (safe-smart-account, tags v1.3.0 to
/// v1.5.0; earlier versions hash another domain and are not supported). Amounts of gas and money are in base units.
/// </summary>
/// <param name="ChainId">EIP-155 id of the chain that the Safe lives on.</param>
/// <param name="Safe">The Safe.</param>
/// <param name="Nonce">The Safe's own count of transactions; each is used once.</param>
/// <param name="To">Who is called.</param>
/// <param name="Value">Wei that go along.</param>
/// <param name="Data">Calldata.</param>
/// <param name="Operation">How.</param>
public sealed record SafeTransaction(
    ulong ChainId, Address Safe, BigInteger Nonce, Address To, BigInteger Value, ReadOnlyMemory<byte> Data, SafeOperation Operation = SafeOperation.Call)
{
    private static readonly Hash32 DomainType = TypeHash("EIP712Domain(uint256 chainId,address verifyingContract)");
    private static readonly Hash32 TransactionType = TypeHash(
        "SafeTx(address to,uint256 value,bytes data,uint8 operation,uint256 safeTxGas,uint256 baseGas,uint256 gasPrice,address gasToken,address refundReceiver,uint256 nonce)");

    /// <summary>Gas for the inner call; 0 lets a failure revert the whole (GS013) and keep the nonce, so ChainWatch proposes 0.</summary>
    public BigInteger SafeTxGas { get; init; }

    /// <summary>Gas that a refund adds; ChainWatch proposes 0.</summary>
    public BigInteger BaseGas { get; init; }

    /// <summary>Price of refunded gas; 0 for no refund, as ChainWatch proposes.</summary>
    public BigInteger GasPrice { get; init; }

    /// <summary>Token of the refund; the zero address for the chain's coin.</summary>
    public Address GasToken { get; init; }

    /// <summary>Who is refunded; the zero address for whoever executes.</summary>
    public Address RefundReceiver { get; init; }

    /// <summary>Hash of the EIP-712 domain: chain and Safe.</summary>
    public Hash32 DomainSeparator => Keccak256.Hash([.. DomainType.Bytes, .. Word(ChainId), .. Hash32.FromAddress(Safe).Bytes]);

    /// <summary>Hash of the transaction's struct, which wallets show as the message hash.</summary>
    public Hash32 MessageHash => Keccak256.Hash(
    [
        .. TransactionType.Bytes,
        .. Hash32.FromAddress(To).Bytes,
        .. Word(Value),
        .. Keccak256.Hash(Data.Span).Bytes,
        .. Word((int)Operation),
        .. Word(SafeTxGas),
        .. Word(BaseGas),
        .. Word(GasPrice),
        .. Hash32.FromAddress(GasToken).Bytes,
        .. Hash32.FromAddress(RefundReceiver).Bytes,
        .. Word(Nonce),
    ]);

    /// <summary>What the owners sign (EIP-712), and by which the Safe's events name the transaction.</summary>
    public Hash32 SafeTxHash => Keccak256.Hash([0x19, 0x01, .. DomainSeparator.Bytes, .. MessageHash.Bytes]);

    /// <summary>What makes this one impossible: an empty call of the Safe by itself at the same nonce, as Safe's own app rejects.</summary>
    public SafeTransaction ToRejection() => new(ChainId, Safe, Nonce, Safe, 0, default);

    private static Hash32 TypeHash(string type) => Keccak256.Hash(Encoding.ASCII.GetBytes(type));

    internal static byte[] Word(BigInteger number)
    {
        var word = new byte[Hash32.Size];
        var length = number.GetByteCount(isUnsigned: true);
        number.TryWriteBytes(word.AsSpan(Hash32.Size - length), out _, isUnsigned: true, isBigEndian: true);
        return word;
    }
}
