namespace ChainWatch.Support;

/// <summary>
/// A clock that stands still until it is moved. Whoever waits for it waits no real time: a timer is due at once, and
/// the clock has then moved on by what was waited for.
/// </summary>
public sealed class FakeClock : TimeProvider
{
    /// <summary>Where every fake clock starts.</summary>
    public static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

    private readonly Lock _moving = new();
    private DateTimeOffset _now = Start;
    private TimeSpan _passed;

    /// <summary>How much time was waited for in all.</summary>
    public TimeSpan Waited { get; private set; }

    /// <summary>Moves the clock. Back, it is set, as people do: time itself goes on only.</summary>
    public void Advance(TimeSpan by)
    {
        lock (_moving)
        {
            _now += by;
            _passed += by > TimeSpan.Zero ? by : TimeSpan.Zero;
        }
    }

    public override DateTimeOffset GetUtcNow()
    {
        lock (_moving)
        {
            return _now;
        }
    }

    public override long GetTimestamp()
    {
        lock (_moving)
        {
            return _passed.Ticks;
        }
    }

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new DueAtOnce(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    private sealed class DueAtOnce(FakeClock clock, TimerCallback callback, object? state) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            if (dueTime >= TimeSpan.Zero)
            {
                clock.Wait(dueTime);
                ThreadPool.QueueUserWorkItem(_ => callback(state));
            }

            return true;
        }

        public void Dispose()
        {
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }

    private void Wait(TimeSpan time)
    {
        lock (_moving)
        {
            Waited += time;
            _now += time;
            _passed += time;
        }
    }
}
