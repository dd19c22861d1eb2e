namespace ChainWatch.Chains;

/// <summary>How many questions an endpoint is asked at once: halved whenever it says that they are too many, one more after a row of answers.</summary>
internal sealed class Pace
{
    private const int Most = 8;
    private const int AnswersToGrow = 64;

    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = new();
    private int _limit = Most;
    private int _asking;
    private int _answers;

    /// <summary>Questions that may be asked at once now.</summary>
    public int Limit
    {
        get
        {
            lock (_lock)
            {
                return _limit;
            }
        }
    }

    /// <summary>Waits for a place; <see cref="Leave"/> gives it back.</summary>
    public async Task EnterAsync(CancellationToken cancellation)
    {
        TaskCompletionSource place;
        lock (_lock)
        {
            if (_asking < _limit)
            {
                _asking++;
                return;
            }

            place = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Enqueue(place);
        }

        using (cancellation.Register(() => place.TrySetCanceled(cancellation)))
        {
            await place.Task;
        }
    }

    /// <summary>Gives a place back.</summary>
    public void Leave()
    {
        lock (_lock)
        {
            _asking--;
            while (_asking < _limit && _waiting.TryDequeue(out var next))
            {
                _asking += next.TrySetResult() ? 1 : 0;
            }
        }
    }

    /// <summary>The endpoint answered.</summary>
    public void Answered()
    {
        lock (_lock)
        {
            if (_limit < Most && ++_answers >= AnswersToGrow)
            {
                (_limit, _answers) = (_limit + 1, 0);
            }
        }
    }

    /// <summary>The endpoint said that it was asked too much at once.</summary>
    public void TooFast()
    {
        lock (_lock)
        {
            (_limit, _answers) = (Math.Max(1, _limit / 2), 0);
        }
    }
}
