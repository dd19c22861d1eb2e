using ChainWatch.Replay;
using ChainWatch.Soaking;

namespace ChainWatch.Tests.Faults;

/// <summary>
/// Whatever goes wrong with real endpoints, alone and in random mixes: nothing is ever booked that was not paid, and once all
/// is well again the ledger equals the truth. <c>scripts/bench soak</c> runs a thousand mixes.
/// </summary>
public sealed class FaultTests
{
    private const int Mixes = 36;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Alone => [.. Fault.All.Select(fault => fault.Name)];

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, Mixes)];

    [Theory]
    [MemberData(nameof(Alone))]
    public async Task One_fault_alone(string name)
    {
        var fault = Fault.All.Single(fault => fault.Name == name);
        var chain = new ReplayChain(new ReplayOptions { Blocks = 120, OwnPerThousand = 500 });
        await using var watch = fault.Kind == FaultKind.OtherBlock
            ? await TroubledWatch.StartAsync(chain, nodes: 3, quorum: 2)
            : await TroubledWatch.StartAsync(chain, sampleEvery: 1);
        fault.Begin(new FaultyNode(chain, watch.Nodes[0].Faults, new Random(1)));

        await watch.TryPassAsync(Cancellation);
        Assert.Null(watch.Invented());
        chain.Reorg(5, length: 12);
        await watch.TryPassAsync(Cancellation);
        Assert.Null(watch.Invented());

        Assert.Null(await watch.RecoverAsync(Cancellation));
        Assert.Null(watch.Difference());
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public async Task Many_faults_in_a_random_mix(int seed) => Assert.Null(await new FaultMix(seed).RunAsync(Cancellation));
}
