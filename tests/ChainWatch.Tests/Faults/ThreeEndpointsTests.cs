using ChainWatch.Replay;
using ChainWatch.Soaking;

namespace ChainWatch.Tests.Faults;

/// <summary>Three endpoints of one chain over HTTP, of which one or two lie.</summary>
public sealed class ThreeEndpointsTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    // An answer that makes no sense is no answer: without the third of three it could only halt.
    public static TheoryData<string> Lies =>
        [.. Fault.All.Where(fault => fault.Kind is FaultKind.Lie or FaultKind.OtherBlock && !fault.Name.StartsWith("a log told twice", StringComparison.Ordinal)).Select(fault => fault.Name)];

    // Logs of older blocks are asked of as many as must agree: of three of three, the liar is one.
    [Theory]
    [MemberData(nameof(Lies))]
    public async Task One_that_lies_is_never_believed_but_named_and_the_ledger_is_complete(string name)
    {
        var (chain, fault) = (Chain(), Fault.All.Single(fault => fault.Name == name));
        await using var watch = await TroubledWatch.StartAsync(chain, nodes: 3, quorum: fault.Kind == FaultKind.OtherBlock ? 2 : 3);
        fault.Begin(new FaultyNode(chain, watch.Nodes[0].Faults, new Random(5)));

        await watch.PassAsync(Cancellation);

        Assert.Null(watch.Difference());
        var kind = fault.Kind == FaultKind.OtherBlock ? "quorum" : name.Contains("kept back", StringComparison.Ordinal) ? "withheld" : "forged";
        Assert.Equal([$"{kind}:31337:{NameOf(watch.Nodes[0])}"], watch.Alerts());
    }

    [Theory]
    [InlineData(2)]
    [InlineData(3)]
    public async Task What_one_of_those_that_must_agree_finds_too_large_is_asked_in_pieces(int quorum)
    {
        var chain = Chain();
        await using var watch = await TroubledWatch.StartAsync(chain, nodes: quorum, quorum);
        watch.Nodes[1].Faults.MaxRange = 7;

        await watch.PassAsync(Cancellation);

        Assert.Null(watch.Difference());
        Assert.Empty(watch.Alerts());
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
