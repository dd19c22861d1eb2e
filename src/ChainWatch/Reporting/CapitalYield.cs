using System.Numerics;

namespace ChainWatch.Reporting;

/// <summary>What came in, or what capital was added (negative: taken out).</summary>
internal sealed record Flow(DateTimeOffset At, BigInteger Amount);

/// <summary>What capital yielded: income over the capital that earned it, each unit of it weighted by how long it was there.</summary>
internal static class CapitalYield
{
    /// <summary>The yield between two times.</summary>
    /// <param name="capital">What was put in and taken out, of all times, oldest first.</param>
    /// <param name="income">What was earned, of all times.</param>
    /// <param name="from">Begin of the window.</param>
    /// <param name="to">Its end.</param>
    public static Yielded Over(IReadOnlyList<Flow> capital, IEnumerable<Flow> income, DateTimeOffset from, DateTimeOffset to)
    {
        var employed = BigInteger.Zero;
        var there = BigInteger.Zero;
        var since = from;
        var held = TimeSpan.Zero;
        foreach (var flow in capital.Where(flow => flow.At < to).Append(new Flow(to, 0)))
        {
            if (flow.At > since)
            {
                employed += there * Yielded.Seconds(flow.At - since);
                held += there.Sign > 0 ? flow.At - since : TimeSpan.Zero;
                since = flow.At;
            }

            there = BigInteger.Max(0, there + flow.Amount);
        }

        var earned = income.Where(flow => flow.At >= from && flow.At < to).Aggregate(BigInteger.Zero, (sum, flow) => sum + flow.Amount);
        return held >= Yielded.Shortest ? Yielded.Of(earned, employed, held) : Yielded.None("nothing was held for a day");
    }
}
