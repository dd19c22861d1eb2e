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
public sealed record PassProgress(string Chain, ulong Recorded, ulong Head, int Income)
{
    /// <summary>Blocks in a second, on the average of this pass; 0 before there is one.</summary>
    public ulong BlocksPerSecond { get; init; }

    /// <summary>How much longer it takes at that rate; null while nobody can tell.</summary>
    public TimeSpan? Left { get; init; }
}

/// <summary>
/// Scan, recognize, prove, record: reads one chain from where the ledger stands up to its head. Whatever fails is thrown, and
/// the next pass begins where the ledger then stands.
/// </summary>
public sealed class IncomePass(Chain chain, Ledger ledger, IReadOnlyList<WatchedSource> sources, TimeProvider clock)
{
    private const int Attempts = 5;

    private readonly Recorder _recorder = new(ledger, chain.Settings.ChainId);
    private readonly BlockScan _scan = new(chain);
    private readonly CoinScan _coins = new(chain);
    private readonly BlockRanges _ranges = new(chain.Settings.MaxBlockRange);
    private readonly Confirmation _confirmation = new(chain, () => ledger.Read(connection => ProofRows.Any(connection, chain.Settings.ChainId)), sources.Select(source => source.Settings.Beneficiary));
    private readonly TokenBook _tokens = new(ledger, chain);
    private readonly CoinDoubles _doubles = new(ledger, chain.Settings.ChainId);
    private ScanRate _rate = new(0, clock);
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
            _tokens.BeginPass();
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
        var cursors = Cursors();
        _rate = new ScanRate(cursors.Select(cursor => cursor.NextBlock).DefaultIfEmpty().Min(), clock);
        return await ReadSettledAsync(cursors, head, progress, cancellation) && await ReadLiveAsync(head, progress, cancellation);
    }

    // What no reorg takes back any more is read ahead and written behind. Whatever ends that, what came before it is written.
    private async Task<bool> ReadSettledAsync(IReadOnlyList<Cursor> cursors, BlockHeader head, IProgress<PassProgress>? progress, CancellationToken cancellation)
    {
        var verifyUpTo = Recorder.VerifyUpTo(ledger, chain.Settings.ChainId);
        var plan = ScanPlan.Settled(cursors, head.Number, chain.Settings.MaxReorgDepth, BlocksAtOnce);
        var ahead = new ReadAhead(
            plan, (stretch, stop) => WithCoinAsync(stretch, _scan.ReadSettledAsync(stretch, QueriesOf(stretch), _confirmation.Sample(stretch, verifyUpTo), stop), stop), _ranges);
        var behind = new WriteBehind(entries => Record(entries, head, progress), clock);
        try
        {
            await foreach (var (stretch, scanned) in ahead.ReadAsync(cancellation))
            {
                if (await ConfirmAsync(stretch, scanned, _confirmation.Sample(stretch, verifyUpTo), cancellation) is not { } entry)
                {
                    return false;
                }

                await behind.AddAsync(entry);
            }

            return true;
        }
        finally
        {
            await behind.FlushAsync();
        }
    }

    // Each live stretch is linked to what is recorded, so that it is recorded before the next is read.
    private async Task<bool> ReadLiveAsync(BlockHeader head, IProgress<PassProgress>? progress, CancellationToken cancellation)
    {
        while (ScanPlan.Next(Cursors(), head.Number, chain.Settings.MaxReorgDepth, _ranges.Of(chain.Preferred).Size) is { } stretch)
        {
            cancellation.ThrowIfCancellationRequested();
            var scanned = await WithCoinAsync(
                stretch, _scan.ReadLiveAsync(stretch, QueriesOf(stretch), BlockWindow.Read(ledger, chain.Settings.ChainId), head, cancellation), cancellation);
            if (await ConfirmAsync(stretch, scanned, [], cancellation) is not { } entry)
            {
                return false;
            }

            Record([entry], head, progress);
        }

        return true;
    }

    private async Task<ScannedBlocks?> WithCoinAsync(Stretch stretch, Task<ScannedBlocks?> reading, CancellationToken cancellation) => await reading is { } scanned
        ? await _coins.AddAsync(scanned, stretch, ReadFor(stretch).Where(source => source.Recognizer is ICoinRecognizer).Select(source => source.Settings.Beneficiary).ToHashSet(), cancellation)
        : null;

    private ulong BlocksAtOnce()
    {
        var size = _ranges.Of(chain.Preferred).Size;
        return sources.Any(source => source.Recognizer is ICoinRecognizer) ? Math.Min(size, CoinScan.MostBlocks) : size;
    }

    private async Task<Entry?> ConfirmAsync(Stretch stretch, ScannedBlocks? scanned, IReadOnlyList<ulong> sample, CancellationToken cancellation)
    {
        if (scanned is null || await _confirmation.ConfirmAsync(
            stretch, scanned, QueriesOf(stretch), sample, (logs, stop) => RecognizeAsync(ReadFor(stretch), logs, stop), cancellation) is not { } evidence)
        {
            return null;
        }

        foreach (var source in ReadFor(stretch))
        {
            CoinAlerts.Tell(ledger, chain.Settings.Name, source, stretch, evidence.Scanned.Untraced, clock.GetUtcNow());
        }

        var tokens = await _tokens.DescribeAsync(evidence.Findings.Select(found => found.Finding), cancellation);
        return new Entry(
            stretch,
            scanned.Headers,
            [.. evidence.Findings.Select(found => (found.Source, _doubles.Doubted(found.Source, Doubted(found.Finding, tokens))))],
            [.. tokens.Values],
            evidence.Blocks,
            chain.Endpoints)
        {
            Forgotten = evidence.Forgotten,
            TrustsBalances = chain.Settings.Balances == Balances.Trust,
        };
    }

    private void Record(IReadOnlyList<Entry> entries, BlockHeader head, IProgress<PassProgress>? progress)
    {
        _recorder.Record(entries, FirstLive(head), clock.GetUtcNow());
        _income += entries.Sum(entry => entry.Findings.Count(found => found.Finding is Payment));
        var next = entries[^1].Stretch.To + 1;
        progress?.Report(new PassProgress(chain.Settings.Name, next, head.Number, _income)
        {
            BlocksPerSecond = _rate.PerSecond(next),
            Left = _rate.Left(next, head.Number),
        });
    }

    private IReadOnlyList<Cursor> Cursors() => SourceBook.Cursors(ledger, [.. sources.Select(source => source.Id)]);

    private IReadOnlyList<LogFilter> QueriesOf(Stretch stretch) => LogQueries.Merge(ReadFor(stretch).SelectMany(source => source.Recognizer.Queries));

    private IEnumerable<WatchedSource> ReadFor(Stretch stretch) => sources.Where(source => stretch.Sources.Contains(source.Id));

    private async Task<List<(WatchedSource Source, Finding Finding)>> RecognizeAsync(
        IEnumerable<WatchedSource> reading, ScannedBlocks scanned, CancellationToken cancellation)
    {
        var findings = new List<(WatchedSource, Finding)>();
        foreach (var source in reading)
        {
            var logs = await source.PrepareAsync(scanned.Logs, chain, cancellation);
            var holding = logs.Count == 0 ? Holding.None : SourceBook.HeldBefore(ledger, source.Settings, logs[0]);
            findings.AddRange(source.Recognize(logs, scanned.Times, holding).Select(finding => (source, finding)));
            findings.AddRange(source.Recognize(scanned.Transfers, logs).Select(finding => (source, finding)));
        }

        return findings;
    }

    private static Finding Doubted(Finding finding, IReadOnlyDictionary<Token, TokenDescription> tokens) =>
        finding is Payment { Quarantine: null } payment && tokens[payment.Token].Doubt is { } doubt ? payment with { Quarantine = doubt } : finding;

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
