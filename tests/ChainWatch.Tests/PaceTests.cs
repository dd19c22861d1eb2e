using ChainWatch.Chains;

namespace ChainWatch.Tests;

/// <summary>How many questions an endpoint is asked at once.</summary>
public sealed class PaceTests
{
    private const int Most = 8;
    private const int AnswersToGrow = 64;

    private readonly Pace _pace = new();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Eight_are_asked_at_once_and_the_ninth_waits_for_an_answer()
    {
        Assert.All(Enter(Most), entered => Assert.True(entered.IsCompletedSuccessfully));
        var ninth = _pace.EnterAsync(Cancellation);
        Assert.False(ninth.IsCompleted);

        _pace.Leave();

        await ninth;
    }

    [Fact]
    public async Task Whoever_waited_longest_is_next()
    {
        Enter(Most);
        var (first, second) = (_pace.EnterAsync(Cancellation), _pace.EnterAsync(Cancellation));

        _pace.Leave();

        await first;
        Assert.False(second.IsCompleted);
    }

    [Fact]
    public void Each_refusal_halves_it_down_to_one()
    {
        List<int> limits = [_pace.Limit];
        for (var refusal = 0; refusal < 5; refusal++)
        {
            _pace.TooFast();
            limits.Add(_pace.Limit);
        }

        Assert.Equal([8, 4, 2, 1, 1, 1], limits);
    }

    [Fact]
    public async Task What_is_under_way_when_it_is_halved_is_waited_for()
    {
        Enter(Most);
        _pace.TooFast();
        var next = _pace.EnterAsync(Cancellation);
        Leave(Most / 2);
        Assert.False(next.IsCompleted);

        Leave(1);

        await next;
    }

    [Fact]
    public void It_grows_by_one_after_a_row_of_answers_and_never_beyond_where_it_began()
    {
        _pace.TooFast();
        Answer(AnswersToGrow - 1);
        Assert.Equal(Most / 2, _pace.Limit);
        Answer(1);
        Assert.Equal((Most / 2) + 1, _pace.Limit);

        Answer(10 * AnswersToGrow);
        Assert.Equal(Most, _pace.Limit);
    }

    [Fact]
    public void A_refusal_begins_the_row_anew()
    {
        _pace.TooFast();
        Answer(AnswersToGrow - 1);
        _pace.TooFast();
        Answer(AnswersToGrow - 1);
        Assert.Equal(Most / 4, _pace.Limit);
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_nobodys_place()
    {
        Enter(Most);
        using var impatience = new CancellationTokenSource();
        var (gone, next) = (_pace.EnterAsync(impatience.Token), _pace.EnterAsync(Cancellation));
        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => gone);

        _pace.Leave();

        await next;
    }

    private List<Task> Enter(int times) => [.. Enumerable.Range(0, times).Select(_ => _pace.EnterAsync(Cancellation))];

    private void Leave(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _pace.Leave();
        }
    }

    private void Answer(int times)
    {
        for (var i = 0; i < times; i++)
        {
            _pace.Answered();
        }
    }
}
