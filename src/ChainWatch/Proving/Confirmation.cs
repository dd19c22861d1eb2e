using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Watching;

namespace ChainWatch.Proving;

/// <summary>A stretch of blocks that may be booked.</summary>
/// <param name="Scanned">What the blocks hold: what was invented is gone, what was kept back is there.</param>
/// <param name="Findings">What it means, by source.</param>
/// <param name="Blocks">The blocks of the findings, by hash; none where an endpoint's word is enough.</param>
public sealed record Evidence(
    ScannedBlocks Scanned,
    IReadOnlyList<(WatchedSource Source, Finding Finding)> Findings,
    IReadOnlyDictionary<Hash32, ProvedBlock> Blocks)
{
    /// <summary>The newest block of the findings whose balances no endpoint knows any more; null where there is none.</summary>
    public ulong? Forgotten { get; init; }
}

/// <summary>
/// Proof before money: every block of which something is to be booked is agreed on and looked into, and so is every block
/// that may hold what nobody sent. Blocks of which nothing is booked cost nothing more. What is claimed to have been paid is
/// held against the balances of who was paid.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="wasProvedBefore">Whether evidence of this chain is kept already: then nothing less is taken.</param>
/// <param name="beneficiaries">Whoever may be paid.</param>
public sealed class Confirmation(Chain chain, Func<bool> wasProvedBefore, IEnumerable<Address> beneficiaries)
{
    // As many as an endpoint is asked for at once.
    private const int AtOnce = 8;

    private readonly HashSet<Address> _accounts = chain.Settings.Balances == Balances.Check ? [.. beneficiaries] : [];

    // What was proved may not be written yet.
    private bool _isProving;

    /// <summary>Confirms what was read of a stretch.</summary>
    /// <param name="stretch">The blocks.</param>
    /// <param name="scanned">What was read of them.</param>
    /// <param name="queries">What was asked for.</param>
    /// <param name="sample">Heights of settled blocks that are to be looked through (see <see cref="Sample"/>).</param>
    /// <param name="recognize">What logs mean; called again where they turn out to be others.</param>
    /// <param name="cancellation">Ends it between two requests.</param>
    /// <returns>Null when the blocks are not those on which enough endpoints agree: they must be looked at anew.</returns>
    /// <exception cref="ChainWatchException">There is no quorum, or no endpoint's answer could be proved.</exception>
    public async Task<Evidence?> ConfirmAsync(
        Stretch stretch,
        ScannedBlocks scanned,
        IReadOnlyList<LogFilter> queries,
        IReadOnlyCollection<ulong> sample,
        Func<ScannedBlocks, CancellationToken, Task<List<(WatchedSource Source, Finding Finding)>>> recognize,
        CancellationToken cancellation)
    {
        await using var balances = new BalanceConfirmation(chain, cancellation);
        if (chain.Settings.IsWordEnough)
        {
            return await HeldAgainstAsync(balances, new Evidence(scanned, await recognize(scanned, cancellation), new Dictionary<Hash32, ProvedBlock>()));
        }

        var inspection = new BlockInspection(chain, queries, scanned.Claims, _accounts);
        var headers = scanned.Known.ToDictionary(header => header.Hash);
        var proved = new Dictionary<Hash32, ProvedBlock>();
        var open = chain.Settings.Verify == Verify.None ? [] : Completeness.Doubted(scanned, queries, stretch.IsLive, chain.Settings.ChainId, sample);
        var doubted = scanned.Known.Where(header => scanned.Disputed.Contains(header.Hash)).Select(header => new Doubt(header, null)).ToList();
        while (true)
        {
            if (!await AreAgreedAsync([.. doubted.Select(doubt => doubt.Header)], cancellation))
            {
                return null;
            }

            foreach (var some in doubted.Chunk(AtOnce))
            {
                foreach (var block in await Task.WhenAll(some.Select(doubt => inspection.InspectAsync(doubt.Header, doubt.Wanted, cancellation))))
                {
                    proved[block.Header.Hash] = Accepted(block, scanned);
                }
            }

            scanned = Corrected(scanned, proved);
            var findings = await recognize(scanned, cancellation);
            balances.Begin(findings);
            var booked = findings.Select(found => found.Finding.At).ToLookup(at => at.BlockHash, at => at.LogIndex);
            doubted = StillDoubted(booked, open, headers, proved);
            if (doubted.Count == 0)
            {
                _isProving |= proved.Values.Any(block => block.Proof == Proof.Verified);
                return await HeldAgainstAsync(balances, new Evidence(scanned, findings, EvidenceOf(booked, scanned, findings, proved)));
            }
        }
    }

