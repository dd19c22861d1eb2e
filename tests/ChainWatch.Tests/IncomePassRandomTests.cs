using ChainWatch.Guarding;

namespace ChainWatch.Tests;

public sealed class IncomePassRandomTests
{
    private const int SeedsEach = 25;

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    [InlineData(3000)]
    [InlineData(4000)]
    public async Task Whatever_happens_the_ledger_says_in_the_end_what_the_chain_says(int firstSeed)
    {
        var withIncome = 0;
        for (var seed = firstSeed; seed < firstSeed + SeedsEach; seed++)
        {
            using var history = new RandomHistory(seed);
            try
            {
                await history.LiveAsync(TestContext.Current.CancellationToken);
                Assert.Equal(history.Truth(), history.Standing());
                Assert.All(LedgerVerification.Run(history.Watch.Ledger.Ledger), invariant => Assert.Null(invariant.Broken));
            }
            catch (Exception failed) when (failed is not OperationCanceledException)
            {
                throw new InvalidOperationException($"seed {seed}: {failed.Message}", failed);
            }

            withIncome += history.Truth().Count > 5 ? 1 : 0;
        }

        Assert.InRange(withIncome, SeedsEach / 2, SeedsEach);
    }
}
