namespace ChainWatch.Watching;

/// <summary>How fast a scan gets on, on the average since it began.</summary>
/// <param name="first">The block at which it began.</param>
/// <param name="clock">The clock.</param>
public sealed class ScanRate(ulong first, TimeProvider clock)
{
    private readonly long _begun = clock.GetTimestamp();

    /// <summary>Blocks in a second; 0 before any time has passed.</summary>
    /// <param name="next">The first block that is not recorded yet.</param>
    public ulong PerSecond(ulong next) => Elapsed == 0 ? 0 : (ulong)((UInt128)Done(next) * TimeSpan.TicksPerSecond / Elapsed);

    /// <summary>How much longer it takes at that rate; null while nobody can tell.</summary>
    /// <param name="next">The first block that is not recorded yet.</param>
    /// <param name="head">The last block to be recorded.</param>
    public TimeSpan? Left(ulong next, ulong head)
    {
        if (next > head)
        {
            return TimeSpan.Zero;
        }

        var ticks = Done(next) == 0 || Elapsed == 0 ? UInt128.MaxValue : (UInt128)(head - next + 1) * Elapsed / Done(next);
        return ticks <= (UInt128)TimeSpan.MaxValue.Ticks ? TimeSpan.FromTicks((long)ticks) : null;
    }

    private ulong Elapsed => (ulong)clock.GetElapsedTime(_begun).Ticks;

    private ulong Done(ulong next) => next > first ? next - first : 0;
}
