using ChainWatch.Guarding;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recording;

/// <summary>Payments are written many at a time, and each is as if it had been written alone.</summary>
public sealed class IncomeRowsTests : IDisposable
{
    // More than are written at once, and not a multiple of it.
    private const int Payments = 150;

    private readonly FakeWatch _watch = new() { Sources = [Some.Source()], ChainSettings = Some.ChainSettings(maxReorgDepth: 4) };

    public IncomeRowsTests()
    {
        _watch.Chain.Deploy(Some.Contract);
        for (var block = 0; block < 3; block++)
        {
            _watch.Chain.Mine([.. Enumerable.Range(block * Payments / 3, Payments / 3).Select(n => Emitted.EtherRelease(n + 1))]);
        }

        _watch.Chain.MineTo(10);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task All_are_there_each_once_in_the_order_of_the_chain()
    {
        await _watch.PassAsync(cancellation: Cancellation);

        AssertComplete();
        Assert.Equal(Enumerable.Range(1, Payments).Select(n => $"{n}"), _watch.Ledger.Query<string>("SELECT amount FROM income ORDER BY id"));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(31)]
    [InlineData(149)]
    public async Task Those_that_are_missing_are_added_beside_those_that_are_there(int every)
    {
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Ledger.Execute($"DELETE FROM income WHERE id % {every} = 0");

        await ReadAgainAsync();

        AssertComplete();
    }

    [Fact]
    public async Task One_of_many_that_says_something_else_lets_none_be_written()
    {
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Ledger.Execute("DELETE FROM income WHERE id > 60; UPDATE income SET amount = '7777' WHERE id = 60");

        var conflict = await Assert.ThrowsAsync<ChainWatchException>(ReadAgainAsync);

        Assert.Equal("conflict", conflict.Code);
        Assert.Contains("log 9 of block 2 ", conflict.Message, StringComparison.Ordinal);
        Assert.Equal(60, _watch.Ledger.Value<long>("SELECT count(*) FROM income"));
    }

    [Fact]
    public async Task Those_whose_block_returns_stand_again()
    {
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Ledger.Execute("UPDATE income SET orphaned_at = 1");

        await ReadAgainAsync();

        AssertComplete();
    }

    private async Task ReadAgainAsync()
    {
        _watch.Ledger.Execute("UPDATE source SET next_block = 0; DELETE FROM block");
        await _watch.PassAsync(cancellation: Cancellation);
    }

    private void AssertComplete()
    {
        Assert.Equal((Payments, (long)Payments * (Payments + 1) / 2), _watch.Ledger.Query<(int, long)>("SELECT count(*), sum(amount) FROM income WHERE orphaned_at IS NULL").Single());
        Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger), invariant => Assert.Null(invariant.Broken));
    }
}
