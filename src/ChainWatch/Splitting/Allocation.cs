using System.Numerics;

namespace ChainWatch.Splitting;

/// <summary>A part of an amount that is for one income.</summary>
/// <param name="IncomeId">The income; null for what is for none.</param>
/// <param name="Amount">Base units, more than nothing.</param>
public sealed record DuePart(long? IncomeId, BigInteger Amount);

/// <summary>Dividing an amount over what it is for, the first part first.</summary>
internal static class Allocation
{
    /// <summary>Fills the parts in their order until the amount is used up; what is left over is returned beside them.</summary>
    public static (IReadOnlyList<DuePart> Parts, BigInteger Left) Fill(BigInteger amount, IEnumerable<DuePart> wanted)
    {
        var parts = new List<DuePart>();
        foreach (var part in wanted)
        {
            var given = BigInteger.Min(amount, part.Amount);
            if (given.Sign > 0)
            {
                parts.Add(part with { Amount = given });
                amount -= given;
            }
        }

        return (parts, amount);
    }
}
