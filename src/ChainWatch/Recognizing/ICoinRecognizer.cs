using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Watching;

namespace ChainWatch.Recognizing;

/// <summary>A source that is paid in the chain's own coin by anyone, which no log needs to tell: blocks are looked through for it.</summary>
public interface ICoinRecognizer : IRecognizer
{
    /// <summary>Whether the beneficiary is a Safe of a version that logs what it receives by a plain call.</summary>
    bool IsSafe { get; }

    /// <summary>What came, less what <paramref name="logs"/> tell of already.</summary>
    /// <param name="transfers">What came to any watched account, in order.</param>
    /// <param name="logs">The source's logs of the same blocks.</param>
    IEnumerable<Finding> Recognize(IReadOnlyList<CoinTransfer> transfers, IReadOnlyList<Log> logs);

    /// <summary>Says in words which payments can be seen through the chain's endpoints, and which cannot.</summary>
    Task<string> DescribeAsync(Chain chain, CancellationToken cancellation);
}
