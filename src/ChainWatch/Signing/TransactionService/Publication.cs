using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Proposing;

namespace ChainWatch.Signing.TransactionService;

/// <summary>What came back from a service and was verified.</summary>
/// <param name="Signatures">Of the Safe's owners, each proved.</param>
/// <param name="LeftOut">What was not taken, in words.</param>
public sealed record FetchedSignatures(IReadOnlyList<OwnerSignature> Signatures, IReadOnlyList<string> LeftOut);

/// <summary>A proposal on a Safe Transaction Service: put there, read back, taken away.</summary>
public sealed class Publication(ITransactionService service, SafeTransaction transaction)
{
    /// <summary>
    /// Publishes the transaction with the signatures of those who are owners now, and adds what the service lacks where
    /// it has it already. What the service then has is read back.
    /// </summary>
    /// <exception cref="ChainWatchException">No owner has signed, or the service cannot be used.</exception>
    public async Task<PublishedTransaction> PublishAsync(
        IEnumerable<OwnerSignature> signatures, IReadOnlyCollection<Address> owners, CancellationToken cancellation)
    {
        // Only a key can take it away again: let one publish it, where there is one.
        var given = signatures.Where(signature => owners.Contains(signature.Owner)).OrderBy(signature => !signature.ProvesItself).ToList();
        if (given.Count == 0)
        {
            throw new ChainWatchException(
                Refusal.Refused, "unsigned", $"Nothing was published: no owner of the Safe {transaction.Safe} has signed yet, and a service hides what nobody signed.", "Sign it first: chainwatch escrow sign ID --key NAME");
        }

        var published = await service.FindAsync(transaction, cancellation);
        if (published is null)
        {
            await service.ProposeAsync(transaction, given[0], cancellation);
        }

        var there = published is null ? [given[0].Owner] : published.Confirmations.Select(confirmation => confirmation.Owner).ToList();
        foreach (var signature in given.Where(signature => !there.Contains(signature.Owner)))
        {
            await service.ConfirmAsync(transaction, signature, cancellation);
        }

        return await FindAsync(cancellation);
    }

    /// <summary>The signatures that the service has, each verified as one of a bundle is. Of somebody who is no owner (any more) none is taken.</summary>
    /// <exception cref="ChainWatchException">The service has another transaction, or a signature that is not its owner's.</exception>
    public async Task<FetchedSignatures> FetchAsync(Chain chain, SafeCondition condition, CancellationToken cancellation)
    {
        var (owners, strangers) = Divide((await FindAsync(cancellation)).Confirmations, condition.Owners);
        var signatures = new List<OwnerSignature>();
        foreach (var confirmation in owners)
        {
            var signature = SignatureVerification.By(confirmation.Owner, transaction, confirmation.Signature.Span);
            await ChainConsent.ConfirmAsync(chain, transaction, condition.Version, signature, executor: null, cancellation);
            signatures.Add(signature);
        }

        return new FetchedSignatures(signatures, [.. strangers.Select(stranger => $"{stranger.Owner} is no owner of the Safe {transaction.Safe}: its signature is left out.")]);
    }

    /// <summary>Takes the transaction off the board, signed by who published it. Signatures that were seen there stay good.</summary>
    /// <exception cref="ChainWatchException">It is not there, another published it, or the service cannot be used.</exception>
    public async Task WithdrawAsync(ISigner signer, TimeProvider clock, CancellationToken cancellation)
    {
        var published = await FindAsync(cancellation);
        if (published.Proposer is { } proposer && proposer != signer.Address)
        {
            throw new ChainWatchException(
                Refusal.Refused, "not-proposer", $"Only who published it can take it away: the service says {proposer}, the key is {signer.Address}.", "Type it again with that owner's key.");
        }

        try
        {
            await service.DeleteAsync(transaction, await signer.SignTypedDataAsync(DeleteRequest.Document(transaction, clock.GetUtcNow()), cancellation), cancellation);
        }
        catch (SignerException failed)
        {
            throw new ChainWatchException(Refusal.Refused, "signer", failed.Message, "Nothing was taken away. Unlock or reach the signer and try again.", failed);
        }
    }

    private static (IEnumerable<PublishedSignature> Owners, IEnumerable<PublishedSignature> Strangers) Divide(
        IReadOnlyList<PublishedSignature> confirmations, IReadOnlyCollection<Address> owners)
    {
        var byOwner = confirmations.ToLookup(confirmation => owners.Contains(confirmation.Owner));
        return (byOwner[true], byOwner[false]);
    }

    private async Task<PublishedTransaction> FindAsync(CancellationToken cancellation) => await service.FindAsync(transaction, cancellation)
        ?? throw new ChainWatchException(
            Refusal.Refused, "not-published", $"The Safe Transaction Service has no transaction {transaction.SafeTxHash}.", "Publish it with: chainwatch escrow publish ID");
}
