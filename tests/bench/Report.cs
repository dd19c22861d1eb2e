using System.Globalization;

namespace ChainWatch.Bench;

/// <summary>The table that benchmarks print: one line for each thing measured.</summary>
internal static class Report
{
    public static void Header() => Line("benchmark", "what", "median", "fastest", "slowest", "allocated", "rate");

    /// <summary>A line; <paramref name="rate"/> says in the benchmark's own unit what the median means, for example MB/s.</summary>
    public static void Add(string benchmark, string what, Measure measure, string rate = "") => Line(
        benchmark, what, Shown(measure.Median), Shown(measure.Fastest), Shown(measure.Slowest), Invariant($"{measure.BytesAllocated:N0} B"), rate);

    /// <summary>Megabytes (10^6) a second.</summary>
    public static string MegabytesPerSecond(long bytes, Measure measure) => Invariant($"{bytes * 1e3 / measure.Median:N0} MB/s");

    private static void Line(params string[] cells) => Console.WriteLine(
        $"{cells[0],-12} {cells[1],-44} {cells[2],12} {cells[3],12} {cells[4],12} {cells[5],16} {cells[6],12}");

    private static string Shown(double nanoseconds) => nanoseconds switch
    {
        >= 1e6 => Invariant($"{nanoseconds / 1e6:N2} ms"),
        >= 1e3 => Invariant($"{nanoseconds / 1e3:N2} us"),
        _ => Invariant($"{nanoseconds:N0} ns"),
    };

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
