using ChainWatch.Ethereum;
using ChainWatch.Support;
using ChainWatch.Watching;

namespace ChainWatch.Tests.Watching;

public sealed class BlockWindowTests
{
    private static readonly BlockHeader Ten = Some.Header(10);
    private static readonly BlockHeader Eleven = Some.Header(11, Ten);
    private readonly BlockWindow _window = new([(Ten.Number, Ten.Hash), (Eleven.Number, Eleven.Hash)]);

    [Fact]
    public void It_accepts_the_recorded_block_and_its_child() =>
        Assert.True(_window.Accepts(Ten) && _window.Accepts(Eleven) && _window.Accepts(Some.Header(12, Eleven)));

    [Fact]
    public void It_refuses_another_block_of_a_recorded_height() => Assert.False(_window.Accepts(Some.Header(11, Ten, fork: 1)));

    [Fact]
    public void It_refuses_the_child_of_another_block() => Assert.False(_window.Accepts(Some.Header(12, Some.Header(11, Ten, fork: 1))));

    [Fact]
    public void It_says_nothing_of_heights_that_it_does_not_know() => Assert.True(_window.Accepts(Some.Header(20)) && _window.Accepts(Some.Header(5)));

    [Fact]
    public void It_has_no_tip_while_it_is_empty()
    {
        Assert.Null(new BlockWindow([]).Tip);
        Assert.Equal(11UL, _window.Tip);
        Assert.Null(_window.HashAt(9));
    }
}
