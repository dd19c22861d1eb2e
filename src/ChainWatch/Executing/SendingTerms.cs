using System.Data.Common;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Transactions;
using ChainWatch.Primitives;

namespace ChainWatch.Executing;

/// <summary>What bounds a transaction before it is signed.</summary>
public sealed record SendingTerms
{
    /// <summary>The code of a refusal for want of budget.</summary>
    public const string BudgetCode = "gas-budget";

    /// <summary>Whatever the fees are.</summary>
    public static SendingTerms None { get; } = new();

    /// <summary>The most wei to pay for each gas; null for what the chain asks.</summary>
    public BigInteger? MaxFeePerGas { get; init; }

    /// <summary>The most wei to spend on gas within one day (UTC); null for no bound.</summary>
    public BigInteger? DailyBudget { get; init; }

    /// <summary>What may be signed at all; null for whatever is asked.</summary>
    public KeeperRules? Rules { get; init; }

    /// <summary>Bounds what recent blocks suggest.</summary>
    /// <exception cref="ChainWatchException">The chain asks for more.</exception>
    internal FeeSuggestion Bound(FeeSuggestion suggested, BigInteger baseFee)
    {
        if (MaxFeePerGas is not { } most || suggested.MaxFeePerGas <= most)
        {
            return suggested;
        }

        return baseFee < most
            ? new FeeSuggestion(most, BigInteger.Min(suggested.MaxPriorityFeePerGas, most))
            : throw new ChainWatchException(
                Refusal.Refused, "fees", $"Gas costs {Gwei(baseFee)} gwei now, and {Gwei(most)} is the most that may be paid.", "Wait for cheaper blocks, or allow more with --max-fee.");
    }

    /// <summary>Makes sure that a day's budget covers what an account's transactions cost today and can still cost, those entered just now included.</summary>
    /// <exception cref="ChainWatchException">It does not.</exception>
    internal void RequireBudget(DbConnection connection, ulong chainId, Address sender, DateTimeOffset now)
    {
        var today = new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero);
        if (DailyBudget is { } budget && SendingJournal.SpentSince(connection, chainId, sender, today) is var spent && spent > budget)
        {
            throw new ChainWatchException(
                Refusal.Refused,
                BudgetCode,
                $"With this transaction {sender} could spend {BaseUnits.Display(spent, 18)} on gas today, and Keeper:DailyGasBudget is {BaseUnits.Display(budget, 18)}.",
                "It goes on tomorrow (UTC); raise Keeper:DailyGasBudget, or type: chainwatch escrow execute ID --key NAME");
        }
    }

    internal static string Gwei(BigInteger wei) => BaseUnits.Display(wei, 9);
}
