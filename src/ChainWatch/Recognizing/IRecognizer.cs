using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// Knows what one source's logs mean for its owner. There is one implementation for each kind of source; each is pure:
/// what it needs to ask the chain (a vault's asset, say) it was given when it was opened.
/// </summary>
public interface IRecognizer
{
    /// <summary>What to ask an endpoint for, without a range of blocks. The narrower, the less it sends that is not the owner's.</summary>
    IReadOnlyList<LogFilter> Queries { get; }

    /// <summary>
    /// What <paramref name="log"/> means: nothing, when it is not the owner's, when it only looks like the event that
    /// it claims to be, or when it moves nothing.
    /// </summary>
    /// <param name="log">A log that one of <see cref="Queries"/> asked for.</param>
    /// <param name="at">Where it happened.</param>
    /// <param name="before">What the owner held of the source before it.</param>
    IEnumerable<Finding> Recognize(Log log, LogPosition at, Holding before);
}
