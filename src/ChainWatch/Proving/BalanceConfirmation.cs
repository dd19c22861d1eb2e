using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;

namespace ChainWatch.Proving;

/// <summary>
/// Event and balance must agree: reads the balances that the payments of a stretch should have changed while its blocks are
/// being proved, and then judges each payment. Payments that say of nothing that it arrived cost nothing.
/// </summary>
internal sealed class BalanceConfirmation(Chain chain, CancellationToken cancellation) : IAsyncDisposable
{
    // As many as an endpoint is asked for at once.
    private const int AtOnce = 8;

    private readonly BalanceReader _reader = new(chain);
    private readonly CoinFlowReader _flows = new(chain);
    private readonly CancellationTokenSource _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
    private readonly Dictionary<Held, Task<IReadOnlyDictionary<Held, BalanceChange>>> _reads = [];

    /// <summary>The newest block of judged payments whose state no endpoint has any more; null where there is none.</summary>
    public ulong? Forgotten { get; private set; }

    private bool IsTrusting => chain.Settings.Balances == Balances.Trust;

    /// <summary>Begins to read the balances that these findings are about and that are not being read yet.</summary>
    public void Begin(IEnumerable<(WatchedSource Source, Finding Finding)> findings)
    {
        var wanted = IsTrusting ? [] : findings.Select(HeldOf).OfType<Held>().Distinct()
            .Where(held => !_reads.ContainsKey(held)).OrderByDescending(held => held.Number).ToArray();
        foreach (var some in wanted.Chunk(BalanceReader.AtOnce))
        {
            var read = _reader.ReadAsync(some, _stop.Token);
            foreach (var held in some)
            {
                _reads[held] = read;
            }
        }
    }

    /// <summary>The findings, each payment with what the balances say of it.</summary>
    /// <param name="findings">What was recognized.</param>
    /// <param name="blocks">What was proved, by block.</param>
    public async Task<IReadOnlyList<(WatchedSource Source, Finding Finding)>> JudgeAsync(
        IReadOnlyList<(WatchedSource Source, Finding Finding)> findings, IReadOnlyDictionary<Hash32, ProvedBlock> blocks)
    {
        if (IsTrusting)
        {
            return findings;
        }

        Begin(findings);
        var claimed = findings.Where(found => HeldOf(found) is not null).GroupBy(found => HeldOf(found)!.Value, found => (Payment)found.Finding).ToList();
        var transfers = await TransfersAsync([.. claimed.Select(group => group.Key)], blocks);
        var changes = new Dictionary<Held, BalanceChange>();
        foreach (var group in claimed)
        {
            changes[group.Key] = (await _reads[group.Key])[group.Key];
        }

        Forgotten = changes.Where(change => change.Value.IsForgotten).Max(change => (ulong?)change.Key.Number);
        var judges = new Dictionary<Held, Func<Payment, Payment>>();
        foreach (var some in claimed.Chunk(AtOnce))
        {
            foreach (var (held, judge) in await Task.WhenAll(some.Select(group => JudgeOfAsync(group.Key, [.. group], changes[group.Key], transfers))))
            {
                judges.Add(held, judge);
            }
        }

        return [.. findings.Select(found => (found.Source, HeldOf(found) is { } held ? judges[held]((Payment)found.Finding) : found.Finding))];
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach (var read in _reads.Values)
        {
            // Whoever disposes of it no longer wants to know.
            await ((Task)read).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        _stop.Dispose();
    }

    private static Held? HeldOf((WatchedSource Source, Finding Finding) found) => found.Finding is Payment { ClaimsArrival: true } payment
        ? new Held(payment.At.BlockNumber, payment.At.BlockHash, payment.Token, found.Source.Settings.Beneficiary)
        : null;

    // Coins: nothing more is asked where the balance changed by what is claimed.
    private async Task<(Held Held, Func<Payment, Payment> Judge)> JudgeOfAsync(
        Held held, IReadOnlyList<Payment> claims, BalanceChange change, ILookup<Hash32, Log> transfers)
    {
        if (!held.Token.IsNative)
        {
            return (held, new BalanceAgreement(claims, TransferLogs.Of(transfers[held.Block], held.Token, held.Account), change).Judge);
        }

        var agreement = new CoinAgreement(claims, change);
        var flows = agreement.IsPlain ? null : await _flows.ReadAsync(held, agreement.IsExplainedBy, _stop.Token);
        return (held, claim => agreement.Judge(claim, flows));
    }

    // The receipts of a block that was proved hold every Transfer; of any other, the endpoint is asked.
    private async Task<ILookup<Hash32, Log>> TransfersAsync(IReadOnlyList<Held> held, IReadOnlyDictionary<Hash32, ProvedBlock> blocks)
    {
        var asked = held.Where(one => !one.Token.IsNative && blocks.GetValueOrDefault(one.Block)?.Proof != Proof.Verified).ToLookup(one => one.Block);
        IReadOnlyList<LogFilter> queries =
            [.. asked.SelectMany(block => TransferLogs.Queries(block.Key, [.. block.Select(one => one.Token.Contract).Distinct()], block.Select(one => one.Account).Distinct()))];
        var answers = queries.Count == 0 ? [] : await chain.GetLogsAsync(queries, _stop.Token);
        return answers.SelectMany(logs => logs).Concat(blocks.Values.SelectMany(block => block.Transfers)).ToLookup(log => log.BlockHash);
    }
}
