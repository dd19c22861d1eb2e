using ChainWatch.Storage;

namespace ChainWatch.Bench.Backfill;

/// <summary>
/// ChainWatch as a contender: in a process of its own the product's own pass records the first configured chain up to its
/// head, just as the worker lets it.
/// </summary>
internal static class RecordOnce
{
    public const string Verb = "record-once";

    public static async Task<int> RunAsync(string configuration)
    {
        var settings = Settings.Load(configuration);
        var ledger = Ledger.OpenToWrite(settings.Ledger, TimeProvider.System);
        await new WatchedChain(settings, settings.Chains[0], ledger, TimeProvider.System).RecordAsync(null, null, CancellationToken.None);
        Console.WriteLine($"done {BenchWatch.RowsOf(ledger)}");
        await Console.In.ReadToEndAsync();
        return 0;
    }
}
