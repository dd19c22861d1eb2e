using System.Globalization;
using System.Numerics;

namespace ChainWatch.Reporting;

/// <summary>A growing balance at the end of a UTC day.</summary>
/// <param name="Until">The midnight that ends the day.</param>
/// <param name="Balance">Base units.</param>
internal sealed record DayBalance(DateTimeOffset Until, BigInteger Balance);

/// <summary>Income of a growing balance, counted in what it grows in.</summary>
/// <param name="At">When.</param>
/// <param name="Amount">Base units; null where it came in another token, and nobody knows what it was worth in this one.</param>
internal sealed record Grown(DateTimeOffset At, BigInteger? Amount);

/// <summary>
/// What a balance yielded that grows by itself. It is its own capital: what stood at each day's end, and between those what was put
/// in and taken out. The trailing days are those up to the newest that is booked: what has grown since is not known yet.
/// </summary>
internal static class BalanceYield
{
    /// <summary>The yield of a window that would end now.</summary>
    /// <param name="days">The balance at the end of each booked day, oldest first; the first is where it begins.</param>
    /// <param name="moves">What was put in and taken out, of all times, oldest first.</param>
    /// <param name="income">What accrued, and what else was paid for it.</param>
    /// <param name="from">Begin of the window.</param>
    /// <param name="now">Its end.</param>
    public static Yielded Over(IReadOnlyList<DayBalance> days, IReadOnlyList<Flow> moves, IReadOnlyList<Grown> income, DateTimeOffset from, DateTimeOffset now)
    {
        if (days.Count < 2)
        {
            return Yielded.None("no day of it is booked yet");
        }

        var until = days[^1].Until;
        var begin = until - (now - from);
        var within = income.Where(grown => grown.At >= begin && grown.At < until).ToList();
        var unknown = within.Count(grown => grown.Amount is null);
        return until <= from ? Yielded.None($"it is booked up to {until.AddDays(-1).ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)} only")
            : unknown > 0 ? Yielded.None($"{unknown} of its payments came in another token, and what they were worth is not known")
            : CapitalYield.Over(Capital(days, moves), within.Select(grown => new Flow(grown.At, grown.Amount!.Value)), begin, until);
    }

    // Moves shift what is there until the day's end, where the balance itself says what is. Whoever takes everything takes what has
    // grown since the last day's end as well: never is there less than nothing.
    private static List<Flow> Capital(IReadOnlyList<DayBalance> days, IReadOnlyList<Flow> moves)
    {
        var capital = new List<Flow> { new(days[0].Until, days[0].Balance) };
        var (there, next) = (days[0].Balance, moves.TakeWhile(move => move.At < days[0].Until).Count());
        foreach (var day in days.Skip(1))
        {
            for (; next < moves.Count && moves[next].At < day.Until; next++)
            {
                var left = BigInteger.Max(0, there + moves[next].Amount);
                capital.Add(new Flow(moves[next].At, left - there));
                there = left;
            }

            capital.Add(new Flow(day.Until, day.Balance - there));
            there = day.Balance;
        }

        return capital;
    }
}
