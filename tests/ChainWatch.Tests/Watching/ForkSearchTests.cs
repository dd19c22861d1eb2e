using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Support;
using ChainWatch.Watching;

namespace ChainWatch.Tests.Watching;

public sealed class ForkSearchTests
{
    private readonly FakeChain _fake = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(8)]
    [InlineData(9)]
    [InlineData(40)]
    [InlineData(41)]
    [InlineData(100)]
    [InlineData(199)]
    [InlineData(200)]
    public async Task The_first_block_that_left_the_chain_is_found_whatever_the_depth(int depth)
    {
        _fake.MineTo(300);
        var window = WindowFrom(101);
        _fake.ReorgTo((ulong)(300 - depth));
        _fake.MineTo(302);

        Assert.Equal((ulong)(301 - depth), await FindAsync(window));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(50)]
    public async Task Growth_is_no_reorg(int blocks)
    {
        _fake.MineTo(300);
        var window = WindowFrom(101);
        _fake.MineTo(300 + (ulong)blocks);

        Assert.Null(await FindAsync(window));
    }

    [Fact]
    public async Task An_empty_window_has_nothing_to_lose() => Assert.Null(await FindAsync(new BlockWindow([])));

    [Fact]
    public async Task A_deeper_reorg_than_allowed_is_refused()
    {
        _fake.MineTo(300);
        var window = WindowFrom(101);
        _fake.ReorgTo(99);
        _fake.MineTo(301);

        Assert.Equal(ForkSearch.TooDeepCode, (await Assert.ThrowsAsync<ChainWatchException>(() => FindAsync(window))).Code);
    }

    [Fact]
    public async Task A_short_chain_that_began_anew_after_genesis_is_taken_back_whole()
    {
        _fake.MineTo(5);
        var window = WindowFrom(0);
        _fake.ReorgTo(0);
        _fake.MineTo(6);

        Assert.Equal(1UL, await FindAsync(window));
    }

    [Fact]
    public async Task A_chain_of_another_genesis_is_taken_back_whole_where_nothing_lies_below()
    {
        _fake.MineTo(5);
        var other = new BlockWindow([(0, Some.Hash(0)), (1, Some.Hash(1)), (2, Some.Hash(2))], Hash32.Zero);

        Assert.Equal(0UL, await FindAsync(other));
    }

    [Fact]
    public async Task A_reorg_of_one_block_costs_no_more_than_one_question()
    {
        _fake.MineTo(300);
        var window = WindowFrom(101);
        _fake.ReorgTo(299);
        _fake.MineTo(301);

        await FindAsync(window);

        Assert.Single(_fake.Requests, request => request != "eth_chainId");
    }

    private BlockWindow WindowFrom(ulong lowest) => new(
        Enumerable.Range((int)lowest, (int)(_fake.Head.Number - lowest) + 1).Select(number => ((ulong)number, _fake.At((ulong)number).Hash)),
        _fake.At(lowest).ParentHash);

    private Task<ulong?> FindAsync(BlockWindow window) =>
        new ForkSearch(new Chain(Some.ChainSettings(maxReorgDepth: 200), _fake, new FakeClock()), window, firstRead: 0, _ => null).FindAsync(_fake.Head, Cancellation);
}
