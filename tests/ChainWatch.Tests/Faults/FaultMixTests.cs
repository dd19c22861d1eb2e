using ChainWatch.Soaking;

namespace ChainWatch.Tests.Faults;

/// <summary>
/// Whatever goes wrong, in random mixes: nothing is ever booked that was not paid, and once all is well again the ledger
/// equals the truth. <c>scripts/bench soak</c> runs a thousand.
/// </summary>
public sealed class FaultMixTests
{
    private const int Mixes = 24;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Mixes)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Many_faults_in_a_random_mix(int seed)
    {
        var wrong = await new FaultMix(seed).RunAsync(TestContext.Current.CancellationToken);
        Assert.True(wrong is null, $"seed {seed}: {wrong}");
    }
}
