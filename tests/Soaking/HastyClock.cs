using ChainWatch.Support;

namespace ChainWatch.Soaking;

/// <summary>
/// A clock that runs so many times faster than the world's, and may be set. Whoever waits on it for a real endpoint gives
/// the endpoint a little real time, and whoever rests is soon back.
/// </summary>
public sealed class HastyClock(int times) : TimeProvider
{
    private readonly long _began = System.GetTimestamp();
    private long _ahead;
    private long _set;

    /// <summary>Lets so much more time pass.</summary>
    public void Advance(TimeSpan by) => Interlocked.Add(ref _ahead, by.Ticks);

    /// <summary>Sets it, ahead or back, while time goes on as before.</summary>
    public void Set(TimeSpan by) => Interlocked.Add(ref _set, by.Ticks);

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => FakeClock.Start + TimeSpan.FromTicks(GetTimestamp() + Interlocked.Read(ref _set));

    public override long GetTimestamp() => (System.GetElapsedTime(_began).Ticks * times) + Interlocked.Read(ref _ahead);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        new Hastened(System.CreateTimer(callback, state, Hasten(dueTime), Hasten(period)), this);

    private TimeSpan Hasten(TimeSpan time) => time > TimeSpan.Zero ? time / times : time;

    private sealed class Hastened(ITimer timer, HastyClock clock) : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => timer.Change(clock.Hasten(dueTime), clock.Hasten(period));

        public void Dispose() => timer.Dispose();

        public ValueTask DisposeAsync() => timer.DisposeAsync();
    }
}
