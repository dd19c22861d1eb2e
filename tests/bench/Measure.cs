using System.Diagnostics;

namespace ChainWatch.Bench;

/// <summary>What one call costs: the middle of several rounds, their spread, and the bytes that it allocates on this thread.</summary>
/// <remarks>Times are in nanoseconds: TimeSpan counts hundreds of them.</remarks>
internal sealed record Measure(double Median, double Fastest, double Slowest, long BytesAllocated)
{
    /// <summary>
    /// Calls <paramref name="action"/> until it is compiled and warm (at least <paramref name="warmUp"/>), then
    /// <paramref name="rounds"/> rounds of as many calls as last about <paramref name="roundLength"/>.
    /// </summary>
    public static Measure Of(Action action, int rounds = 9, TimeSpan? warmUp = null, TimeSpan? roundLength = null)
    {
        var calls = CallsIn(action, warmUp ?? TimeSpan.FromSeconds(1), roundLength ?? TimeSpan.FromMilliseconds(200));
        var times = new double[rounds];
        var allocated = GC.GetAllocatedBytesForCurrentThread();
        for (var round = 0; round < rounds; round++)
        {
            times[round] = Time(action, calls).TotalNanoseconds / calls;
        }

        allocated = (GC.GetAllocatedBytesForCurrentThread() - allocated) / ((long)rounds * calls);
        Array.Sort(times);
        return new Measure(times[rounds / 2], times[0], times[^1], allocated);
    }

    private static int CallsIn(Action action, TimeSpan warmUp, TimeSpan roundLength)
    {
        var clock = Stopwatch.StartNew();
        for (var calls = 1; ; calls *= 2)
        {
            var took = Time(action, calls);
            if (took >= roundLength / 2 && clock.Elapsed >= warmUp)
            {
                return Math.Max(1, (int)(calls * (roundLength / took)));
            }

            calls = took >= roundLength ? Math.Max(1, calls / 2) : calls;
        }
    }

    private static TimeSpan Time(Action action, int calls)
    {
        var start = Stopwatch.GetTimestamp();
        for (var call = 0; call < calls; call++)
        {
            action();
        }

        return Stopwatch.GetElapsedTime(start);
    }
}
