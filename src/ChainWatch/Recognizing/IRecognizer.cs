using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// Knows what one source's logs mean for its owner. There is one implementation for each kind of source. What must be
/// asked of the chain is asked when it is opened (a vault's asset, say) or in <see cref="PrepareAsync"/>; recognizing
/// itself is pure.
/// </summary>
public interface IRecognizer
{
    /// <summary>What to ask an endpoint for, without a range of blocks. The narrower, the less it sends that is not the owner's.</summary>
    IReadOnlyList<LogFilter> Queries { get; }

    /// <summary>Asks the chain what must be known to understand <paramref name="logs"/>; most kinds need nothing.</summary>
    Task PrepareAsync(IReadOnlyList<Log> logs, Chain chain, CancellationToken cancellation) => Task.CompletedTask;

    /// <summary>
    /// What <paramref name="log"/> means: nothing, when it is not the owner's, when it only looks like the event that
    /// it claims to be, or when it moves nothing.
    /// </summary>
    /// <param name="log">A log that one of <see cref="Queries"/> asked for.</param>
    /// <param name="at">Where it happened.</param>
    /// <param name="before">What the owner held of the source before it.</param>
    IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before);
}
