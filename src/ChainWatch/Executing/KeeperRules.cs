using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Recognizing;

namespace ChainWatch.Executing;

/// <summary>
/// What a key that nobody watches may sign: a Safe of the owner's executing what its owners have signed, and a splitter
/// of the owner's dividing what it holds. Neither needs a right of the key, so whoever steals it gains nothing but its gas.
/// </summary>
/// <param name="ChainId">The chain.</param>
/// <param name="Safes">The configured Safes.</param>
/// <param name="Splitters">The configured TaxSplitters.</param>
public sealed record KeeperRules(ulong ChainId, IReadOnlyCollection<Address> Safes, IReadOnlyCollection<Address> Splitters)
{
    private static readonly AbiFunction Execute = ContractAbi.Safe.Function("execTransaction");

    /// <summary>Makes sure that a transaction may be signed.</summary>
    /// <exception cref="ChainWatchException">It may not.</exception>
    public void Require(Transaction transaction)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (Broken(transaction) is { } rule)
        {
            throw new ChainWatchException(
                Refusal.Refused, "keeper-rules", $"The keeper does not sign this transaction: {rule}.", "Send it with a key of your own: chainwatch escrow execute ID --key NAME");
        }
    }

    private string? Broken(Transaction transaction) =>
        transaction.ChainId != ChainId ? $"it is for chain {transaction.ChainId}"
        : transaction.Type != TransactionType.DynamicFee ? "it is no plain call with a bounded fee (EIP-1559)"
        : !transaction.Value.IsZero ? "it moves coins"
        : transaction.To is not { } to ? "it creates a contract"
        : Safes.Contains(to) ? MustCall(transaction, Execute)
        : Splitters.Contains(to) ? MustCall(transaction, SplitterContract.Release)
        : $"{to} is no configured Safe and no configured TaxSplitter";

    private static string? MustCall(Transaction transaction, AbiFunction function) =>
        function.Matches(transaction.Data.Span) ? null : $"it calls something else of {transaction.To} than {function.Name}";
}
