using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;

namespace ChainWatch.Reporting;

/// <summary>An amount as people and scripts read it.</summary>
/// <param name="Token"><c>native</c>, or the contract's checksummed address.</param>
/// <param name="Symbol">The token's symbol.</param>
/// <param name="Decimals">The token's decimals.</param>
/// <param name="BaseUnits">The amount in base units, as decimal text.</param>
/// <param name="Display">The amount in whole tokens.</param>
public sealed record Amount(string Token, string Symbol, int Decimals, string BaseUnits, string Display)
{
    /// <summary>The amount of <paramref name="baseUnits"/> base units.</summary>
    public static Amount Of(Token token, string symbol, int decimals, BigInteger baseUnits) => Of(token.ToString(), symbol, decimals, baseUnits);

    /// <summary>The amount of <paramref name="baseUnits"/> base units of a token as it is shown.</summary>
    internal static Amount Of(string token, string symbol, int decimals, BigInteger baseUnits) =>
        new(token, symbol, decimals, baseUnits.ToString(CultureInfo.InvariantCulture), Primitives.BaseUnits.Display(baseUnits, decimals));

    /// <summary>The sum of two amounts of the same token.</summary>
    internal Amount Plus(Amount other)
    {
        var sum = BigInteger.Parse(BaseUnits, CultureInfo.InvariantCulture) + BigInteger.Parse(other.BaseUnits, CultureInfo.InvariantCulture);
        return this with { BaseUnits = sum.ToString(CultureInfo.InvariantCulture), Display = Primitives.BaseUnits.Display(sum, Decimals) };
    }

    /// <summary>For people: the amount and its symbol.</summary>
    public override string ToString() => $"{Display} {Symbol}";
}

/// <summary>Where a row stands: may a reorg still take it back, has one, or must a person look?</summary>
public enum IncomeStatus
{
    /// <summary>Recorded, and not final yet.</summary>
    Pending,

    /// <summary>Final: no reorg that the chain's settings allow for takes it back.</summary>
    Final,

    /// <summary>Taken back by a reorg.</summary>
    Orphaned,

    /// <summary>Not to be taken at its word until a person has looked.</summary>
    Quarantined,
}

/// <summary>The words for states in JSON and in tables.</summary>
public static class IncomeStatuses
{
    private static readonly string[] Words = ["pending", "final", "orphaned", "quarantined"];

    /// <summary>The word for a state.</summary>
    public static string Word(this IncomeStatus status) => Words[(int)status];
}
