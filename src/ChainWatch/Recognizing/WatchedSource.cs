using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Watching;

namespace ChainWatch.Recognizing;

/// <summary>A configured source under watch.</summary>
/// <param name="Id">Its id in the ledger.</param>
/// <param name="Settings">Its configuration.</param>
/// <param name="Recognizer">What knows its logs.</param>
public sealed record WatchedSource(long Id, SourceSettings Settings, IRecognizer Recognizer)
{
    /// <summary>The owner's accounts on the source's chain.</summary>
    public OwnAccounts Own { get; init; } = OwnAccounts.None;

    /// <summary>Who pays the same wallet as another source's contract does, and is booked there; matters to <see cref="ICoinRecognizer"/> alone.</summary>
    public IReadOnlySet<Address> BookedElsewhere { get; init; } = new HashSet<Address>();

    /// <summary>Those of <paramref name="logs"/> that the source asks for, once the recognizer knows what it needs to know about them.</summary>
    public async Task<IReadOnlyList<Log>> PrepareAsync(IReadOnlyList<Log> logs, Chain chain, CancellationToken cancellation)
    {
        var own = new List<Log>(logs.Count);
        own.AddRange(logs.Where(IsAskedFor));
        await Recognizer.PrepareAsync(own, chain, cancellation);
        return own;
    }

    /// <summary>What the source's own logs mean for the owner, in order.</summary>
    /// <param name="logs">Logs that <see cref="PrepareAsync"/> returned.</param>
    /// <param name="times">Times of their blocks.</param>
    /// <param name="holding">What the owner held of the source before the first of them.</param>
    public IReadOnlyList<Finding> Recognize(IReadOnlyList<Log> logs, IReadOnlyDictionary<Hash32, DateTimeOffset> times, Holding holding)
    {
        var findings = new List<Finding>(logs.Count);
        foreach (var log in logs)
        {
            var at = new LogPosition(log.BlockNumber, log.BlockHash, log.LogIndex, 0, log.TransactionHash, times[log.BlockHash]);
            foreach (var recognized in Recognizer.Recognize(log, at, holding))
            {
                if (!IsOurs(recognized))
                {
                    continue;
                }

                var finding = Own.Tell(recognized);
                findings.Add(finding);
                holding = finding is Movement moved ? holding.After(moved.Direction, moved.Assets, moved.Shares) : holding;
            }
        }

        return findings;
    }

    /// <summary>What the chain's coin that came without a log means for the owner.</summary>
    /// <param name="transfers">All that came, in order.</param>
    /// <param name="logs">Logs that <see cref="PrepareAsync"/> returned.</param>
    public IEnumerable<Finding> Recognize(IReadOnlyList<CoinTransfer> transfers, IReadOnlyList<Log> logs) =>
        Recognizer is ICoinRecognizer coin ? coin.Recognize(transfers, logs).Where(IsOurs).Select(Own.Tell) : [];

    private bool IsOurs(Finding finding) => Recognizer is not ICoinRecognizer || finding is not Payment payment || !BookedElsewhere.Contains(payment.Payer);

    private bool IsAskedFor(Log log)
    {
        var queries = Recognizer.Queries;
        for (var i = 0; i < queries.Count; i++)
        {
            if (queries[i].Matches(log))
            {
                return true;
            }
        }

        return false;
    }
}
