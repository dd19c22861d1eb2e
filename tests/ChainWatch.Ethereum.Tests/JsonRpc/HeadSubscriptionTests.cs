using System.Threading.Channels;
using ChainWatch.Ethereum.JsonRpc;

namespace ChainWatch.Ethereum.Tests.JsonRpc;

public sealed class HeadSubscriptionTests
{
    private readonly ManualClock _clock = new();
    private readonly Channel<(HeadSubscriptionState State, string? Reason)> _states = Channel.CreateUnbounded<(HeadSubscriptionState, string?)>();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Heads_are_read_as_they_come()
    {
        await using var node = new FakeHeadNode(async connection =>
        {
            await connection.ConsentAsync();
            await connection.SendAsync(FakeHeadNode.Notice(5), FakeHeadNode.Notice(6));
            await connection.StayAsync();
        });
        var subscription = Subscribe(node);
        Assert.Equal([5, 6], await TakeAsync(subscription, 2));
        Assert.Equal(HeadSubscriptionState.Connecting, (await NextStateAsync()).State);
        Assert.Equal(HeadSubscriptionState.Live, (await NextStateAsync()).State);
    }

    [Fact]
    public async Task Heads_may_come_before_the_answer_and_those_of_another_subscription_are_passed_over()
    {
        await using var node = new FakeHeadNode(async connection =>
        {
            await connection.ReadAsync();
            await connection.SendAsync(FakeHeadNode.Notice(5), FakeHeadNode.Notice(99, "0xother"), FakeHeadNode.Consent);
            await connection.SendAsync(FakeHeadNode.Notice(98, "0xother"), """{"method":"something else","params":[1]}""", FakeHeadNode.Notice(6));
            await connection.StayAsync();
        });
        Assert.Equal([5, 6], await TakeAsync(Subscribe(node), 2));
    }

