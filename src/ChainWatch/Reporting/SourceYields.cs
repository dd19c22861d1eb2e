using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>What a source yielded over the days before.</summary>
/// <param name="Days">The window.</param>
/// <param name="Percent">Percent a year, such as <c>7.25</c>, negative for a loss; null where there is none.</param>
/// <param name="MeasuredDays">Whole days that it was measured over: less where less was held, more where the last known price is older.</param>
/// <param name="Reason">Why there is none.</param>
public sealed record YieldWindow(int Days, string? Percent, int MeasuredDays, string? Reason);

/// <summary>What a source yields a year, from the owner's own flows.</summary>
/// <param name="Source">The source.</param>
/// <param name="Category">Its category.</param>
/// <param name="Basis">What it is measured by: shares, balance, capital or cost; null where nothing is there to measure it by.</param>
/// <param name="Expected">What its category is expected to yield; null where nobody said.</param>
/// <param name="Windows">Trailing 7, 30, 90 and 365 days.</param>
public sealed record SourceYield(string Source, string Category, string? Basis, ExpectedYield? Expected, IReadOnlyList<YieldWindow> Windows);

/// <summary>What does each source yield on what the owner has in it?</summary>
public static class SourceYields
{
    private static readonly Stage[] Earning = [Stage.Received, Stage.InKind, Stage.Accrued];

    /// <summary>The windows, in days.</summary>
    public static IReadOnlyList<int> Windows { get; } = [7, 30, 90, 365];

    /// <summary>Of every configured source, as far as the ledger knows.</summary>
    public static IReadOnlyList<SourceYield> Read(Ledger ledger, Settings settings, DateTimeOffset now) =>
        ledger.Read(connection => settings.Sources.Select(source => Read(connection, settings, source, now, null)).ToList());

    /// <summary>Of one source, with what the chain says its position is worth now.</summary>
    public static SourceYield Read(Ledger ledger, Settings settings, SourceSettings source, DateTimeOffset now, Position? position) =>
        ledger.Read(connection => Read(connection, settings, source, now, position));

    private static SourceYield Read(DbConnection connection, Settings settings, SourceSettings source, DateTimeOffset now, Position? position)
    {
        var moves = ReadMoves(connection, source);
        var (basis, measure) = SourceKinds.EarnsByBalance(source.Kind) ? ("balance", ByBalance(connection, source, now, moves))
            : moves.Count == 0 || SourceKinds.NeedsPayers(source.Kind) ? ByCost(connection, source, now)
            : SourceKinds.HasShares(source.Kind) ? ("shares", ByShares(moves, now, position))
            : ByCapital(connection, source, now, moves);
        return new SourceYield(source.Name, source.Category, basis, settings.Categories.Of(source.Category), [.. Windows.Select(days =>
        {
            var yielded = measure(now.AddDays(-days));
            return new YieldWindow(days, yielded.Percent, yielded.Held.Days, yielded.Reason);
        })]);
    }

    private static Func<DateTimeOffset, Yielded> ByShares(IReadOnlyList<Move> moves, DateTimeOffset now, Position? position)
    {
        var marks = new List<PriceMark>();
        var held = BigInteger.Zero;
        foreach (var move in moves)
        {
            held += move.Direction == Direction.Deposit ? move.Shares : -move.Shares;
            if (move.Shares.Sign > 0 && move.Assets.Sign > 0)
            {
                marks.Add(new PriceMark(move.OccurredAt, move.Assets, move.Shares, held.Sign > 0));
            }
        }

        if (position?.Worth is { } worth && BigInteger.Parse(position.Shares, CultureInfo.InvariantCulture) is { Sign: > 0 } shares)
        {
            marks.Add(new PriceMark(now, BigInteger.Parse(worth.BaseUnits, CultureInfo.InvariantCulture), shares, IsHeldAfter: true));
        }

        return from => SharePriceYield.Over(marks, from);
    }

    private static Func<DateTimeOffset, Yielded> ByBalance(DbConnection connection, SourceSettings source, DateTimeOffset now, IReadOnlyList<Move> moves)
    {
        var days = ReadDays(connection, source);
        var since = (days.Count > 0 ? days[^1].Until : now).AddDays(-Windows[^1]);
        var income = ReadIncome(connection, source, since).OrderBy(payment => payment.OccurredAt).ToList();
        var accrued = income.Where(payment => payment.Stage == Stage.Accrued.Word()).ToList();
        var grown = income.Select(payment => new Grown(payment.OccurredAt, payment.In(new Token(source.Contract), accrued))).ToList();
        var flows = moves.Select(move => move.Flow).OrderBy(flow => flow.At).ToList();
        return from => BalanceYield.Over(days, flows, grown, from, now);
    }

    private static (string? Basis, Func<DateTimeOffset, Yielded> Measure) ByCapital(
        DbConnection connection, SourceSettings source, DateTimeOffset now, IReadOnlyList<Move> moves)
    {
        var income = ReadIncome(connection, source, DateTimeOffset.UnixEpoch);
        if (moves.Select(move => move.Token).Concat(income.Select(payment => payment.Token)).Distinct().Count() > 1)
        {
            return source.Cost is not null
                ? ByCost(connection, source, now)
                : (null, _ => Yielded.None("it pays in another token than it holds: say what that cost, in Cost of the source"));
        }

        // What accrued stays where it grew, and earns from then on.
        var capital = moves.Select(move => move.Flow)
            .Concat(income.Where(payment => payment.Stage == Stage.Accrued.Word()).Select(payment => new Flow(payment.OccurredAt, payment.Amount)))
            .OrderBy(flow => flow.At).ToList();
        var earned = income.Select(payment => new Flow(payment.OccurredAt, payment.Amount)).ToList();
        return ("capital", from => CapitalYield.Over(capital, earned, from, now));
    }

