using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Support;
using ChainWatch.Watching;

namespace ChainWatch.Tests.Recording;

public sealed class WriteBehindTests
{
    private readonly List<ulong> _written = [];
    private readonly FakeClock _clock = new();

    [Fact]
    public async Task Entries_are_written_in_order_and_a_flush_leaves_none()
    {
        var behind = new WriteBehind(Write, _clock);
        for (ulong block = 0; block < 20; block++)
        {
            await behind.AddAsync(Entry(block, WriteBehind.MostRows / 3));
        }

        await behind.FlushAsync();

        Assert.Equal(Enumerable.Range(0, 20).Select(block => (ulong)block), _written);
    }

    [Fact]
    public async Task A_movement_is_written_before_the_next_entry_is_made()
    {
        var behind = new WriteBehind(Write, _clock);
        await behind.AddAsync(Entry(1, 1));
        Assert.Empty(_written);

        await behind.AddAsync(Entry(2, 0) with { Findings = [(null!, new Movement(At, Direction.Deposit, Token.Native, 1, 1))] });

        Assert.Equal([1UL, 2], _written);
    }

    [Fact]
    public async Task Nothing_is_written_after_a_failure()
    {
        var behind = new WriteBehind(
            entries =>
            {
                Write(entries);
                throw new InvalidDataException("staged");
            },
            _clock);
        await behind.AddAsync(Entry(1, WriteBehind.MostRows));

        await Assert.ThrowsAsync<InvalidDataException>(async () =>
        {
            await behind.AddAsync(Entry(2, WriteBehind.MostRows));
            await behind.AddAsync(Entry(3, WriteBehind.MostRows));
        });
        await Assert.ThrowsAsync<InvalidDataException>(behind.FlushAsync);

        Assert.Equal([1UL], _written);
    }

    private static LogPosition At => new(1, Some.Hash(1), 0, 0, Some.Hash(2), DateTimeOffset.UnixEpoch);

    private static Entry Entry(ulong block, int rows) => new(
        new Stretch(block, block, IsLive: false, [1]),
        [],
        [.. Enumerable.Repeat(((WatchedSource)null!, (Finding)new Payment(At, Some.Payer, Token.Native, 1)), rows)],
        [],
        new Dictionary<Hash32, ProvedBlock>(),
        []);

    private void Write(IReadOnlyList<Entry> entries) => _written.AddRange(entries.Select(entry => entry.Stretch.From));
}
