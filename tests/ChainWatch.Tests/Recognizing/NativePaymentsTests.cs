using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recognizing;

/// <summary>What of the chain's own coin can be seen is said plainly.</summary>
public sealed class NativePaymentsTests
{
    private readonly FakeChain _chain = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Traces_are_named_by_their_method() =>
        Assert.Equal("sees payments by transactions, by calls inside of them (debug_traceBlockByHash)", await DescribeAsync(Some.ChainSettings(), Traces("a")));

    [Fact]
    public async Task A_wallet_is_not_seen_to_be_paid_by_calls_where_nobody_traces() =>
        Assert.Equal(
            "sees payments by transactions; not those by calls inside of transactions, since no endpoint traces calls",
            await DescribeAsync(Some.ChainSettings(), Mute("a")));

    [Fact]
    public async Task A_safe_logs_plain_calls_where_nobody_traces()
    {
        _ = new FakeSafe(_chain, Some.Owner, [0xfe]);
        Assert.Equal(
            "sees payments by transactions, and what the Safe logs of plain calls; not those by other calls inside of transactions, since no endpoint traces calls",
            await DescribeAsync(Some.ChainSettings(), Mute("a")));
    }

    [Fact]
    public async Task A_safe_that_is_too_old_to_log_is_a_wallet_like_any_other()
    {
        _ = new FakeSafe(_chain, Some.Owner, [0xfe]) { Version = "1.1.1" };
        Assert.DoesNotContain("Safe", await DescribeAsync(Some.ChainSettings(), Mute("a")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_traces_nothing_is_named() =>
        Assert.Equal(
            "sees payments by transactions, by calls inside of them (debug_traceBlockByHash); b traces no calls",
            await DescribeAsync(Some.ChainSettings(), Traces("a"), Mute("b")));

    [Fact]
    public async Task One_that_traces_is_too_few_for_a_quorum_of_two() =>
        Assert.Contains(
            "are quarantined, since fewer than 2 endpoints trace calls",
            await DescribeAsync(Some.ChainSettings() with { Quorum = 2 }, Traces("a"), Mute("b")),
            StringComparison.Ordinal);

    [Fact]
    public async Task A_chain_that_logs_its_coin_needs_no_traces() =>
        Assert.Contains("the chain logs them", await DescribeAsync(Some.ChainSettings() with { NativeLogs = true }, Mute("a")), StringComparison.Ordinal);

    private static async Task<string> DescribeAsync(ChainSettings settings, params IReadOnlyList<IChainReader> endpoints)
    {
        var chain = new Chain(settings, endpoints, new FakeClock());
        var opened = await SourceKinds.OpenAsync(Some.Source("native-payments", contract: Address.Zero), chain, Cancellation);
        return await Assert.IsType<ICoinRecognizer>(opened, exactMatch: false).DescribeAsync(chain, Cancellation);
    }

    private FakeEndpoint Traces(string name) => new(name, _chain);

    private FakeEndpoint Mute(string name) => new(name, _chain) { Faults = { TracesFrom = null } };
}
