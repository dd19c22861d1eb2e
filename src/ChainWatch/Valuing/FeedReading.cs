using System.Numerics;
using ChainWatch.Ethereum;

namespace ChainWatch.Valuing;

/// <summary>One round of a feed, as <c>AggregatorV3Interface</c> tells it. Nothing of it is believed yet.</summary>
/// <param name="Id">An uint80: the proxy's phase, 64 bits to the left, and the aggregator's own round.</param>
/// <param name="Answer">The answer without its point.</param>
/// <param name="StartedAt">Seconds; of a sequencer's feed, when its state last changed.</param>
/// <param name="UpdatedAt">Seconds.</param>
internal readonly record struct Round(BigInteger Id, BigInteger Answer, BigInteger StartedAt, BigInteger UpdatedAt)
{
    private const int PhaseOffset = 64;

    /// <summary>The proxy's phase; 0 for a feed that is no proxy.</summary>
    public int Phase => (int)(Id >> PhaseOffset);

    /// <summary>The round within its phase.</summary>
    public ulong Number => (ulong)(Id & ulong.MaxValue);

    /// <summary>The id of a round of a phase.</summary>
    public static BigInteger IdOf(int phase, ulong number) => ((BigInteger)phase << PhaseOffset) | number;
}

/// <summary>Between which answers an aggregator is cut off: an answer at a limit may stand for any beyond it.</summary>
internal readonly record struct Limits(BigInteger Least, BigInteger Most);

/// <summary>What a feed said as of a payment.</summary>
/// <param name="Feed">The feed.</param>
/// <param name="Round">Its newest round then.</param>
/// <param name="Decimals">Its decimals then.</param>
/// <param name="Limits">Its aggregator's limits; null where it tells none.</param>
/// <param name="IsFromRounds">Whether it was found among past rounds, because the endpoint had forgotten the block's state.</param>
internal sealed record FeedReading(Address Feed, Round Round, int Decimals, Limits? Limits, bool IsFromRounds);
