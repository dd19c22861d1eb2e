using System.Globalization;
using ChainWatch.Support.Localnet;

namespace ChainWatch.Bench.Backfill;

/// <summary>How a contender did.</summary>
/// <param name="Elapsed">From its start to its last row, the start of its runtime included.</param>
/// <param name="Cost">What it took.</param>
/// <param name="Rows">Payments that it recorded.</param>
internal sealed record Outcome(TimeSpan Elapsed, ProcessCost Cost, long Rows)
{
    /// <summary>Payments in a second.</summary>
    public double Rate => Rows / Elapsed.TotalSeconds;

    /// <summary>Payments in a second of a processor: a figure that other programs on the machine hardly move.</summary>
    public double RatePerCpu => Rows / Cost.Cpu.TotalSeconds;
}

/// <summary>A program that records what a node serves, says "done ROWS", and then waits to be measured.</summary>
/// <param name="Name">What it is called in the table.</param>
/// <param name="Program">The program.</param>
/// <param name="Arguments">Its arguments, for a folder of its own.</param>
internal sealed record Contender(string Name, string Program, Func<BenchWatch, IReadOnlyList<string>> Arguments)
{
    private const string Done = "done ";

    /// <summary>ChainWatch itself, which takes the node's word as its peers do.</summary>
    public static Contender ChainWatch { get; } = Ours("ChainWatch", "None");

    /// <summary>ChainWatch as it is by default: every payment is proved against its block's receipts root.</summary>
    public static Contender Proving { get; } = Ours("ChainWatch, Verify: Receipts", "Receipts");

    /// <summary>What an engineer writes in an hour.</summary>
    public static Contender Viem { get; } = new("viem + node:sqlite", "node", watch => [Peers.File("viem", "backfill.mjs"), watch.ScriptSettings()]);

    /// <summary>What an engineer picks who wants a framework, with its own database inside (PGlite).</summary>
    public static Contender Ponder { get; } = new("Ponder", "node", watch => [Peers.File("ponder", "run.mjs"), watch.ScriptSettings()]);

    private static Contender Ours(string name, string verify) => new(
        name, Dotnet.Host, watch => [Path.Combine(AppContext.BaseDirectory, "ChainWatch.Bench.dll"), RecordOnce.Verb, watch.Configuration(verify)]);

    /// <summary>Lets it record everything that an endpoint has.</summary>
    /// <exception cref="InvalidOperationException">It ended before it was done, or recorded another number of payments.</exception>
    public async Task<Outcome> RunAsync(Uri endpoint, long payments)
    {
        using var watch = new BenchWatch(endpoint, payments);
        var arguments = Arguments(watch);
        var started = TimeProvider.System.GetTimestamp();
        await using var process = ChildProcess.Start(Program, AppContext.BaseDirectory, arguments);
        await foreach (var line in process.Lines.ReadAllAsync())
        {
            if (line.StartsWith(Done, StringComparison.Ordinal))
            {
                var elapsed = TimeProvider.System.GetElapsedTime(started);
                var rows = long.Parse(line[Done.Length..], CultureInfo.InvariantCulture);
                return rows == payments
                    ? new Outcome(elapsed, ProcessCost.Of(process.Id), rows)
                    : throw new InvalidOperationException($"{Name} recorded {rows} of {payments} payments.");
            }
        }

        throw new InvalidOperationException($"{Name} ended before it was done. It said:\n{process.Output}\n{process.Error}");
    }
}
