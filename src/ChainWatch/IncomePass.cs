using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Primitives;
using ChainWatch.Proving;
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
    private readonly BlockRanges _ranges = new(chain.Settings.MaxBlockRange);
    private readonly Confirmation _confirmation = new(chain, () => ledger.Read(connection => ProofRows.Any(connection, chain.Settings.ChainId)));
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
        EndpointBook.Recall(ledger, chain, clock.GetUtcNow());
        try
        {
            await GoToHeadAsync(IsWorthAPass(announced) ? announced : null, progress, cancellation);
        }
        catch (Exception failed) when (failed is RpcException or ChainWatchException { Refusal: not Refusal.Ledger })
        {
            _recorder.EndEarly(failed as ChainWatchException, chain.Endpoints, clock.GetUtcNow());
            throw;
        }
    }

    // An announcement is one endpoint's word, and a header that hashes to something else is no block.
    private bool IsWorthAPass(BlockHeader? announced) => announced is not null && chain.Settings.Quorum == 1
        && (chain.Settings.Verify == Verify.None || HeaderHash.Check(announced).Kind != VerdictKind.Fails);

    private async Task GoToHeadAsync(BlockHeader? announced, IProgress<PassProgress>? progress, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            var window = BlockWindow.Read(ledger, chain.Settings.ChainId);
            var head = announced ?? await chain.GetHeadAsync(window.Tip, cancellation);
            if (head.Number < window.Tip)
            {
                // Every endpoint is behind what is recorded: they know nothing that the ledger does not.
                _recorder.EndEarly(null, chain.Endpoints, clock.GetUtcNow());
                return;
            }

            await TakeBackWhatAReorgTookAsync(window, head, cancellation);
            if (await ReadUpToAsync(head, progress, cancellation))
            {
                await chain.LookAsync(head.Number, cancellation);
                _recorder.Observe(head, await FinalBlockAsync(head, cancellation), chain.Endpoints, clock.GetUtcNow());
                return;
            }

            // The chain moved while it was read: look again at what it is now. If it moves for one endpoint only, ask another.
            announced = null;
            if (attempt > 1)
            {
                chain.LetRest(chain.Preferred, "it contradicted itself");
            }

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
        var search = new ForkSearch(
            chain, window, sources.Select(source => source.Settings.FromBlock).DefaultIfEmpty().Min(), height => SourceBook.NewestRecordedBelow(ledger, chain.Settings.ChainId, height));
        if (await search.FindAsync(head, cancellation) is { } firstOrphaned)
        {
            _recorder.Orphan(firstOrphaned, clock.GetUtcNow());
        }
    }

    private async Task<bool> ReadUpToAsync(BlockHeader head, IProgress<PassProgress>? progress, CancellationToken cancellation)
    {
        var verifyUpTo = Recorder.VerifyUpTo(ledger, chain.Settings.ChainId);
        while (Next(head) is { } stretch)
        {
            cancellation.ThrowIfCancellationRequested();
            try
            {
                if (await ReadAsync(stretch, head, verifyUpTo, cancellation) is not { } entry)
                {
                    return false;
                }

                _recorder.Record(entry, FirstLive(head), clock.GetUtcNow());
                _ranges.Of(chain.Preferred).Succeeded();
                _income += entry.Findings.Count(found => found.Finding is Payment);
                progress?.Report(new PassProgress(chain.Settings.Name, stretch.To + 1, head.Number, _income));
            }
            catch (RpcException tooMuch) when (tooMuch.Failure == RpcFailure.RangeTooLarge && !stretch.IsLive && _ranges.Of(tooMuch.Endpoint).Shrink())
            {
                // The next stretch is half as long.
            }
        }

        return true;
    }

    private Stretch? Next(BlockHeader head) => ScanPlan.Next(
        SourceBook.Cursors(ledger, [.. sources.Select(source => source.Id)]), head.Number, chain.Settings.MaxReorgDepth, _ranges.Of(chain.Preferred).Size);

    private async Task<Entry?> ReadAsync(Stretch stretch, BlockHeader head, ulong? verifyUpTo, CancellationToken cancellation)
    {
        var reading = sources.Where(source => stretch.Sources.Contains(source.Id)).ToList();
        var queries = LogQueries.Merge(reading.SelectMany(source => source.Recognizer.Queries));
        var window = BlockWindow.Read(ledger, chain.Settings.ChainId);
        var sample = _confirmation.Sample(stretch, verifyUpTo);
        if (await _scan.ReadAsync(stretch, queries, window, head, sample, cancellation) is not { } scanned
            || await _confirmation.ConfirmAsync(stretch, scanned, queries, sample, (logs, stop) => RecognizeAsync(reading, logs, stop), cancellation) is not { } evidence)
        {
            return null;
        }

        var tokens = await TokenBook.DescribeAsync(ledger, chain, evidence.Findings.Select(found => found.Finding), cancellation);
        return new Entry(
            stretch,
            scanned.Headers,
            [.. evidence.Findings.Select(found => (found.Source, Doubted(found.Finding, tokens)))],
            [.. tokens.Values],
            evidence.Blocks,
            chain.Endpoints);
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

    private async Task<ulong?> FinalBlockAsync(BlockHeader head, CancellationToken cancellation)
    {
        var final = chain.Settings.Finality switch
        {
            Finality.Finalized => await chain.GetNumberAsync(BlockTag.Finalized, cancellation),
            Finality.Safe => await chain.GetNumberAsync(BlockTag.Safe, cancellation),
            _ => head.Number >= chain.Settings.Confirmations ? head.Number - chain.Settings.Confirmations : (ulong?)null,
        };

        // What is final is what enough endpoints agree on, and it must be what is recorded: else the next pass finds the fork first.
        return final is null || chain.Settings.Quorum == 1 || await IsRecordedAsync(final.Value, cancellation) ? final : null;
    }

    private async Task<bool> IsRecordedAsync(ulong number, CancellationToken cancellation)
    {
        var agreed = await chain.AgreeAsync([number], cancellation);
        return BlockWindow.Read(ledger, chain.Settings.ChainId).HashAt(number) is not { } recorded || recorded == agreed[0]?.Hash;
    }

    private ulong FirstLive(BlockHeader head) => head.Number >= chain.Settings.MaxReorgDepth ? head.Number - chain.Settings.MaxReorgDepth + 1 : 0;
}
