using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Storage;
using ChainWatch.Watching;

namespace ChainWatch.Bench.Backfill;

/// <summary>
/// What no pipeline of these parts can exceed on one core: the same answers, read by the product's own reader from memory,
/// and written by the product's own recorder, with no node and no network in between.
/// </summary>
/// <param name="Parse">Time to read all answers into logs.</param>
/// <param name="ParseAndInsert">Time to read them, recognize the payments and write them.</param>
/// <param name="Cpu">Processor time of the latter.</param>
internal sealed record Ceiling(TimeSpan Parse, TimeSpan ParseAndInsert, TimeSpan Cpu)
{
    /// <summary>Measures it with the answers of an endpoint, which are fetched first and held in memory.</summary>
    public static async Task<Ceiling> MeasureAsync(Uri endpoint)
    {
        using var watch = new BenchWatch(endpoint);
        var settings = Settings.Load(watch.Configuration());
        using var bodies = new Bodies();
        ulong head;
        using (var reader = new JsonRpcReader(endpoint))
        {
            head = await reader.GetBlockNumberAsync();
        }

        var chain = Chain.Open(settings.Chains[0], TimeProvider.System);
        var ledger = Ledger.OpenToWrite(settings.Ledger, TimeProvider.System);
        var ids = SourceBook.Enter(ledger, settings);
        var sources = new List<WatchedSource>();
        foreach (var source in settings.Sources)
        {
            sources.Add(new WatchedSource(ids[source.Name], source, await SourceKinds.OpenAsync(source, chain, CancellationToken.None)));
        }

        await ReadAsync(endpoint, bodies, sources, head, (_, _) => Task.CompletedTask);
        var parse = await TimeAsync(() => ReadAsync(endpoint, bodies, sources, head, (_, _) => Task.CompletedTask));

        var recorder = new Recorder(ledger, settings.Chains[0].ChainId);
        var cpu = Environment.CpuUsage.TotalTime;
        var both = await TimeAsync(() => ReadAsync(endpoint, bodies, sources, head, async (stretch, logs) => recorder.Record([await EntryAsync(chain, sources, stretch, logs)], head, DateTimeOffset.UnixEpoch)));
        return new Ceiling(parse, both, Environment.CpuUsage.TotalTime - cpu);
    }

    // The ids of requests follow one another in each reader alike, so that answers kept from one suit the next.
    private static async Task ReadAsync(Uri endpoint, Bodies bodies, IReadOnlyList<WatchedSource> sources, ulong head, Func<Stretch, IReadOnlyList<Log>, Task> use)
    {
        using var reader = new JsonRpcReader(endpoint, handler: bodies);
        var queries = LogQueries.Merge(sources.SelectMany(source => source.Recognizer.Queries));
        for (ulong from = 0; from <= head; from += BenchWatch.Range)
        {
            var to = Math.Min(head, from + BenchWatch.Range - 1);
            var answers = await reader.GetLogsAsync([.. queries.Select(query => query with { FromBlock = from, ToBlock = to })]);
            await use(new Stretch(from, to, IsLive: false, [.. sources.Select(source => source.Id)]), [.. answers.SelectMany(logs => logs)]);
        }

        bodies.Rewind();
    }

    private static async Task<Entry> EntryAsync(Chain chain, IReadOnlyList<WatchedSource> sources, Stretch stretch, IReadOnlyList<Log> logs)
    {
        var times = new Dictionary<Hash32, DateTimeOffset>();
        foreach (var log in logs)
        {
            times.TryAdd(log.BlockHash, DateTimeOffset.FromUnixTimeSeconds((long)(log.BlockTimestamp ?? 0)));
        }

        var findings = new List<(WatchedSource, Finding)>();
        foreach (var source in sources)
        {
            var own = await source.PrepareAsync(logs, chain, CancellationToken.None);
            findings.AddRange(source.Recognize(own, times, Holding.None).Select(finding => (source, finding)));
        }

        var tokens = findings.Select(found => ((Payment)found.Item2).Token).Distinct().Select(token => new TokenDescription(token, "T", 6)).ToList();
        return new Entry(stretch, [], findings, tokens, new Dictionary<Hash32, ProvedBlock>(), []);
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var started = TimeProvider.System.GetTimestamp();
        await work();
        return TimeProvider.System.GetElapsedTime(started);
    }
}
