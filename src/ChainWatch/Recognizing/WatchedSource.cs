using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>A configured source under watch.</summary>
/// <param name="Id">Its id in the ledger.</param>
/// <param name="Settings">Its configuration.</param>
/// <param name="Recognizer">What knows its logs.</param>
public sealed record WatchedSource(long Id, SourceSettings Settings, IRecognizer Recognizer)
{
    /// <summary>
    /// What these logs mean for the owner, in order. Of <paramref name="logs"/> only those are looked at that the
    /// source asks for.
    /// </summary>
    /// <param name="logs">Logs in chain order.</param>
    /// <param name="times">Times of their blocks.</param>
    /// <param name="heldBefore">What the owner held of the source before a log; asked for at most once.</param>
    public IReadOnlyList<Finding> Recognize(
        IReadOnlyList<Log> logs, IReadOnlyDictionary<Hash32, DateTimeOffset> times, Func<Log, Holding> heldBefore)
    {
        var findings = new List<Finding>();
        Holding? holding = null;
        foreach (var log in logs.Where(log => Recognizer.Queries.Any(query => query.Matches(log))))
        {
            var before = holding ??= heldBefore(log);
            var at = new LogPosition(log.BlockNumber, log.BlockHash, log.LogIndex, 0, log.TransactionHash, times[log.BlockHash]);
            foreach (var finding in Recognizer.Recognize(log, at, before))
            {
                findings.Add(finding);
                holding = finding is Movement moved ? holding.Value.After(moved.Direction, moved.Assets, moved.Shares) : holding;
            }
        }

        return findings;
    }
}
