using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Support;
using ChainWatch.Watching;

namespace ChainWatch.Tests.Watching;

public sealed class ReadAheadTests
{
    private readonly BlockRanges _ranges = new(100);
    private readonly Dictionary<ulong, TaskCompletionSource<ScannedBlocks?>> _asked = [];
    private readonly List<(ulong From, ulong To)> _questions = [];

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Stretches_come_in_order_whatever_order_they_are_read_in()
    {
        await using var reading = Begin(blocks: 300);
        var first = reading.MoveNextAsync();
        Assert.Equal("0 100", string.Join(" ", _asked.Keys.Order()));

        _asked[100].SetResult(Blocks(0));
        Assert.False(first.IsCompleted);
        _asked[0].SetResult(Blocks(0));

        Assert.True(await first);
        Assert.Equal(0UL, reading.Current.Stretch.From);
        Assert.True(await reading.MoveNextAsync());
        Assert.Equal(100UL, reading.Current.Stretch.From);
    }

    [Fact]
    public async Task More_are_read_at_once_while_reading_is_what_is_waited_for()
    {
        await using var reading = Begin(blocks: 10_000);
        for (ulong from = 0; from < 2_000; from += 100)
        {
            var next = reading.MoveNextAsync();
            _asked[from].SetResult(Blocks(1));
            Assert.True(await next);
        }

        Assert.Equal(Flight.Most, _asked.Values.Count(asked => !asked.Task.IsCompleted) + 1);
    }

    [Fact]
    public async Task What_is_held_in_memory_is_bounded_by_what_stretches_bring()
    {
        await using var reading = Begin(blocks: 10_000);
        for (ulong from = 0; from < 2_000; from += 100)
        {
            var next = reading.MoveNextAsync();
            _asked[from].SetResult(Blocks(Flight.MostLogs / 3));
            Assert.True(await next);
            Assert.InRange(_asked.Count - (int)(from / 100), 1, 3);
        }
    }

    [Fact]
    public async Task A_failure_comes_after_all_that_stands_before_it_and_ends_the_others()
    {
        var reading = Begin(blocks: 300);
        var first = reading.MoveNextAsync();
        _asked[100].SetException(Some.Failure(RpcFailure.Final));
        _asked[0].SetResult(Blocks(0));
        Assert.True(await first);
        var second = reading.MoveNextAsync();

        // Those behind it are under way by now: they are told to stop, and waited for.
        await Assert.ThrowsAsync<RpcException>(async () => await second);

        Assert.True(_asked[200].Task.IsCanceled);
        Assert.Equal(3, _asked.Count);
    }

    [Fact]
    public async Task What_is_too_large_is_read_in_pieces_in_its_place_though_others_are_under_way()
    {
        var stretches = new List<(ulong From, ulong To)>();
        await foreach (var (stretch, _) in new ReadAhead(Plan(1_000), ReadUpToAsync(13), _ranges).ReadAsync(Cancellation))
        {
            stretches.Add((stretch.From, stretch.To));
        }

        Assert.Equal(0UL, stretches[0].From);
        Assert.All(stretches.Zip(stretches.Skip(1)), pair => Assert.Equal(pair.First.To + 1, pair.Second.From));
        Assert.Equal(999UL, stretches[^1].To);
        Assert.All(stretches, stretch => Assert.InRange(stretch.To - stretch.From + 1, 1UL, 13UL));
    }

    [Fact]
    public async Task One_block_that_is_too_large_is_a_failure()
    {
        var reading = new ReadAhead(Plan(1_000), ReadUpToAsync(0), _ranges).ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);

        var failed = await Assert.ThrowsAsync<RpcException>(async () => await reading.MoveNextAsync());

        Assert.Equal(RpcFailure.RangeTooLarge, failed.Failure);
        Assert.Contains((0UL, 0UL), _questions);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public async Task Whatever_is_refused_and_however_long_each_takes_every_block_comes_once_and_in_order(int seed)
    {
        var random = new Random(seed);
        var most = (ulong)random.Next(1, 40);
        async Task<ScannedBlocks?> ReadAsync(Stretch stretch, CancellationToken stop)
        {
            for (var pauses = random.Next(0, 5); pauses > 0; pauses--)
            {
                await Task.Yield();
            }

            return stretch.Length > most ? throw Some.Failure(RpcFailure.RangeTooLarge) : Blocks(random.Next(0, Flight.MostLogs));
        }

        ulong next = 0;
        await foreach (var (stretch, _) in new ReadAhead(Plan(2_000), ReadAsync, _ranges).ReadAsync(Cancellation))
        {
            Assert.Equal(next, stretch.From);
            next = stretch.To + 1;
        }

        Assert.Equal(2_000UL, next);
    }

    private Func<Stretch, CancellationToken, Task<ScannedBlocks?>> ReadUpToAsync(ulong most) => (stretch, _) =>
    {
        _questions.Add((stretch.From, stretch.To));
        return stretch.Length > most
            ? Task.FromException<ScannedBlocks?>(Some.Failure(RpcFailure.RangeTooLarge))
            : Task.FromResult<ScannedBlocks?>(Blocks(1));
    };

    private IAsyncEnumerator<(Stretch Stretch, ScannedBlocks? Blocks)> Begin(ulong blocks) =>
        new ReadAhead(Plan(blocks), AskAsync, _ranges).ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);

    private IEnumerable<Stretch> Plan(ulong blocks) => ScanPlan.Settled([new Cursor(1, 0)], blocks, liveDepth: 1, () => _ranges.Of("fake").Size);

    private Task<ScannedBlocks?> AskAsync(Stretch stretch, CancellationToken stop)
    {
        var asked = new TaskCompletionSource<ScannedBlocks?>();
        stop.Register(() => asked.TrySetCanceled(stop));
        _asked.Add(stretch.From, asked);
        return asked.Task;
    }

    private static ScannedBlocks Blocks(int logs) => new([], [], [new LogsClaimed("fake", [])], new Log[logs]);
}
