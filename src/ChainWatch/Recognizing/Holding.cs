using System.Numerics;

namespace ChainWatch.Recognizing;

/// <summary>
/// What the owner holds of a vault and what it cost, by the average-cost method: every share costs the same, and a
/// withdrawal takes its shares' part of the whole cost with it, rounded down to a base unit. The last share takes
/// whatever cost is left, so that the costs taken out sum to the costs put in.
/// </summary>
/// <param name="Shares">Base units of shares.</param>
/// <param name="Cost">Base units of the asset that was paid for them.</param>
public readonly record struct Holding(BigInteger Shares, BigInteger Cost)
{
    /// <summary>Nothing held, nothing paid.</summary>
    public static Holding None => default;

    /// <summary>What is held once assets and shares have moved. Shares that were never seen coming cost nothing; a request moves neither for good.</summary>
    public Holding After(Direction direction, BigInteger assets, BigInteger shares) => direction switch
    {
        Direction.Deposit => new Holding(Shares + shares, Cost + assets),
        Direction.Withdrawal => new Holding(BigInteger.Max(0, Shares - shares), Cost - CostOf(shares)),
        _ => this,
    };

    /// <summary>The part of the cost that <paramref name="shares"/> take with them.</summary>
    public BigInteger CostOf(BigInteger shares) => shares >= Shares ? Cost : Cost * shares / Shares;
}
