using System.Globalization;

namespace ChainWatch.Bench.Backfill;

/// <summary>What a process has cost so far, with all that it started, as Linux counts it.</summary>
/// <param name="Cpu">Time on the processors.</param>
/// <param name="PeakBytes">Most memory resident at once; the sum over processes, where there are several.</param>
internal sealed record ProcessCost(TimeSpan Cpu, long PeakBytes)
{
    private const int TicksPerSecond = 100; // USER_HZ, the same on every Linux that matters here.

    /// <summary>Reads <c>/proc</c>.</summary>
    public static ProcessCost Of(int id)
    {
        var cost = new ProcessCost(CpuOf(id), PeakOf(id));
        foreach (var child in ChildrenOf(id).Select(Of))
        {
            cost = new ProcessCost(cost.Cpu + child.Cpu, cost.PeakBytes + child.PeakBytes);
        }

        return cost;
    }

    private static TimeSpan CpuOf(int id)
    {
        // The second field is a name in parentheses, which may hold spaces; utime and stime are the 14th and 15th.
        var fields = File.ReadAllText($"/proc/{id}/stat").Split(") ")[^1].Split(' ');
        return TimeSpan.FromSeconds((Number(fields[11]) + Number(fields[12])) / (double)TicksPerSecond);
    }

    private static long PeakOf(int id) =>
        Number(File.ReadLines($"/proc/{id}/status").First(line => line.StartsWith("VmHWM:", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1_024;

    private static IEnumerable<int> ChildrenOf(int id) =>
        File.ReadAllText($"/proc/{id}/task/{id}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(child => (int)Number(child));

    private static long Number(string text) => long.Parse(text.Split('\t')[^1], CultureInfo.InvariantCulture);
}
