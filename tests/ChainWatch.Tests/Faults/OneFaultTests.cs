using ChainWatch.Replay;
using ChainWatch.Soaking;

namespace ChainWatch.Tests.Faults;

/// <summary>
/// Whatever goes wrong with a real endpoint: nothing is ever booked that was not paid, what can be borne stops nothing, and
/// once all is well again the ledger equals the truth.
/// </summary>
public sealed class OneFaultTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Names => [.. Fault.All.Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task One_fault_alone(string name)
    {
        var fault = Fault.All.Single(fault => fault.Name == name);
        var chain = new ReplayChain(new ReplayOptions { Blocks = 80, OwnPerThousand = fault.Kind is FaultKind.Lie or FaultKind.OtherBlock ? 500 : 100 });
        await using var watch = await (fault.Kind == FaultKind.OtherBlock
            ? TroubledWatch.StartAsync(chain, nodes: 3, quorum: 2)
            : TroubledWatch.StartAsync(chain, sampleEvery: fault.Kind == FaultKind.Lie ? 1UL : 0));
        fault.Begin(new FaultyNode(chain, watch.Nodes[0].Faults, new Random(1)));

        await PassAsync(watch, fault);
        chain.Reorg(5, length: 12);
        await PassAsync(watch, fault);

        Assert.Null(await watch.RecoverAsync(Cancellation));
        Assert.Null(watch.Difference());
    }

    private static async Task PassAsync(TroubledWatch watch, Fault fault)
    {
        var failure = await watch.TryPassAsync(Cancellation);
        Assert.Null(watch.Invented());
        if (fault.Kind is FaultKind.Burden or FaultKind.OtherBlock)
        {
            Assert.Null(failure ?? watch.Difference());
        }
    }
}
