using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Proposing;

namespace ChainWatch.Signing.TransactionService;

/// <summary>
/// A Safe Transaction Service (safe-global/safe-transaction-service): a notice board where the owners' wallets find
/// transactions to sign. It is somebody else's computer: whatever it says is a claim.
/// </summary>
/// <remarks>Every method throws <see cref="ChainWatchException"/> where the service cannot be reached, refuses, or answers nonsense.</remarks>
public interface ITransactionService
{
    /// <summary>What the service has of a transaction; null where it knows none with its hash.</summary>
    /// <exception cref="ChainWatchException">What it has under that hash is another transaction.</exception>
    Task<PublishedTransaction?> FindAsync(SafeTransaction transaction, CancellationToken cancellation);

    /// <summary>Publishes a transaction in the name of an owner who signed it; again changes nothing.</summary>
    Task ProposeAsync(SafeTransaction transaction, OwnerSignature signature, CancellationToken cancellation);

    /// <summary>Adds a signature to a transaction that is published; again changes nothing.</summary>
    Task ConfirmAsync(SafeTransaction transaction, OwnerSignature signature, CancellationToken cancellation);

    /// <summary>Takes a transaction off the board; one that is gone already stays gone.</summary>
    /// <param name="transaction">Which.</param>
    /// <param name="signature">Its proposer's, of a <see cref="DeleteRequest"/> of this hour.</param>
    /// <param name="cancellation">Gives up.</param>
    Task DeleteAsync(SafeTransaction transaction, Signature signature, CancellationToken cancellation);
}

/// <summary>
/// What a service has of a transaction that was hashed here and is the one that was asked for. Whether it was executed,
/// the service is not asked: the chain says that.
/// </summary>
/// <param name="Proposer">Who published it, as the service says; null where it does not know.</param>
/// <param name="Confirmations">The signatures as they came, not looked at.</param>
public sealed record PublishedTransaction(Address? Proposer, IReadOnlyList<PublishedSignature> Confirmations);

/// <summary>A signature that a service ascribes to an owner.</summary>
/// <param name="Owner">To whom.</param>
/// <param name="Signature">Its bytes, not looked at.</param>
public sealed record PublishedSignature(Address Owner, ReadOnlyMemory<byte> Signature);
