using System.Numerics;

namespace ChainWatch.Reporting;

/// <summary>What shares were bought, sold or worth at a time.</summary>
/// <param name="At">When.</param>
/// <param name="Assets">Base units of the asset.</param>
/// <param name="Shares">Base units of shares, more than none.</param>
/// <param name="IsHeldAfter">Whether the owner held shares from then on.</param>
internal sealed record PriceMark(DateTimeOffset At, BigInteger Assets, BigInteger Shares, bool IsHeldAfter);

/// <summary>
/// The time-weighted yield of shares: by how much the price of a share grew while the owner held any, whatever was put in or
/// taken out meanwhile. Prices are those at which the owner dealt, and the vault's own at the end; none is interpolated.
/// </summary>
internal static class SharePriceYield
{
    /// <summary>
    /// The yield from the newest mark at or before <paramref name="from"/> (or the first after it) to the last mark.
    /// </summary>
    public static Yielded Over(IReadOnlyList<PriceMark> marks, DateTimeOffset from)
    {
        var first = Math.Max(0, marks.Count(mark => mark.At <= from) - 1);
        BigInteger grown = 1, began = 1;
        var held = TimeSpan.Zero;
        for (var i = first; i + 1 < marks.Count; i++)
        {
            if (marks[i].IsHeldAfter)
            {
                var (start, end) = (marks[i], marks[i + 1]);
                (grown, began) = Reduced(grown * end.Assets * start.Shares, began * end.Shares * start.Assets);
                held += end.At - start.At;
            }
        }

        return held >= Yielded.Shortest && began.Sign > 0
            ? Yielded.Of(grown - began, began * Yielded.Seconds(held), held)
            : Yielded.None("no two prices of its shares are known that are a day apart and shares were held between");
    }

    // A year of weekly deposits would otherwise multiply fifty prices of sixty digits.
    private static (BigInteger Grown, BigInteger Began) Reduced(BigInteger grown, BigInteger began)
    {
        var common = BigInteger.GreatestCommonDivisor(grown, began);
        return common.IsZero ? (grown, began) : (grown / common, began / common);
    }
}
