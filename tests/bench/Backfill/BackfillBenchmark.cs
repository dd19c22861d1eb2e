using System.Globalization;

namespace ChainWatch.Bench.Backfill;

/// <summary>
/// A long history read for the first time, beside peers that do the same: get, decode, store. All ask the same replay
/// node, which shares the processors with them, one after another. Ponder, which is slow, gets a history of its own.
/// </summary>
internal sealed class BackfillBenchmark(BenchOptions options) : IBenchmark
{
    private readonly int _logs = options.Number("--logs", 1_000_000);
    private readonly int _ponderLogs = options.Number("--ponder-logs", 20_000);
    private readonly int _provedLogs = options.Number("--proved-logs", 20_000);
    private readonly int _latency = options.Number("--latency", 0);
    private readonly int _rounds = options.Number("--rounds", 1);

    public string Name => "backfill";

    public void Run() => RunAsync().GetAwaiter().GetResult();

    private async Task RunAsync()
    {
        bool[] modes = options.Text("--timestamps", "both") switch { "log" => [true], "headers" => [false], _ => [true, false] };
        foreach (var timestamps in modes)
        {
            BackfillTable.Begin(Invariant(
                $"{_logs:N0} logs in {_logs / 5:N0} blocks, {BenchWatch.Range:N0} blocks a call, {_latency} ms a request, times from {(timestamps ? "the logs" : "headers")}"));
            await CompareAsync(timestamps);
        }
    }

    private async Task CompareAsync(bool timestamps)
    {
        await using var node = await ReplayProcess.StartAsync(_logs, _latency, timestamps);

        // The ceiling goes first: it warms the node up.
        var ceiling = await Ceiling.MeasureAsync(node.Endpoint);
        var ours = await MiddleAsync(Contender.ChainWatch, node.Endpoint, _logs);
        BackfillTable.Add(Contender.ChainWatch.Name, ours, ours);
        BackfillTable.Add(Contender.Viem.Name, await MiddleAsync(Contender.Viem, node.Endpoint, _logs), ours);
        await AddShorterAsync(Contender.Ponder, _ponderLogs, timestamps, ours);
        await AddShorterAsync(Contender.Proving, _provedLogs, timestamps, ours);
        BackfillTable.Add(ceiling, ours);
    }

    private async Task AddShorterAsync(Contender contender, int logs, bool timestamps, Outcome ours)
    {
        if (logs > 0)
        {
            await using var node = await ReplayProcess.StartAsync(logs, _latency, timestamps);
            BackfillTable.Add($"{contender.Name}, {logs} logs", await contender.RunAsync(node.Endpoint, logs), ours);
        }
    }

    private async Task<Outcome> MiddleAsync(Contender contender, Uri endpoint, int logs)
    {
        var outcomes = new List<Outcome>();
        for (var round = 0; round < _rounds; round++)
        {
            outcomes.Add(await contender.RunAsync(endpoint, logs));
        }

        return outcomes.OrderBy(outcome => outcome.Elapsed).ElementAt(_rounds / 2);
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
