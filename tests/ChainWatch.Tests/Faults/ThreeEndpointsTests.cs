using ChainWatch.Replay;
using ChainWatch.Replay.Faults;
using ChainWatch.Soaking;

namespace ChainWatch.Tests.Faults;

/// <summary>Three endpoints of one chain over HTTP, of which one or two lie.</summary>
public sealed class ThreeEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TheoryData<string> Lies => [.. Fault.All.Where(fault => fault.Kind != FaultKind.Trouble).Select(fault => fault.Name)];

    [Theory]
    [MemberData(nameof(Lies))]
    public async Task One_that_lies_is_never_believed_and_the_ledger_is_complete(string name)
    {
        var chain = Chain();
        await using var watch = await TroubledWatch.StartAsync(chain, nodes: 3, quorum: 2);
        Fault.All.Single(fault => fault.Name == name).Begin(new FaultyNode(chain, watch.Nodes[0].Faults, new Random(5)));

        await watch.PassAsync(Cancellation);

        Assert.Null(watch.Difference());
        Assert.All(watch.Alerts(), alert => Assert.EndsWith($":{NameOf(watch.Nodes[0])}", alert, StringComparison.Ordinal));
    }

    // Logs of older blocks are asked of as many as must agree: of three of three, the liar is one.
    [Theory]
    [InlineData("withheld", 3)]
    [InlineData("forged", 3)]
    [InlineData("quorum", 2)]
    public async Task What_one_lies_about_is_named_in_an_alert(string kind, int quorum)
    {
        var chain = Chain();
        await using var watch = await TroubledWatch.StartAsync(chain, nodes: 3, quorum);
        var paid = chain.Now.Payments().First();
        Lie lie = kind switch
        {
            "withheld" => Lie.Withhold(paid.BlockNumber, paid.LogIndex),
            "forged" => Lie.Alter(paid.BlockNumber, paid.LogIndex, 1),
            _ => Lie.Alter(paid.BlockNumber, paid.LogIndex, 1) with { Depth = LieDepth.Header },
        };
        watch.Nodes[0].Faults.Tell(lie);

        await watch.PassAsync(Cancellation);

        Assert.Null(watch.Difference());
        Assert.Contains($"{kind}:31337:{NameOf(watch.Nodes[0])}", watch.Alerts());
    }

    [Fact]
    public async Task Two_of_three_that_lie_halt_the_chain_which_says_so_and_goes_on_by_itself()
    {
        var chain = Chain();
        await using var watch = await TroubledWatch.StartAsync(chain, nodes: 3, quorum: 2);
        await watch.PassAsync(Cancellation);
        var recorded = watch.Books.Value<long>("SELECT min(next_block) FROM source");
        chain.Mine(4);
        (watch.Nodes[0].Faults.Elsewhere, watch.Nodes[1].Faults.Elsewhere) = (chain.Beside(8), chain.Beside(9));

        var halted = await Assert.ThrowsAsync<ChainWatchException>(() => watch.PassAsync(Cancellation));

        Assert.Equal("no-quorum", halted.Code);
        Assert.Equal(halted.Message, watch.Books.Value<string>("SELECT halted FROM chain"));
        Assert.Contains("no-quorum:31337", watch.Alerts());
        Assert.Equal(recorded, watch.Books.Value<long>("SELECT min(next_block) FROM source"));
        Assert.Null(watch.Invented());

        (watch.Nodes[0].Faults.Elsewhere, watch.Nodes[1].Faults.Elsewhere) = (null, null);
        await watch.PassAsync(Cancellation);

        Assert.Null(watch.Difference());
        Assert.Null(watch.Books.Value<string>("SELECT halted FROM chain"));
        Assert.Empty(watch.Alerts());
    }

    private static ReplayChain Chain() => new(new ReplayOptions { Blocks = 120, OwnPerThousand = 500 });

    private static string NameOf(ReplayNode node) => $"{node.Endpoint}".TrimEnd('/');
}
