using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Valuing;

/// <summary>Where a price came from.</summary>
public enum PriceOrigin
{
    /// <summary>Nowhere: no price could be trusted.</summary>
    None,

    /// <summary>A feed that speaks Chainlink's AggregatorV3Interface.</summary>
    Chainlink,

    /// <summary>The owner's configuration.</summary>
    Pinned,

    /// <summary>The price file.</summary>
    File,

    /// <summary>The owner, for this one payment.</summary>
    Manual,
}

/// <summary>An amount of a token.</summary>
/// <param name="Token">The token.</param>
/// <param name="Symbol">Its symbol.</param>
/// <param name="BaseUnits">How many base units.</param>
/// <param name="Decimals">The token's decimals.</param>
internal sealed record Sum(Token Token, string Symbol, BigInteger BaseUnits, int Decimals)
{
    public override string ToString() => $"{Symbol} ({Token})";
}

/// <summary>When something was paid, which is when it is priced.</summary>
/// <param name="Block">The block's number.</param>
/// <param name="Time">The block's time.</param>
internal readonly record struct Moment(ulong Block, DateTimeOffset Time)
{
    public long Seconds => Time.ToUnixTimeSeconds();

    public override string ToString() => $"block {Block} ({UtcText.Of(Time)})";
}

/// <summary>A price that can be trusted, and what it follows from.</summary>
/// <param name="Origin">Where it came from.</param>
/// <param name="Price">What a whole token of <paramref name="Counted"/> is worth.</param>
/// <param name="Counted">What is multiplied by the price: the payment, or the assets that its shares stand for.</param>
/// <param name="Steps">Every figure that went into it.</param>
internal sealed record Quote(PriceOrigin Origin, Price Price, Sum Counted, IReadOnlyList<EvidenceStep> Steps);
