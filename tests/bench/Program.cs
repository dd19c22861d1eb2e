using ChainWatch.Bench;

// A benchmark is one file; this is the list of them.
IBenchmark[] all =
[
    new KeccakBenchmark(),
    new AbiBenchmark(),
    new ReceiptsRootBenchmark(),
    new SignatureBenchmark(),
    new KeystoreBenchmark(),
    new LiveLag(),
];

var chosen = args.Length == 0 ? all : [.. all.Where(benchmark => args.Contains(benchmark.Name, StringComparer.Ordinal))];
if (chosen.Length == 0 || chosen.Length < args.Length)
{
    Console.Error.WriteLine("usage: ChainWatch.Bench [NAME ...]; names: " + string.Join(' ', all.Select(benchmark => benchmark.Name)));
    return 2;
}

Console.WriteLine($"{Environment.ProcessorCount} processors, {System.Runtime.InteropServices.RuntimeInformation.FrameworkDescription}");
Report.Header();
foreach (var benchmark in chosen)
{
    benchmark.Run();
}

return 0;
