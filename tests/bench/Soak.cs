using System.Globalization;
using ChainWatch.Soaking;

namespace ChainWatch.Bench;

/// <summary>
/// The fault suite at length: random mixes of faults, each with a seed of its own by which it can be repeated, and a process
/// that is killed a hundred times.
/// </summary>
internal sealed class Soak(BenchOptions options)
{
    /// <summary>The verb by which it is run, and it alone.</summary>
    public const string Name = "soak";

    private readonly int _mixes = options.Number("--mixes", 1_000);
    private readonly int _kills = options.Number("--kills", 100);
    private readonly int _seed = options.Number("--seed", 1);

    /// <summary>Whether all was right.</summary>
    public async Task<bool> RunAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        var wrong = 0;
        await Parallel.ForEachAsync(Enumerable.Range(_seed, _mixes), new ParallelOptions { MaxDegreeOfParallelism = Environment.ProcessorCount }, async (seed, cancellation) =>
        {
            if (await new FaultMix(seed).RunAsync(cancellation) is { } story)
            {
                Interlocked.Increment(ref wrong);
                Say($"seed {seed}: {story}");
            }
        });
        Say($"{_mixes} mixes, seeds {_seed} to {_seed + _mixes - 1}: {_mixes - wrong} right, {wrong} wrong, {TimeProvider.System.GetElapsedTime(began).TotalSeconds:N0} s");
        return (_kills == 0 || await KillAsync()) && wrong == 0;
    }

    private async Task<bool> KillAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        using var backfill = new KilledBackfill(_seed);
        var outcome = await backfill.RunAsync(_kills, CancellationToken.None);
        Say($"{outcome.Kills} of {_kills} kills before the end, {outcome.Orphaned} payments taken back, seed {_seed}: {outcome.Wrong ?? "as undisturbed"}, {TimeProvider.System.GetElapsedTime(began).TotalSeconds:N0} s");
        return outcome.Wrong is null;
    }

    private static void Say(FormattableString text) => Console.WriteLine(text.ToString(CultureInfo.InvariantCulture));
}
