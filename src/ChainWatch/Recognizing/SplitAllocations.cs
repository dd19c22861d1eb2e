using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Abi;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Watching;

namespace ChainWatch.Recognizing;

/// <summary>Who gets how much of a split, as it announced it.</summary>
/// <param name="Recipients">Who is paid; one may stand there more than once.</param>
/// <param name="Parts">What each is allocated, of the total.</param>
/// <param name="Total">The sum of the parts.</param>
/// <param name="Incentive">What whoever distributes gets of it first, of 1,000,000.</param>
internal sealed record Allocations(Address[] Recipients, BigInteger[] Parts, BigInteger Total, BigInteger Incentive)
{
    private static readonly BigInteger IncentiveScale = 1_000_000;

    /// <summary>
    /// What an account gets of a distribution: its allocations of what is left after the distributor's reward, and the
    /// reward if it distributes. Each is rounded down by itself, as the contract does.
    /// </summary>
    /// <param name="account">Who is asked about.</param>
    /// <param name="amount">What was distributed in base units, the reward included.</param>
    /// <param name="distributor">Who gets the reward.</param>
    public BigInteger PartOf(Address account, BigInteger amount, Address distributor)
    {
        var reward = amount * Incentive / IncentiveScale;
        return Recipients.Zip(Parts)
            .Where(allocation => allocation.First == account)
            .Aggregate(account == distributor ? reward : BigInteger.Zero, (sum, allocation) => sum + ((amount - reward) * allocation.Second / Total));
    }
}

/// <summary>
/// The allocations of a split of version 2 over time. What was learned earlier is believed only as long as the block that
/// it was learned from is on the chain.
/// </summary>
internal sealed class SplitAllocations(SourceSettings source)
{
    public static readonly AbiEvent Updated = ContractAbi.SplitsV2.Event("SplitUpdated");

    private static readonly Func<Log, Update> Read = Updated.Decoder<Update>();

    private readonly Dictionary<(Hash32 Block, int LogIndex), Log?> _inForce = [];
    private Log? _newest;

    /// <summary>Finds out which announcement each of these logs was made under.</summary>
    /// <param name="logs">All logs of the split in a stretch of blocks, in order.</param>
    /// <param name="asking">Those that must be known about.</param>
    /// <param name="chain">Where earlier announcements are looked for.</param>
    /// <param name="cancellation">Ends the search.</param>
    public async Task LearnAsync(IReadOnlyList<Log> logs, IReadOnlyList<Log> asking, Chain chain, CancellationToken cancellation)
    {
        if (asking.Count == 0)
        {
            return;
        }

        var inForce = await FindBeforeAsync(logs[0], chain, cancellation);
        foreach (var log in logs)
        {
            inForce = Updated.Matches(log) ? log : inForce;
            _inForce[(log.BlockHash, log.LogIndex)] = inForce;
        }

        _newest = inForce;
    }

    /// <summary>The allocations that a log was made under; null where none was announced since the source's first block.</summary>
    public Allocations? Of(Log log) => _inForce.GetValueOrDefault((log.BlockHash, log.LogIndex)) is { } update && Read(update).Split is var split
        ? new Allocations(split.Recipients, split.Allocations, split.TotalAllocation, split.DistributionIncentive)
        : null;

    private async Task<Log?> FindBeforeAsync(Log first, Chain chain, CancellationToken cancellation)
    {
        if (_newest is { } known && known.BlockNumber < first.BlockNumber && (await chain.GetHeaderAsync(known.BlockNumber, cancellation))?.Hash == known.BlockHash)
        {
            return await NewestAsync(known.BlockNumber, first, chain, cancellation) ?? known;
        }

        return await NewestAsync(source.FromBlock, first, chain, cancellation);
    }

    // Backwards, as the newest announcement is the one that counts.
    private async Task<Log?> NewestAsync(ulong from, Log first, Chain chain, CancellationToken cancellation)
    {
        var range = new BlockRange(chain.Settings.MaxBlockRange);
        var end = first.BlockNumber;
        while (true)
        {
            var start = end - from < range.Size ? from : end - range.Size + 1;
            try
            {
                var filter = new LogFilter { FromBlock = start, ToBlock = end, Addresses = [source.Contract], Topics = [[Updated.Topic0]] };
                var found = (await chain.GetLogsAsync([filter], cancellation))[0];
                range.Succeeded(end - start + 1, found.Count);
                var newest = found.LastOrDefault(log => Updated.Matches(log) && IsBefore(log, first));
                if (newest is not null || start == from)
                {
                    return newest;
                }

                end = start - 1;
            }
            catch (RpcException tooMuch) when (tooMuch.Failure == RpcFailure.RangeTooLarge && range.Shrink(end - start + 1))
            {
                // The next question is for half as many blocks.
            }
        }
    }

    private static bool IsBefore(Log log, Log other) => (log.BlockNumber, log.LogIndex).CompareTo((other.BlockNumber, other.LogIndex)) < 0;

    private readonly record struct Update(Announced Split);

    private readonly record struct Announced(Address[] Recipients, BigInteger[] Allocations, BigInteger TotalAllocation, BigInteger DistributionIncentive);
}
