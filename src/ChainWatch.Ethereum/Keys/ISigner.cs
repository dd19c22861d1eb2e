using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Ethereum.TypedData;

namespace ChainWatch.Ethereum.Keys;

/// <summary>
/// One account that can sign: the second of the two ports that another Ethereum backend may implement (the other is
/// <see cref="IChainReader"/>). It may be a key in this process, a device with a button, or a service elsewhere, and so it
/// is asked to sign what a person can be shown, never a bare hash.
/// </summary>
/// <remarks>
/// Every method throws <see cref="SignerException"/> where the signer refuses or cannot be reached, and
/// <see cref="OperationCanceledException"/> where it is given up. A signature is of low s and recovers to
/// <see cref="Address"/>; one from outside this process is checked by who asked for it.
/// </remarks>
public interface ISigner
{
    /// <summary>The account.</summary>
    Address Address { get; }

    /// <summary>Signs typed data (EIP-712, <c>eth_signTypedData_v4</c>).</summary>
    Task<Signature> SignTypedDataAsync(TypedDataDocument document, CancellationToken cancellation = default);

    /// <summary>Signs a message behind the prefix of EIP-191 (<c>personal_sign</c>).</summary>
    Task<Signature> SignMessageAsync(ReadOnlyMemory<byte> message, CancellationToken cancellation = default);

    /// <summary>The transaction with this account's signature, and otherwise as it was.</summary>
    /// <exception cref="TransactionException">The transaction lacks a field, or has one that is none of its type's.</exception>
    Task<Transaction> SignTransactionAsync(Transaction transaction, CancellationToken cancellation = default);
}