    private static (string? Basis, Func<DateTimeOffset, Yielded> Measure) ByCost(DbConnection connection, SourceSettings source, DateTimeOffset now)
    {
        if (source.Cost is not { } cost)
        {
            return (null, _ => Yielded.None("it holds nothing of yours: say what earns it cost, in Cost of the source"));
        }

        var began = connection.ExecuteScalar<long?>(
            "SELECT min(i.occurred_at) FROM income i JOIN source s ON s.id = i.source_id WHERE s.name = @Name AND i.orphaned_at IS NULL", new { source.Name });
        var income = ReadIncome(connection, source, now.AddDays(-Windows[^1]));
        return ("cost", from => CostOver(cost, income, began, from, now));
    }

    private static Yielded CostOver(FiatAmount cost, IReadOnlyList<Payment> income, long? began, DateTimeOffset from, DateTimeOffset now)
    {
        var within = income.Where(payment => payment.OccurredAt >= from).ToList();
        var unvalued = within.Count(payment => payment.Currency != cost.Currency || payment.Worth is null);
        return began is null || began > from.ToUnixTimeSeconds() ? Yielded.None("its payments do not go back that far")
            : unvalued > 0 ? Yielded.None($"{unvalued} of its payments have no value in {cost.Currency}")
            : CapitalYield.Over([new Flow(DateTimeOffset.MinValue, cost.Units)], within.Select(payment => new Flow(payment.OccurredAt, payment.Worth!.Value)), from, now);
    }

    private static List<Move> ReadMoves(DbConnection connection, SourceSettings source) => connection.Query<Move>(
        """
        SELECT m.direction, m.token, m.assets, m.shares, m.occurred_at FROM movement m
        JOIN source s ON s.id = m.source_id
        WHERE s.name = @Name AND m.contract = @Contract AND m.beneficiary = @Beneficiary AND m.orphaned_at IS NULL AND m.direction IN @directions
        ORDER BY m.block_number, m.log_index, m.part
        """,
        new { source.Name, source.Contract, source.Beneficiary, directions = new[] { nameof(Direction.Deposit), nameof(Direction.Withdrawal) } }).AsList();

    private static List<DayBalance> ReadDays(DbConnection connection, SourceSettings source) => [.. connection.Query<(string Day, string Balance)>(
        """
        SELECT a.day, a.balance FROM accrual_series r
        JOIN source s ON s.id = r.source_id
        JOIN accrual a ON a.series_id = r.id
        WHERE s.name = @Name AND r.contract = @Contract AND r.beneficiary = @Beneficiary
        ORDER BY a.day
        """,
        new { source.Name, source.Contract, source.Beneficiary })
        .Select(row => new DayBalance(
            DateTimeOffset.ParseExact(row.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal).AddDays(1), BigInteger.Parse(row.Balance, CultureInfo.InvariantCulture)))];

    // What is credited and paid later is earned once; what is not final yet has no value yet either.
    private static List<Payment> ReadIncome(DbConnection connection, SourceSettings source, DateTimeOffset from)
    {
        var earned = Earning.Where(stage => stage != SourceKinds.CreditedAs(source.Kind)).Select(stage => stage.Word()).ToList();
        using var query = new BoundQuery(
            connection,
            $"""
            SELECT i.stage, i.token, i.amount, i.occurred_at, v.currency, v.amount FROM income i
            JOIN source s ON s.id = i.source_id
            JOIN chain c ON c.chain_id = i.chain_id
            LEFT JOIN valuation v ON v.income_id = i.id
            WHERE s.name = @Name AND i.orphaned_at IS NULL AND i.quarantine IS NULL AND i.occurred_at >= @From
                AND i.block_number <= coalesce(c.final_block, -1)
                AND i.stage IN ({string.Join(", ", earned.Select((_, place) => $"@Earned{place}"))})
            """);
        query.Bind("@Name", source.Name);
        query.Bind("@From", from);
        for (var place = 0; place < earned.Count; place++)
        {
            query.Bind($"@Earned{place}", earned[place]);
        }

        var payments = new List<Payment>();
        while (query.Next())
        {
            payments.Add(new Payment(query.Text(0), new Token(query.Address(1)), query.Amount(2), query.Time(3), query.TextOrNull(4), query.AmountOrNull(5)));
        }

        return payments;
    }

    private sealed class Move
    {
        public Direction Direction { get; init; }

        public Token Token { get; init; }

        public BigInteger Assets { get; init; }

        public BigInteger Shares { get; init; }

        public DateTimeOffset OccurredAt { get; init; }

        public Flow Flow => new(OccurredAt, Direction == Direction.Deposit ? Assets : -Assets);
    }

    private sealed record Payment(string Stage, Token Token, BigInteger Amount, DateTimeOffset OccurredAt, string? Currency, BigInteger? Worth)
    {
        // In what accrues, by what both were worth when they came: at the last day's end before, or the first one after.
        public BigInteger? In(Token own, IReadOnlyList<Payment> accrued)
        {
            if (Token == own || Worth is not { } worth)
            {
                return Token == own ? Amount : null;
            }

            var priced = accrued.Where(day => day is { Worth.Sign: > 0, Amount.Sign: > 0 } && day.Currency == Currency).ToList();
            return (priced.LastOrDefault(day => day.OccurredAt <= OccurredAt) ?? priced.FirstOrDefault()) is { } price ? worth * price.Amount / price.Worth!.Value : null;
        }
    }
}
