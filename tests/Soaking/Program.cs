using ChainWatch;
using ChainWatch.Storage;

// A process to be killed: the product's own pass records the first configured chain up to its head, just as the worker lets it.
var settings = Settings.Load(args[0]);
var ledger = Ledger.OpenToWrite(settings.Ledger, TimeProvider.System);
await new WatchedChain(settings, settings.Chains[0], ledger, TimeProvider.System).RecordAsync(null, null, CancellationToken.None);
Console.WriteLine("done");
await Console.In.ReadToEndAsync();
