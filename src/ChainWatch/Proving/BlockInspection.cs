using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Ethereum.Proofs;
using ChainWatch.Watching;

namespace ChainWatch.Proving;

/// <summary>
/// Looks into blocks: their receipts are fetched and proved against the receipts root, and what the endpoints said of their
/// logs is held against what the receipts hold. What an endpoint invented or kept back accuses it.
/// </summary>
/// <param name="chain">The chain.</param>
/// <param name="queries">What is asked for.</param>
/// <param name="claims">What the endpoints said.</param>
/// <param name="accounts">Accounts whose balances are held against the Transfers of the blocks.</param>
internal sealed class BlockInspection(Chain chain, IReadOnlyList<LogFilter> queries, IReadOnlyList<LogsClaimed> claims, IReadOnlySet<Address> accounts)
{
    /// <summary>Looks into one block.</summary>
    /// <param name="header">Its header.</param>
    /// <param name="wanted">Indices of the logs, and places of the transactions without one, for which evidence is wanted; null for all that match a query.</param>
    /// <param name="cancellation">Ends it between two requests.</param>
    public async Task<ProvedBlock> InspectAsync(BlockHeader header, IReadOnlySet<int>? wanted, CancellationToken cancellation)
    {
        if (chain.Settings.Verify == Verify.None)
        {
            return ProvedBlock.Believed(header);
        }

        var verdict = HeaderHash.Check(header);
        if (!verdict.Holds)
        {
            return ProvedBlock.Open(header, verdict.Reason);
        }

        IReadOnlyList<Receipt> receipts;
        try
        {
            receipts = await chain.GetReceiptsAsync(header, cancellation);
        }
        catch (RpcException cannot) when (cannot.Failure == RpcFailure.NotSupported)
        {
            return ProvedBlock.Open(header, cannot.Message);
        }

        var all = LogsOf(header, receipts).ToList();
        var logs = Asked(header, all);
        Judge(header, logs);
        List<int> places =
        [
            .. logs.Where(log => wanted?.Contains(log.LogIndex) ?? true).Select(log => log.TransactionIndex)
                .Concat((wanted ?? new HashSet<int>()).Where(index => index < 0).Select(CoinTransfer.TransactionOf)).Distinct(),
        ];
        return places.Exists(place => place >= receipts.Count)
            ? ProvedBlock.Open(header, $"it has {receipts.Count} receipts, and a payment is said to be of a later transaction")
            : new ProvedBlock(header, Proof.Verified, logs, [.. Evidence(receipts, places)]) { Transfers = [.. all.Where(log => TransferLogs.Concern(log, accounts))] };
    }

    // Where a log stands follows from the receipts' order. Which hash its transaction has does not: that stays a claim.
    private static IEnumerable<Log> LogsOf(BlockHeader header, IReadOnlyList<Receipt> receipts)
    {
        var index = 0;
        for (var transaction = 0; transaction < receipts.Count; transaction++)
        {
            foreach (var log in receipts[transaction].Logs)
            {
                yield return log with
                {
                    BlockNumber = header.Number,
                    BlockHash = header.Hash,
                    BlockTimestamp = header.Timestamp,
                    TransactionHash = receipts[transaction].TransactionHash,
                    TransactionIndex = transaction,
                    LogIndex = index++,
                    Removed = false,
                };
            }
        }
    }

    private List<Log> Asked(BlockHeader header, IEnumerable<Log> logs)
    {
        var here = queries.Select(query => query with { BlockHash = header.Hash, FromBlock = null, ToBlock = null }).ToList();
        return [.. logs.Where(log => here.Exists(query => query.Matches(log)))];
    }

    private void Judge(BlockHeader header, IReadOnlyList<Log> truth)
    {
        var places = truth.ToDictionary(log => log.LogIndex);
        foreach (var claim in claims)
        {
            var said = claim.Logs.Where(log => log.BlockHash == header.Hash).ToList();
            if (said.Find(log => !places.TryGetValue(log.LogIndex, out var there) || !log.IsSame(there)) is { } invented)
            {
                chain.Accuse(claim.Endpoint, new Accusation(
                    Accusation.Forged, $"{claim.Endpoint} sent log {invented.LogIndex} of block {header.Number} ({header.Hash}), which its receipts do not hold like that"));
            }

            var sent = said.Select(log => log.LogIndex).ToHashSet();
            if (truth.FirstOrDefault(log => !sent.Contains(log.LogIndex)) is { } missing)
            {
                chain.Accuse(claim.Endpoint, new Accusation(
                    Accusation.Withheld, $"{claim.Endpoint} kept back log {missing.LogIndex} of block {header.Number} ({header.Hash}), which its receipts hold"));
            }
        }
    }

    private static IEnumerable<ReceiptEvidence> Evidence(IReadOnlyList<Receipt> receipts, List<int> places)
    {
        if (places.Count == 0)
        {
            return [];
        }

        ReadOnlyMemory<byte>[] encoded = [.. receipts.Select(receipt => (ReadOnlyMemory<byte>)ReceiptRlp.Encode(receipt))];
        return places.Select(place => new ReceiptEvidence(
            place, receipts[place].TransactionHash, receipts.Take(place).Sum(before => before.Logs.Count), PatriciaTrie.ProveInList(encoded, place)));
    }
}
