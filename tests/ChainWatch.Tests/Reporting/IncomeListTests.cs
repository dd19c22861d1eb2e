using ChainWatch.Reporting;
using ChainWatch.Support;
using Dapper;

namespace ChainWatch.Tests.Reporting;

public sealed class IncomeListTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source()] };

    public IncomeListTests() => _watch.Chain.Deploy(Some.Contract);

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task The_newest_are_the_last_of_all_in_the_same_order()
    {
        for (var i = 1; i <= 9; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(i), Emitted.EtherRelease(10 * i));
        }

        await _watch.PassAsync(cancellation: TestContext.Current.CancellationToken);

        var all = IncomeList.Read(_watch.Ledger.Ledger, new IncomeFilter());
        Assert.Equal(18, all.Count);
        Assert.Equal(all.TakeLast(5), IncomeList.Read(_watch.Ledger.Ledger, new IncomeFilter(Newest: 5)));
        Assert.Equal(all.TakeLast(5), IncomeList.Read(_watch.Ledger.Ledger, new IncomeFilter(Newest: 5, Source: Some.Source().Name)));
        Assert.Equal(all, IncomeList.Read(_watch.Ledger.Ledger, new IncomeFilter(Newest: 100)));
    }

    [Theory]
    [InlineData(null, "income_by_time")]
    [InlineData("royalties", "income_by_source")]
    public void The_newest_are_found_by_an_index_and_nothing_is_sorted_but_them(string? source, string index)
    {
        var filter = new IncomeFilter(Source: source, Newest: 50);

        var plan = _watch.Ledger.Ledger.Read(connection =>
            connection.Query($"EXPLAIN QUERY PLAN {IncomeList.Sql(filter)}", filter).Select(row => (string)row.detail).ToList());

        Assert.Contains(plan, step => step.Contains(index, StringComparison.Ordinal));
        Assert.DoesNotContain(plan, step => step == "SCAN i" && plan.TakeWhile(before => before != step).All(before => !before.Contains(index, StringComparison.Ordinal)));
    }
}
