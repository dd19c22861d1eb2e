using System.Numerics;
using ChainWatch.Ethereum.Transactions;

namespace ChainWatch.Ethereum.Tests.Transactions;

public sealed class FeeSuggestionTests
{
    [Fact]
    public void The_suggestion_is_twice_the_coming_base_fee_and_the_median_of_what_was_paid()
    {
        var history = new FeeHistory(1, [100, 110, 120, 90], [[1, 30], [0, 0], [3, 10]]);
        Assert.Equal(new FeeSuggestion(181, 1), FeeSuggestion.From(history));
        Assert.Equal(new FeeSuggestion(190, 10), FeeSuggestion.From(history, percentile: 1));
        Assert.Equal(new FeeSuggestion(192, 12), FeeSuggestion.From(history, percentile: 1, leastPriorityFee: 12));
    }

    [Fact]
    public void Empty_blocks_suggest_the_least_priority_fee()
    {
        var history = new FeeHistory(1, [100, 88], [[0]]);
        Assert.Equal(new FeeSuggestion(176, 0), FeeSuggestion.From(history));
        Assert.Equal(new FeeSuggestion(181, 5), FeeSuggestion.From(history, leastPriorityFee: 5));
    }

    [Fact]
    public void A_history_without_base_fee_or_percentile_is_refused()
    {
        Assert.Throws<ArgumentException>(() => FeeSuggestion.From(new FeeHistory(1, [], [])));
        Assert.Throws<ArgumentException>(() => FeeSuggestion.From(new FeeHistory(1, [BigInteger.One], [[]])));
    }
}
