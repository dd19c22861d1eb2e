using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;

namespace ChainWatch.Proposing;

/// <summary>
/// Several calls in one Safe transaction: a delegatecall, so that foreign code runs with the Safe's own power. That code is
/// MultiSendCallOnly's, at its canonical address, and its hash is compared on this very chain.
/// </summary>
public static class Batching
{
    private const string Hint = "Draft a plain call for each token, without --batch: chainwatch escrow propose --all";

    /// <summary>Makes sure that a transaction is a plain call, or a batch through code that is known to make calls and nothing else.</summary>
    /// <exception cref="ChainWatchException">It is another delegatecall, or the chain has other code there.</exception>
    public static async Task ConfirmAsync(Chain chain, SafeTransaction transaction, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(chain);
        ArgumentNullException.ThrowIfNull(transaction);
        if (transaction.Operation == SafeOperation.Call)
        {
            return;
        }

        if (!MultiSendBatch.TryRead(transaction, out var calls) || calls.Any(call => call.Operation != 0) || !transaction.Value.IsZero)
        {
            throw Refuse($"transaction {transaction.SafeTxHash} of the Safe {transaction.Safe} is a delegatecall to {transaction.To} that is no batch of calls", "Reject it with: chainwatch escrow reject ID");
        }

        var contract = KnownSafes.MultiSendCallOnlyAt(transaction.To)!;
        if (await CodeHashAsync(chain, contract, cancellation) is var found && found != contract.CodeHash)
        {
            throw Refuse(Differs(chain, contract, found), "Reject it with: chainwatch escrow reject ID");
        }
    }

    /// <summary>Where a Safe of a version finds its MultiSendCallOnly on a chain.</summary>
    /// <exception cref="ChainWatchException">Its code stands at none of the canonical addresses.</exception>
    internal static async Task<Address> FindAsync(Chain chain, string safeVersion, CancellationToken cancellation)
    {
        var differing = new List<string>();
        foreach (var contract in KnownSafes.MultiSendCallOnly.Where(contract => contract.Version == safeVersion))
        {
            var found = await CodeHashAsync(chain, contract, cancellation);
            if (found == contract.CodeHash)
            {
                return contract.Address;
            }

            differing.Add(Differs(chain, contract, found));
        }

        throw Refuse(differing.Count > 0 ? string.Join("; ", differing) : $"there is no MultiSendCallOnly for a Safe of version {safeVersion}", Hint);
    }

    /// <summary>A transaction that makes these calls in this order: a plain call where it is one.</summary>
    internal static SafeTransaction Transaction(ulong chainId, Address safe, ulong nonce, IReadOnlyList<BatchedCall> calls, Address? through) => through is { } contract
        ? new SafeTransaction(chainId, safe, nonce, contract, 0, MultiSendBatch.Encode(calls), SafeOperation.DelegateCall)
        : calls is [var only] ? new SafeTransaction(chainId, safe, nonce, only.To, only.Value, only.Data)
        : throw new ArgumentException($"{calls.Count} calls are no plain call.", nameof(calls));

    private static async Task<Hash32?> CodeHashAsync(Chain chain, BatchContract contract, CancellationToken cancellation) =>
        await chain.GetCodeAsync(contract.Address, cancellation) is { Length: > 0 } code ? Keccak256.Hash(code) : null;

    private static string Differs(Chain chain, BatchContract contract, Hash32? found) => found is { } hash
        ? $"the code at {contract.Address} on {chain.Settings.Name} hashes to {hash}, and that of MultiSendCallOnly {contract.Version} to {contract.CodeHash}"
        : $"MultiSendCallOnly {contract.Version} does not stand at {contract.Address} on {chain.Settings.Name}: there is no code";

    private static ChainWatchException Refuse(string reason, string hint) =>
        new(Refusal.Refused, "no-batch", $"Nothing is batched: {reason}.", hint);
}
