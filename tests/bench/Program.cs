using ChainWatch.Bench;
using ChainWatch.Bench.Backfill;

if (args is [RecordOnce.Verb, var configuration])
{
    return await RecordOnce.RunAsync(configuration);
}

BenchOptions options;
try
{
    options = new BenchOptions(args);
}
catch (FormatException wrong)
{
    Console.Error.WriteLine(wrong.Message);
    return 2;
}

if (options.Names is [Soak.Name])
{
    return await new Soak(options).RunAsync() ? 0 : 1;
}

// A benchmark is one file; this is the list of them.
IBenchmark[] all =
[
    new KeccakBenchmark(),
    new AbiBenchmark(),
    new ReceiptsRootBenchmark(),
    new SignatureBenchmark(),
    new KeystoreBenchmark(),
    new LiveLag(),
    new BackfillBenchmark(options),
    new QueryBenchmark(options),
    new ReportsBenchmark(options),
];

var chosen = options.Names.Count == 0 ? all : [.. all.Where(benchmark => options.Names.Contains(benchmark.Name))];
if (chosen.Length == 0 || chosen.Length < options.Names.Count)
{
    Console.Error.WriteLine("usage: ChainWatch.Bench [NAME ...] [--OPTION VALUE ...]; names: " + string.Join(' ', all.Select(benchmark => benchmark.Name)));
    return 2;
}

Console.WriteLine($"{Environment.ProcessorCount} processors, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}");
Report.Header();
foreach (var benchmark in chosen)
{
    benchmark.Run();
}

return 0;
