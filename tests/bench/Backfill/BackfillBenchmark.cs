using System.Globalization;

namespace ChainWatch.Bench.Backfill;

/// <summary>
/// A long history read for the first time, beside peers that do the same: get, decode, store. All ask the same replay
/// node, which shares the processors with them, one after another.
/// </summary>
internal sealed class BackfillBenchmark(BenchOptions options) : IBenchmark
{
    private readonly int _logs = options.Number("--logs", 1_000_000);
    private readonly int _latency = options.Number("--latency", 0);
    private readonly int _rounds = options.Number("--rounds", 1);

    public string Name => "backfill";

    public void Run() => RunAsync().GetAwaiter().GetResult();

    private async Task RunAsync()
    {
        var modes = options.Text("--timestamps", "both") switch { "log" => new[] { true }, "headers" => [false], _ => [true, false] };
        foreach (var timestamps in modes)
        {
            await using var node = await ReplayProcess.StartAsync(_logs, _latency, timestamps);
            Console.WriteLine(Invariant($"{_logs:N0} logs in {_logs / 5:N0} blocks, {BenchWatch.Range:N0} blocks a call, {_latency} ms a request, times from {(timestamps ? "the logs" : "headers")}"));
            Line("", "logs/s", "s", "CPU s", "peak MB", "of ours");
            await CompareAsync(node.Endpoint, timestamps);
        }
    }

    private async Task CompareAsync(Uri endpoint, bool timestamps)
    {
        // The ceiling goes first: it warms the node up. Header times need the network, so they have no ceiling of their own.
        var ceiling = timestamps && _latency == 0 ? await Ceiling.MeasureAsync(endpoint) : null;
        var ours = await MiddleAsync(Contender.ChainWatch, endpoint);
        Add(Contender.ChainWatch.Name, ours, ours);
        Add(Contender.Viem.Name, await MiddleAsync(Contender.Viem, endpoint), ours);
        if (ceiling is not null)
        {
            Line("parse alone, in memory", Rate(ceiling.Parse), Seconds(ceiling.Parse));
            Line("ceiling: parse and insert alone", Rate(ceiling.ParseAndInsert), Seconds(ceiling.ParseAndInsert));
            Console.WriteLine(Invariant($"our share of the ceiling: {100 * ceiling.ParseAndInsert / ours.Elapsed:N0} %"));
        }
    }

    private async Task<Outcome> MiddleAsync(Contender contender, Uri endpoint)
    {
        var outcomes = new List<Outcome>();
        for (var round = 0; round < _rounds; round++)
        {
            var outcome = await contender.RunAsync(endpoint);
            outcomes.Add(outcome.Rows == _logs ? outcome : throw new InvalidOperationException($"{contender.Name} recorded {outcome.Rows} of {_logs} payments."));
        }

        return outcomes.OrderBy(outcome => outcome.Elapsed).ElementAt(_rounds / 2);
    }

    private void Add(string name, Outcome outcome, Outcome ours) => Line(
        name,
        Rate(outcome.Elapsed),
        Seconds(outcome.Elapsed),
        Seconds(outcome.Cost.Cpu),
        Invariant($"{outcome.Cost.PeakBytes / 1e6:N0}"),
        Invariant($"{ours.Elapsed / outcome.Elapsed:N2}"));

    private string Rate(TimeSpan elapsed) => Invariant($"{_logs / elapsed.TotalSeconds:N0}");

    private static string Seconds(TimeSpan time) => Invariant($"{time.TotalSeconds:N1}");

    private static void Line(string name, params string[] cells) => Console.WriteLine($"  {name,-34}{string.Concat(cells.Select(cell => $"{cell,12}"))}");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
