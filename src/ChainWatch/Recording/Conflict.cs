using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Watching;

namespace ChainWatch.Recording;

/// <summary>The ledger says something else of a place on the chain than the chain does now: nothing is overwritten, a person must look.</summary>
internal static class Conflict
{
    /// <summary>The failure that says so.</summary>
    public static ChainWatchException At(LogPosition at, WatchedSource source, ulong chainId) => new(
        Refusal.Refused,
        "conflict",
        $"Sources: {source.Settings.Name}: {What(at)} block {at.BlockNumber} ({at.BlockHash}) on chain {chainId} is recorded with other figures or for another source; nothing was changed.",
        "If the source was renamed, give it its old name again. See what is recorded with: chainwatch income list --include-orphaned");

    private static string What(LogPosition at) => at.LogIndex switch
    {
        >= 0 => $"log {at.LogIndex} of",
        int.MinValue => "what accrued up to",
        _ => $"transaction {CoinTransfer.TransactionOf(at.LogIndex)} of",
    };
}
