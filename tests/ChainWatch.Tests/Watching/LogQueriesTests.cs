using ChainWatch.Ethereum;
using ChainWatch.Support;
using ChainWatch.Watching;

namespace ChainWatch.Tests.Watching;

public sealed class LogQueriesTests
{
    private static readonly IReadOnlyList<Hash32>?[] Topics = [[Some.Hash(1)], null, [Some.Hash(2), Some.Hash(3)]];

    [Fact]
    public void Contracts_that_are_asked_for_the_same_topics_are_asked_together()
    {
        var merged = Assert.Single(LogQueries.Merge([Query(Some.Address(1)), Query(Some.Address(2)), Query(Some.Address(1))]));

        Assert.Equal([Some.Address(1), Some.Address(2)], merged.Addresses);
        Assert.Equal(Topics, merged.Topics);
    }

    [Fact]
    public void Other_topics_are_another_question() =>
        Assert.Equal(2, LogQueries.Merge([Query(Some.Address(1)), Query(Some.Address(1)) with { Topics = [[Some.Hash(1)], [Some.Hash(2), Some.Hash(3)]] }]).Count);

    [Fact]
    public void A_question_to_all_contracts_stays_one_to_all_contracts() =>
        Assert.Empty(Assert.Single(LogQueries.Merge([Query(Some.Address(1)), Query()])).Addresses);

    private static LogFilter Query(params IReadOnlyList<Address> addresses) => new() { Addresses = addresses, Topics = Topics };
}