    [Fact]
    public async Task A_lost_connection_is_told_and_comes_back_after_a_wait()
    {
        var secondIsRead = new TaskCompletionSource();
        await using var node = new FakeHeadNode(async connection =>
        {
            await connection.ConsentAsync();
            await connection.SendAsync(FakeHeadNode.Notice((ulong)connection.Number));
            await (connection.Number switch { 1 => connection.CloseAsync(), 2 => secondIsRead.Task, _ => connection.StayAsync() });
        });
        await using var heads = Subscribe(node).ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal(1, await NextAsync(heads));
        await SkipToAsync(HeadSubscriptionState.Lost, "the endpoint closed the connection: EndpointUnavailable going away");
        await ElapseWaitAsync(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        Assert.Equal(2, await NextAsync(heads));
        secondIsRead.SetResult();
        await SkipToAsync(HeadSubscriptionState.Lost, "no connection or a broken one");
        // Heads came in between, so the wait is as short as the first.
        await ElapseWaitAsync(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        Assert.Equal(3, await NextAsync(heads));
    }

    [Fact]
    public async Task Waits_double_up_to_the_longest_while_nothing_comes()
    {
        await using var node = new FakeHeadNode(async connection =>
        {
            await connection.ConsentAsync();
            if (connection.Number == 9)
            {
                await connection.SendAsync(FakeHeadNode.Notice(1));
                await connection.StayAsync();
            }
        });
        var reading = TakeAsync(Subscribe(node), 1);
        foreach (var seconds in new[] { 1, 2, 4, 8, 16, 32, 60, 60 })
        {
            await SkipToAsync(HeadSubscriptionState.Lost);
            await ElapseWaitAsync(TimeSpan.FromSeconds(seconds / 2.0), TimeSpan.FromSeconds(seconds));
        }

        Assert.Equal([1], await reading);
    }

    [Fact]
    public async Task A_silent_connection_counts_as_dead()
    {
        await using var node = new FakeHeadNode(async connection =>
        {
            await connection.ConsentAsync();
            await connection.SendAsync(FakeHeadNode.Notice((ulong)connection.Number));
            await connection.StayAsync();
        });
        var subscription = Subscribe(node);
        await using var heads = subscription.ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.True(await heads.MoveNextAsync());
        Assert.Equal(HeadSubscriptionState.Live, subscription.State);
        _clock.Advance(TimeSpan.FromSeconds(119));
        Assert.Equal(HeadSubscriptionState.Live, subscription.State);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await SkipToAsync(HeadSubscriptionState.Lost, "no head for 120 s");
        await ElapseWaitAsync(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        Assert.True(await heads.MoveNextAsync());
        Assert.Equal(2ul, heads.Current.Number);
    }

    [Fact]
    public async Task An_endpoint_that_never_consents_is_left()
    {
        await using var node = new FakeHeadNode(async connection =>
        {
            if (connection.Number == 1)
            {
                await connection.ReadAsync();
                _clock.Advance(TimeSpan.FromSeconds(10));
                await connection.StayAsync();
            }

            await connection.ConsentAsync();
            await connection.SendAsync(FakeHeadNode.Notice(1));
            await connection.StayAsync();
        });
        var reading = TakeAsync(Subscribe(node), 1);
        await SkipToAsync(HeadSubscriptionState.Lost, "no subscription within 10 s");
        await ElapseWaitAsync(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        Assert.Equal([1], await reading);
    }

    [Theory]
    [InlineData("{\"jsonrpc\":", "makes no sense")]
    [InlineData("""{"method":"eth_subscription","params":{"subscription":"0xabc","result":{"hash":"0x1"}}}""", "'hash' should be 32 bytes")]
    [InlineData("LARGE", "larger than 100000 bytes")]
    public async Task A_senseless_message_ends_the_connection_and_not_the_subscription(string message, string reason)
    {
        await using var node = new FakeHeadNode(async connection =>
        {
            await connection.ConsentAsync();
            await connection.SendAsync(connection.Number > 1 ? FakeHeadNode.Notice(1) : message == "LARGE" ? new string(' ', 100_001) : message);
            await connection.StayAsync();
        });
        var reading = TakeAsync(Subscribe(node), 1);
        await SkipToAsync(HeadSubscriptionState.Lost, reason);
        await ElapseWaitAsync(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        Assert.Equal([1], await reading);
    }

    [Fact]
    public async Task An_endpoint_without_subscriptions_ends_it_with_an_error()
    {
        await using var node = new FakeHeadNode(async connection =>
        {
            await connection.ReadAsync();
            await connection.SendAsync("""{"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"Method not found"}}""");
            await connection.StayAsync();
        });
        var error = await Assert.ThrowsAsync<RpcException>(() => TakeAsync(Subscribe(node), 1));
        Assert.Equal((RpcFailure.NotSupported, "eth_subscribe"), (error.Failure, error.Method));
    }

    [Fact]
    public async Task A_refused_handshake_ends_it_or_not_by_its_status()
    {
        await using var node = new FakeHeadNode(_ => Task.CompletedTask, number => number == 1 ? 503 : 401);
        var reading = TakeAsync(Subscribe(node), 1);
        await SkipToAsync(HeadSubscriptionState.Lost, "HTTP 503 instead of a WebSocket");
        await ElapseWaitAsync(TimeSpan.FromSeconds(0.5), TimeSpan.FromSeconds(1));
        var error = await Assert.ThrowsAsync<RpcException>(() => reading);
        Assert.Equal(RpcFailure.Final, error.Failure);
    }

    [Fact]
    public async Task A_slow_reader_misses_the_oldest_and_never_the_newest()
    {
        var firstIsRead = new TaskCompletionSource();
        await using var node = new FakeHeadNode(async connection =>
        {
            await connection.ConsentAsync();
            await connection.SendAsync(FakeHeadNode.Notice(1));
            await firstIsRead.Task;
            await connection.SendAsync([.. Enumerable.Range(2, 99).Select(n => FakeHeadNode.Notice((ulong)n))]);
            await connection.CloseAsync();
        });
        await using var heads = Subscribe(node).ReadAsync(Cancellation).GetAsyncEnumerator(Cancellation);
        Assert.Equal(1, await NextAsync(heads));
        firstIsRead.SetResult();
        await SkipToAsync(HeadSubscriptionState.Lost);
        foreach (var number in Enumerable.Range(93, 8))
        {
            Assert.Equal(number, await NextAsync(heads));
        }
    }

    [Fact]
    public async Task Cancelling_ends_it()
    {
        await using var node = new FakeHeadNode(async connection =>
        {
            await connection.ConsentAsync();
            await connection.StayAsync();
        });
        using var cancel = new CancellationTokenSource();
        var reading = TakeAsync(Subscribe(node), 1, cancel.Token);
        await SkipToAsync(HeadSubscriptionState.Live);
        await cancel.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => reading);
    }

    private static async Task<int> NextAsync(IAsyncEnumerator<BlockHeader> heads)
    {
        Assert.True(await heads.MoveNextAsync());
        return (int)heads.Current.Number;
    }

    private static async Task<IReadOnlyList<int>> TakeAsync(HeadSubscription subscription, int count, CancellationToken? cancellation = null)
    {
        var numbers = new List<int>();
        await foreach (var head in subscription.ReadAsync(cancellation ?? Cancellation))
        {
            numbers.Add((int)head.Number);
            if (numbers.Count == count)
            {
                break;
            }
        }

        return numbers;
    }

    private HeadSubscription Subscribe(FakeHeadNode node) => new(node.Endpoint, _clock, new HeadSubscriptionOptions
    {
        MaxMessageBytes = 100_000,
        MaxWaitingHeads = 8,
        StateChanged = (state, reason) => _states.Writer.TryWrite((state, reason)),
    });

    private async Task<(HeadSubscriptionState State, string? Reason)> NextStateAsync() => await _states.Reader.ReadAsync(Cancellation);

    private async Task SkipToAsync(HeadSubscriptionState wanted, string reason = "")
    {
        (HeadSubscriptionState State, string? Reason) state;
        do
        {
            state = await NextStateAsync();
        }
        while (state.State != wanted);

        Assert.Contains(reason, state.Reason ?? "", StringComparison.Ordinal);
    }

    /// <summary>Lets the wait before the next attempt pass, which is the only one that runs while the connection is lost.</summary>
    private async Task ElapseWaitAsync(TimeSpan least, TimeSpan most)
    {
        IReadOnlyList<TimeSpan> waits;
        while ((waits = _clock.Waits).Count != 1 || waits[0] > most)
        {
            Cancellation.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        Assert.InRange(waits[0], least, most);
        _clock.Advance(waits[0]);
    }
}
