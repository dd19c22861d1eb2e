using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;

namespace ChainWatch.Recognizing;

/// <summary>
/// A source whose balance grows with no event. What it grew in a time is the balance at its end less that at its beginning
/// less what the owner put in and took out, which its logs tell as movements of <see cref="Accrues"/>.
/// </summary>
public interface IAccruing : IRecognizer
{
    /// <summary>What grows.</summary>
    Token Accrues { get; }

    /// <summary>Who makes it grow.</summary>
    Address Grower { get; }

    /// <summary>The owner's balance after a block, in base units; 0 where the contract was not there yet.</summary>
    Task<BigInteger> ReadBalanceAsync(Chain chain, ulong block, CancellationToken cancellation);
}
