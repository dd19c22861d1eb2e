using System.Numerics;

namespace ChainWatch.Ethereum.Transactions;

/// <summary>Fees for an EIP-1559 transaction, in wei per gas.</summary>
/// <param name="MaxFeePerGas">The most to pay in all.</param>
/// <param name="MaxPriorityFeePerGas">The most of it for the block's builder.</param>
public sealed record FeeSuggestion(BigInteger MaxFeePerGas, BigInteger MaxPriorityFeePerGas)
{
    /// <summary>
    /// The priority fee is the median, over the blocks that paid any, of the rewards at one of the percentiles asked for, and
    /// at least <paramref name="leastPriorityFee"/>. The maximum is that and twice the coming base fee: the base fee rises
    /// by an eighth a block at most (EIP-1559), so that the transaction stays valid for five full blocks.
    /// </summary>
    /// <param name="history">The recent blocks.</param>
    /// <param name="percentile">Which of the percentiles that were asked for, counted from 0.</param>
    /// <param name="leastPriorityFee">The least to offer, for example where all blocks were empty.</param>
    /// <exception cref="ArgumentException">The history has no base fee, or a block has no such percentile.</exception>
    public static FeeSuggestion From(FeeHistory history, int percentile = 0, BigInteger leastPriorityFee = default)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentOutOfRangeException.ThrowIfNegative(percentile);
        if (history.BaseFeePerGas.Count == 0 || history.Rewards.Any(block => block.Count <= percentile))
        {
            throw new ArgumentException("The fee history has no base fee, or a block without the percentile.", nameof(history));
        }

        var paid = history.Rewards.Select(block => block[percentile]).Where(reward => reward > 0).Order().ToArray();
        var priority = paid.Length == 0 ? leastPriorityFee : BigInteger.Max(leastPriorityFee, paid[(paid.Length - 1) / 2]);
        return new FeeSuggestion((2 * history.BaseFeePerGas[^1]) + priority, priority);
    }
}
