using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;

namespace ChainWatch.Signing;

/// <summary>
/// What a transaction does, decoded back from what is signed and from nothing else: what moves, from where, to whom.
/// What cannot be decoded to the last byte is said not to be understood.
/// </summary>
/// <param name="Calls">Everything that it does, in order.</param>
public sealed record CalldataDescription(IReadOnlyList<DescribedCall> Calls)
{
    /// <summary>How careful to be with the whole.</summary>
    public CallRisk Risk => Calls.Max(call => call.Risk);

    /// <summary>What whoever signs it should know beside what it does.</summary>
    public IReadOnlyList<string> Warnings { get; private init; } = [];

    /// <summary>What leaves the Safe, in order; to be held against what the proposal says it moves.</summary>
    public IReadOnlyList<Transfer> Outflows => [.. Calls.Select(call => call.Outflow).OfType<Transfer>()];

    /// <summary>Describes what a proposal does; amounts of tokens that are not <paramref name="known"/> are told in base units.</summary>
    public static CalldataDescription Of(Proposal proposal, IReadOnlyDictionary<Token, TokenDescription>? known = null)
    {
        ArgumentNullException.ThrowIfNull(proposal);
        return Of(proposal.Transaction, known, proposal.IsEoa);
    }

    /// <summary>Describes a transaction of a Safe, or of an account of one key.</summary>
    public static CalldataDescription Of(SafeTransaction transaction, IReadOnlyDictionary<Token, TokenDescription>? known = null, bool isEoa = false)
    {
        var calls = new CallReading(transaction.Safe, transaction.Nonce, known ?? new Dictionary<Token, TokenDescription>(), isEoa);
        return new CalldataDescription([.. DescribeCalls(transaction, calls), .. DescribeGas(transaction)]) { Warnings = [.. Warn(transaction)] };
    }

    private static IEnumerable<DescribedCall> DescribeCalls(SafeTransaction transaction, CallReading reading)
    {
        if (transaction.Operation == SafeOperation.Call)
        {
            return [reading.Describe(transaction.To, transaction.Value, transaction.Data)];
        }

        if (!MultiSendBatch.TryRead(transaction, out var calls))
        {
            return [new DescribedCall($"foreign code at {transaction.To} runs with the Safe's own power (delegatecall of {transaction.Data.Length} bytes)", CallRisk.Dangerous)];
        }

        var described = calls.Select(call => call.Operation == 0
            ? reading.Describe(call.To, call.Value, call.Data)
            : new DescribedCall($"a delegatecall to {call.To} inside a batch, which makes the whole batch fail", CallRisk.Dangerous));
        return transaction.Value.IsZero
            ? described
            : described.Append(new DescribedCall($"{transaction.Value} wei are named for a delegatecall, which passes none on", CallRisk.Unknown));
    }

    private static IEnumerable<string> Warn(SafeTransaction transaction)
    {
        if (MultiSendBatch.TryRead(transaction, out var calls))
        {
            yield return $"{calls.Count} calls in one, by a delegatecall to MultiSendCallOnly {KnownSafes.MultiSendCallOnlyAt(transaction.To)!.Version} at {transaction.To}: "
                + "not every hardware wallet shows what such a batch does; where yours shows hashes only, compare them with these";
        }
    }

    private static IEnumerable<DescribedCall> DescribeGas(SafeTransaction transaction)
    {
        if (!transaction.GasPrice.IsZero)
        {
            var receiver = transaction.RefundReceiver == Address.Zero ? "whoever executes it" : transaction.RefundReceiver.ToString();
            yield return new DescribedCall(
                $"the Safe pays {receiver} for gas, at {transaction.GasPrice} base units of {new Token(transaction.GasToken)} a unit of gas", CallRisk.Dangerous);
        }

        if (!transaction.SafeTxGas.IsZero)
        {
            yield return new DescribedCall($"if it fails, nonce {transaction.Nonce} is used up all the same (safeTxGas is {transaction.SafeTxGas})");
        }
    }
}
