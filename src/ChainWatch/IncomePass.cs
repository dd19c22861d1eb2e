using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Storage;
using ChainWatch.Watching;

namespace ChainWatch;

/// <summary>How far a pass has come.</summary>
/// <param name="Chain">The chain's name.</param>
/// <param name="Recorded">Every block below this height is recorded for every source.</param>
/// <param name="Head">The newest block.</param>
/// <param name="Income">Payments recorded by this pass so far.</param>
public sealed record PassProgress(string Chain, ulong Recorded, ulong Head, int Income);

/// <summary>
/// Scan, recognize, record: reads one chain from where the ledger stands up to its head. Whatever fails is thrown, and
/// the next pass begins where the ledger then stands.
/// </summary>
public sealed class IncomePass(Chain chain, Ledger ledger, IReadOnlyList<WatchedSource> sources, TimeProvider clock)
{
    private const int Attempts = 5;

    private readonly Recorder _recorder = new(ledger, chain.Settings.ChainId);
    private readonly BlockScan _scan = new(chain);
    private readonly BlockRange _range = new(chain.Settings.MaxBlockRange);
    private int _income;

    /// <summary>Reads up to the head.</summary>
    /// <param name="announced">A head that the endpoint announced just now; null to ask for it.</param>
    /// <param name="progress">Told after every stretch.</param>
    /// <param name="cancellation">Ends the pass between two requests; what was recorded stands.</param>
    /// <exception cref="ChainWatchException">A person must look, for example at a reorg that is too deep.</exception>
    /// <exception cref="RpcException">The endpoint failed and went on failing.</exception>
    public async Task RunAsync(BlockHeader? announced, IProgress<PassProgress>? progress, CancellationToken cancellation)
    {
        _income = 0;
        for (var attempt = 1; ; attempt++)
        {
            var head = announced ?? await chain.GetHeadAsync(cancellation);
            var window = BlockWindow.Read(ledger, chain.Settings.ChainId);
            if (head.Number < window.Tip)
            {
                // The endpoint is behind what is recorded: it knows nothing that the ledger does not.
                return;
            }

            await TakeBackWhatAReorgTookAsync(window, head, cancellation);
            if (await ReadUpToAsync(head, progress, cancellation))
            {
                _recorder.Observe(head, await FinalBlockAsync(head, cancellation), clock.GetUtcNow());
                return;
            }

            // The chain moved while it was read: look again at what it is now.
            announced = null;
            if (attempt == Attempts)
            {
                throw new ChainWatchException(
                    Refusal.Unreachable,
                    "unsteady",
                    $"Chains: {chain.Settings.Name}: the endpoint gave contradicting answers {Attempts} times in a row; nothing of them was written.",
                    "Wait for the next pass, or use another endpoint.");
            }
        }
    }

    private async Task TakeBackWhatAReorgTookAsync(BlockWindow window, BlockHeader head, CancellationToken cancellation)
    {
        try
        {
            var search = new ForkSearch(
                chain, window, sources.Select(source => source.Settings.FromBlock).DefaultIfEmpty().Min(), height => SourceBook.NewestRecordedBelow(ledger, chain.Settings.ChainId, height));
            if (await search.FindAsync(head, cancellation) is { } firstOrphaned)
            {
                _recorder.Orphan(firstOrphaned, clock.GetUtcNow());
            }
        }
        catch (ChainWatchException tooDeep) when (tooDeep.Code == ForkSearch.TooDeepCode)
        {
            _recorder.Halt(tooDeep.Message);
            throw;
        }
    }

    private async Task<bool> ReadUpToAsync(BlockHeader head, IProgress<PassProgress>? progress, CancellationToken cancellation)
    {
        while (Next(head) is { } stretch)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (await ReadAsync(stretch, head, cancellation) is not { } entry)
                {
                    return false;
                }

                _recorder.Record(entry, FirstLive(head));
                _range.Succeeded();
                _income += entry.Findings.Count(found => found.Finding is Payment);
                progress?.Report(new PassProgress(chain.Settings.Name, stretch.To + 1, head.Number, _income));
            }
            catch (RpcException tooMuch) when (tooMuch.Failure == RpcFailure.RangeTooLarge && !stretch.IsLive && _range.Shrink())
            {
                // The next stretch is half as long.
            }
        }

        return true;
    }

    private Stretch? Next(BlockHeader head) => ScanPlan.Next(
        SourceBook.Cursors(ledger, [.. sources.Select(source => source.Id)]), head.Number, chain.Settings.MaxReorgDepth, _range.Size);

    private async Task<Entry?> ReadAsync(Stretch stretch, BlockHeader head, CancellationToken cancellation)
    {
        var reading = sources.Where(source => stretch.Sources.Contains(source.Id)).ToList();
        var queries = LogQueries.Merge(reading.SelectMany(source => source.Recognizer.Queries));
        var window = BlockWindow.Read(ledger, chain.Settings.ChainId);
        if (await _scan.ReadAsync(stretch, queries, window, head, cancellation) is not { } scanned)
        {
            return null;
        }

        var findings = await RecognizeAsync(reading, scanned, cancellation);
        var tokens = await TokenBook.DescribeAsync(ledger, chain, findings.Select(found => found.Finding), cancellation);
        return new Entry(stretch, scanned.Headers, [.. findings.Select(found => (found.Source, Doubted(found.Finding, tokens)))], [.. tokens.Values]);
    }

    private async Task<List<(WatchedSource Source, Finding Finding)>> RecognizeAsync(
        IReadOnlyList<WatchedSource> reading, ScannedBlocks scanned, CancellationToken cancellation)
    {
        var findings = new List<(WatchedSource, Finding)>();
        foreach (var source in reading)
        {
            var logs = await source.PrepareAsync(scanned.Logs, chain, cancellation);
            var holding = logs.Count == 0 ? Holding.None : SourceBook.HeldBefore(ledger, source.Settings, logs[0]);
            findings.AddRange(source.Recognize(logs, scanned.Times, holding).Select(finding => (source, finding)));
        }

        return findings;
    }

    private static Finding Doubted(Finding finding, IReadOnlyDictionary<Token, TokenDescription> tokens) =>
        finding is Payment payment ? payment with { Quarantine = payment.Quarantine ?? tokens[payment.Token].Doubt } : finding;

    private async Task<ulong?> FinalBlockAsync(BlockHeader head, CancellationToken cancellation) => chain.Settings.Finality switch
    {
        Finality.Finalized => (await chain.GetHeaderAsync(BlockTag.Finalized, cancellation))?.Number,
        Finality.Safe => (await chain.GetHeaderAsync(BlockTag.Safe, cancellation))?.Number,
        _ => head.Number >= chain.Settings.Confirmations ? head.Number - chain.Settings.Confirmations : null,
    };

    private ulong FirstLive(BlockHeader head) => head.Number >= chain.Settings.MaxReorgDepth ? head.Number - chain.Settings.MaxReorgDepth + 1 : 0;
}
