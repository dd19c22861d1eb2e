using System.Globalization;

namespace ChainWatch.Bench.Backfill;

/// <summary>The table that the backfill prints. Its ratios are of payments a second, and of payments a second of a processor.</summary>
internal static class BackfillTable
{
    public static void Begin(string what)
    {
        Console.WriteLine();
        Console.WriteLine($"{what}; load of the machine before: {File.ReadAllText("/proc/loadavg").Split(' ')[0]}");
        Line("", "logs/s", "logs/CPU s", "s", "CPU s", "peak MB", "ours: x", "per CPU: x");
    }

    public static void Add(string name, Outcome outcome, Outcome ours) => Line(
        name,
        Invariant($"{outcome.Rate:N0}"),
        Invariant($"{outcome.RatePerCpu:N0}"),
        Seconds(outcome.Elapsed),
        Seconds(outcome.Cost.Cpu),
        Invariant($"{outcome.Cost.PeakBytes / 1e6:N0}"),
        Invariant($"{ours.Rate / outcome.Rate:N2}"),
        Invariant($"{ours.RatePerCpu / outcome.RatePerCpu:N2}"));

    public static void Add(Ceiling ceiling, Outcome ours)
    {
        Line("parse alone", Invariant($"{ours.Rows / ceiling.Parse.TotalSeconds:N0}"), "", Seconds(ceiling.Parse));
        Line(
            "ceiling: parse and insert alone",
            Invariant($"{ours.Rows / ceiling.ParseAndInsert.TotalSeconds:N0}"),
            Invariant($"{ours.Rows / ceiling.Cpu.TotalSeconds:N0}"),
            Seconds(ceiling.ParseAndInsert),
            Seconds(ceiling.Cpu));
        Console.WriteLine(Invariant($"  our share of the ceiling: {100 * ceiling.ParseAndInsert / ours.Elapsed:N0} %"));
    }

    private static string Seconds(TimeSpan time) => Invariant($"{time.TotalSeconds:N1}");

    private static void Line(string name, params IEnumerable<string> cells) =>
        Console.WriteLine($"  {name,-44}{string.Concat(cells.Select(cell => $"{cell,12}"))}".TrimEnd());

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
