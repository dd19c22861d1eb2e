using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Taxing;
using FsCheck;
using FsCheck.Fluent;

namespace ChainWatch.Tests.Taxing;

public sealed class WorkingPropertyTests
{
    private static readonly Config Often = Config.QuickThrowOnFailure.WithMaxTest(2000);

    [Fact]
    public void Whatever_the_order_the_year_owes_what_its_sum_owes() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var rule = AnyRule(random);
            var (years, weighted, total) = (Years.Empty(), BigInteger.Zero, BigInteger.Zero);
            for (var i = random.Next(1, 12); i > 0; i--)
            {
                BigInteger units = random.Next(1, 200);
                var working = Working.Of(rule, new TaxableIncome(units * random.Next(1, 1000), rule.Stage, default, new FiatAmount("USD", units)), years.SoFar("X", 2026, rule.Category));
                years.Add(new Assessment("X", rule, 2026, working));
                weighted += working.Slices.Aggregate(BigInteger.Zero, (sum, slice) => sum + (slice.Units ?? units) * slice.Rate.Value);
                total += units;
            }

            return weighted == TaxOnYear(rule, total);
        }).Check(Often);

    [Fact]
    public void A_due_is_between_nothing_and_the_payment_and_never_below_the_exact_tax() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var (rule, income) = (AnyRule(random), AnyIncome(random));
            var working = Working.Of(rule, income, new YearSoFar(random.Next(-300, 300), random.Next(0, 200)));
            var withheld = income.Withheld.Value;

            // For a flat rate the exact tax is amount × (rate − withheld) ÷ (10000 − withheld).
            var exact = !rule.NeedsValue && income.Amount.Sign > 0
                ? working.Due * (10_000 - withheld) - income.Amount * (rule.Brackets[0].Rate.Value - withheld)
                : 0;
            return working.Due >= 0 && working.Due <= BigInteger.Max(income.Amount, 0) && exact >= 0;
        }).Check(Often);

    [Fact]
    public void A_working_that_was_stored_comes_out_the_same_again() =>
        Prop.ForAll<int>(seed =>
        {
            var random = new Random(seed);
            var rule = AnyRule(random);
            var working = Working.Of(rule, AnyIncome(random), new YearSoFar(random.Next(-300, 300), random.Next(0, 200)));
            var stored = TaxRule.Parse(rule.Text);
            return stored.Version == rule.Version && stored.Text == rule.Text
                && Working.Parse(working.ToJson()).Again(stored).ToJson() == working.ToJson();
        }).Check(Often);

    private static BigInteger TaxOnYear(TaxRule rule, BigInteger total)
    {
        var (taxable, from, tax) = (BigInteger.Max(total - rule.Allowance, 0), BigInteger.Zero, BigInteger.Zero);
        foreach (var bracket in rule.Brackets)
        {
            var until = BigInteger.Max(from, bracket.UpTo is { } upTo ? BigInteger.Min(upTo, taxable) : taxable);
            tax += (until - from) * bracket.Rate.Value;
            from = until;
        }

        return tax;
    }

    private static TaxableIncome AnyIncome(Random random)
    {
        BigInteger amount = random.Next(0, 8) == 0 ? -random.Next(1, 5000) : random.NextInt64(1, random.Next(0, 2) == 0 ? 50 : long.MaxValue);
        return new TaxableIncome(
            amount,
            random.Next(0, 10) == 0 ? "claimed" : TaxRule.Received,
            new BasisPoints(random.Next(0, 3) == 0 ? random.Next(1, 9999) : 0),
            new FiatAmount("USD", amount.Sign * (BigInteger)random.Next(0, 400)));
    }

    private static TaxRule AnyRule(Random random)
    {
        var (edge, brackets) = (0, new List<Bracket>());
        for (var i = random.Next(0, 4); i > 0; i--)
        {
            edge += random.Next(1, 150);
            brackets.Add(new Bracket(edge, new BasisPoints(random.Next(0, 10_001))));
        }

        brackets.Add(new Bracket(null, new BasisPoints(random.Next(0, 10_001))));
        return new TaxRule("X/*", "*", TaxRule.Received, brackets, random.Next(0, 2) * random.Next(0, 300), DateOnly.MinValue, DateOnly.MaxValue);
    }
}
