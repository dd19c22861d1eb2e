using System.Numerics;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Ethereum.Transactions;

/// <summary>
/// A transaction of any type, signed or not. Which fields are there depends on <see cref="Type"/>; encoding and signing
/// refuse one that lacks what its type has, or has what its type lacks.
/// </summary>
public sealed record Transaction
{
    /// <summary>The type (EIP-2718).</summary>
    public required TransactionType Type { get; init; }

    /// <summary>EIP-155 chain id; null only for a legacy transaction that holds on every chain.</summary>
    public ulong? ChainId { get; init; }

    /// <summary>How many transactions the sender sent before.</summary>
    public required ulong Nonce { get; init; }

    /// <summary>Price of gas in wei (legacy and EIP-2930).</summary>
    public BigInteger? GasPrice { get; init; }

    /// <summary>The most that is paid for gas, base fee and priority fee together, in wei (EIP-1559 and later types).</summary>
    public BigInteger? MaxFeePerGas { get; init; }

    /// <summary>The most of it that goes to the block's builder, in wei (EIP-1559 and later types).</summary>
    public BigInteger? MaxPriorityFeePerGas { get; init; }

    /// <summary>The most gas that it may use (JSON-RPC: <c>gas</c>).</summary>
    public required ulong GasLimit { get; init; }

    /// <summary>The recipient; null to create a contract, which blob and set-code transactions cannot.</summary>
    public Address? To { get; init; }

    /// <summary>Wei sent along.</summary>
    public BigInteger Value { get; init; }

    /// <summary>Call data, or the code that creates a contract (JSON-RPC: <c>input</c>).</summary>
    public ReadOnlyMemory<byte> Data { get; init; }

    /// <summary>Addresses and slots declared in advance (EIP-2930 and later types).</summary>
    public IReadOnlyList<AccessListEntry> AccessList { get; init; } = [];

    /// <summary>The most that is paid for blob gas in wei (EIP-4844).</summary>
    public BigInteger? MaxFeePerBlobGas { get; init; }

    /// <summary>Hashes of the blobs' commitments (EIP-4844).</summary>
    public IReadOnlyList<Hash32> BlobVersionedHashes { get; init; } = [];

    /// <summary>Permissions to set accounts' code (EIP-7702).</summary>
    public IReadOnlyList<Authorization> AuthorizationList { get; init; } = [];

    /// <summary>The sender's signature; null while it is not signed.</summary>
    public Signature? Signature { get; init; }

    /// <summary>
    /// Reads a signed transaction as <c>eth_sendRawTransaction</c> takes it, strictly: its encoding is the bytes read. That a chain would
    /// take it is more: see <see cref="TransactionRules"/>.
    /// </summary>
    /// <exception cref="TransactionException">Another type, another number of fields, or a field that is not in its one canonical form or out of range.</exception>
    public static Transaction Decode(ReadOnlyMemory<byte> encoded) => TransactionDecoder.Decode(encoded);

    /// <summary>The signed transaction as <c>eth_sendRawTransaction</c> takes it.</summary>
    /// <exception cref="TransactionException">Not signed, or a field is missing, out of range, or of another type of transaction.</exception>
    public byte[] Encode() => TransactionEncoder.Encode(this);

    /// <summary>What is hashed for signing: legacy as of EIP-155 where there is a chain id.</summary>
    /// <exception cref="TransactionException">A field is missing, out of range, or of another type of transaction.</exception>
    public byte[] EncodeForSigning() => TransactionEncoder.EncodeForSigning(this);

    /// <summary>The hash by which the chain knows it.</summary>
    /// <exception cref="TransactionException">As <see cref="Encode"/>.</exception>
    public Hash32 ComputeHash() => Keccak256.Hash(Encode());

    /// <summary>The digest that its sender signs.</summary>
    /// <exception cref="TransactionException">As <see cref="EncodeForSigning"/>.</exception>
    public Hash32 ComputeSigningHash() => Keccak256.Hash(EncodeForSigning());

    /// <summary>This transaction with the signature of <paramref name="key"/>.</summary>
    /// <exception cref="TransactionException">As <see cref="EncodeForSigning"/>.</exception>
    public Transaction SignedBy(PrivateKey key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return this with { Signature = key.Sign(ComputeSigningHash()) };
    }

    /// <summary>
    /// The sender, whom only the signature names. A high s is refused (EIP-2) unless <paramref name="allowHighS"/>, which
    /// Ethereum's first transactions need.
    /// </summary>
    /// <exception cref="TransactionException">Not signed, a high s, or a signature that no key makes.</exception>
    public Address RecoverSender(bool allowHighS = false)
    {
        var signature = Signature ?? throw new TransactionException("signature", "the transaction is not signed");
        if (!signature.IsLowS && !allowHighS)
        {
            throw new TransactionException("s", "more than half of the order of secp256k1 (EIP-2)");
        }

        return Secp256k1.TryRecover(ComputeSigningHash(), signature, out var key)
            ? key.Address
            : throw new TransactionException("signature", "no key makes it");
    }
}