    /// <summary>Heights of a settled stretch whose headers are read to look through their blocks.</summary>
    /// <param name="stretch">The blocks.</param>
    /// <param name="allUpTo">Every block up to this height; null where only samples are taken.</param>
    public IReadOnlyList<ulong> Sample(Stretch stretch, ulong? allUpTo) => chain.Settings.Verify == Verify.None
        ? [] : Completeness.Sample(stretch, chain.Settings.ChainId, chain.Settings.SampleEvery, allUpTo);

    // Blocks of which something is to be booked that is not proved yet, and open ones that nobody has looked into.
    private static List<Doubt> StillDoubted(
        ILookup<Hash32, int> booked, IReadOnlyList<BlockHeader> open, Dictionary<Hash32, BlockHeader> headers, Dictionary<Hash32, ProvedBlock> proved) =>
    [
        .. booked.Where(block => !proved.TryGetValue(block.Key, out var known) || !block.All(known.Covers)).Select(block => new Doubt(headers[block.Key], block.ToHashSet())),
        .. open.Where(header => !booked.Contains(header.Hash) && !proved.ContainsKey(header.Hash)).Select(header => new Doubt(header, new HashSet<int>())),
    ];

    private static Dictionary<Hash32, ProvedBlock> EvidenceOf(
        ILookup<Hash32, int> booked, ScannedBlocks scanned, List<(WatchedSource Source, Finding Finding)> findings, Dictionary<Hash32, ProvedBlock> proved)
    {
        var paid = PaidBy(scanned, [.. findings.Select(found => found.Finding.At)]);
        return proved.Where(block => booked.Contains(block.Key)).ToDictionary(block => block.Key, block => block.Value with
        {
            Transactions = [.. paid[block.Key].Select(transfer => transfer.Evidence!).DistinctBy(transaction => transaction.TransactionIndex)],
            Paid = paid[block.Key].Select(transfer => transfer.At).ToHashSet(),
        });
    }

    private static async Task<Evidence?> HeldAgainstAsync(BalanceConfirmation balances, Evidence evidence)
    {
        try
        {
            return evidence with { Findings = await balances.JudgeAsync(evidence.Findings, evidence.Blocks), Forgotten = balances.Forgotten };
        }
        catch (OtherBlockException)
        {
            return null;
        }
    }

    private async Task<bool> AreAgreedAsync(IReadOnlyList<BlockHeader> blocks, CancellationToken cancellation)
    {
        if (chain.Settings.Quorum == 1 || blocks.Count == 0)
        {
            return true;
        }

        var agreed = await chain.AgreeAsync([.. blocks.Select(block => block.Number)], cancellation);
        return blocks.Zip(agreed).All(pair => pair.First.Hash == pair.Second?.Hash);
    }

    // An endpoint that pretends to be unable to prove must not be believed for that.
    private ProvedBlock Accepted(ProvedBlock block, ScannedBlocks scanned)
    {
        if (block.Proof != Proof.Unverified)
        {
            return block;
        }

        return !scanned.Disputed.Contains(block.Header.Hash) && !_isProving && !wasProvedBefore() ? block : throw new ChainWatchException(
            Refusal.Unreachable,
            Chain.UnprovedCode,
            $"Chains: {chain.Settings.Name}: block {block.Header.Number} cannot be proved: {block.Obstacle}; nothing of it is recorded.",
            "Use another endpoint. If the chain's blocks can be proved no longer, set its Verify to None.");
    }

    private static ILookup<Hash32, CoinTransfer> PaidBy(ScannedBlocks scanned, HashSet<LogPosition> booked) =>
        scanned.Transfers.Where(transfer => transfer.Evidence is not null && booked.Contains(transfer.At)).ToLookup(transfer => transfer.At.BlockHash);

    private static ScannedBlocks Corrected(ScannedBlocks scanned, Dictionary<Hash32, ProvedBlock> proved)
    {
        var sure = proved.Values.Where(block => block.Proof == Proof.Verified).ToDictionary(block => block.Header.Hash);
        return sure.Count == 0 ? scanned : scanned with
        {
            Logs =
            [
                .. scanned.Logs.Where(log => !sure.ContainsKey(log.BlockHash)).Concat(sure.Values.SelectMany(block => block.Logs))
                    .OrderBy(log => log.BlockNumber).ThenBy(log => log.LogIndex),
            ],
        };
    }

    // A block to be looked into, and the logs for which evidence is wanted: null for all that were asked for.
    private sealed record Doubt(BlockHeader Header, IReadOnlySet<int>? Wanted);
}
