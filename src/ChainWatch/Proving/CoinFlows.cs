using System.Numerics;
using ChainWatch.Ethereum;

namespace ChainWatch.Proving;

/// <summary>What a block tells of the chain's own coin coming to one account and leaving it.</summary>
/// <param name="Paid">What transactions themselves moved to the account and from it.</param>
/// <param name="Beside">Wei that no payment moved: less the fees of its own transactions, and what comes from the chain below or beside.</param>
internal sealed record CoinFlows(IReadOnlyList<Moved> Paid, BigInteger Beside)
{
    /// <summary>What calls inside of transactions moved; null where nobody told.</summary>
    public IReadOnlyList<Moved>? Inside { get; init; }

    /// <summary>Why the account may have more or less than that, in words; null where the block tells everything.</summary>
    public string? Obstacle { get; init; }

    /// <summary>Wei that the account has more by all of that.</summary>
    public BigInteger Total => Beside + Sum(Paid) + Sum(Inside ?? []);

    /// <summary>Wei that came to the account with a transaction.</summary>
    public BigInteger CameWith(Hash32 transaction) => Sum(Paid.Concat(Inside ?? []).Where(move => move.Transaction == transaction && move.Amount.Sign > 0));

    private static BigInteger Sum(IEnumerable<Moved> moved) => moved.Aggregate(BigInteger.Zero, (sum, move) => sum + move.Amount);
}
