using System.Numerics;
using System.Text.Json;
using System.Text.Json.Serialization;
using ChainWatch.Primitives;

namespace ChainWatch.Taxing;

/// <summary>
/// How the due of one payment follows from its rule: every figure of the calculation, so that it can be recited and
/// done again. Base units are those of the payment's token, fiat units are 10^-8 of the currency.
/// </summary>
public sealed record Working
{
    /// <summary>What arrived, in base units.</summary>
    public required BigInteger Amount { get; init; }

    /// <summary>The payment's stage.</summary>
    public required string Stage { get; init; }

    /// <summary>What its source withholds of the gross payment.</summary>
    public required BasisPoints WithheldRate { get; init; }

    /// <summary>What was withheld, in base units, rounded down.</summary>
    public BigInteger Withheld { get; init; }

    /// <summary>What arrived and what was withheld, in base units.</summary>
    public BigInteger Gross { get; init; }

    /// <summary>What arrived was worth, in fiat units; null where nobody knew or needed it.</summary>
    public BigInteger? Value { get; init; }

    /// <summary>Currency of all fiat units.</summary>
    public string? Currency { get; init; }

    /// <summary>What the gross payment was worth: what is taxed.</summary>
    public BigInteger? Basis { get; init; }

    /// <summary>The year's taxed income before this payment.</summary>
    public BigInteger YearSoFar { get; init; }

    /// <summary>What of the allowance earlier payments of the year used.</summary>
    public BigInteger AllowanceUsedBefore { get; init; }

    /// <summary>What of the basis the allowance left untaxed.</summary>
    public BigInteger Allowance { get; init; }

    /// <summary>The rest of the basis, rate by rate; the part that only makes up for a loss of the year has the rate 0.</summary>
    public IReadOnlyList<Slice> Slices { get; init; } = [];

    /// <summary>The tax on the gross payment, in base units, rounded up.</summary>
    public BigInteger Tax { get; init; }

    /// <summary>The tax less what was withheld, and not below nothing: what is owed, in base units.</summary>
    public BigInteger Due { get; init; }

    /// <summary>Tax of the gross payment, rounded up to a basis point where several rates meet.</summary>
    [JsonPropertyName("basisPoints")]
    public BasisPoints EffectiveRate { get; init; }

    /// <summary>Why nothing is owed, where that does not follow from a rate.</summary>
    public string? Untaxed { get; init; }

    /// <summary>Applies a rule to a payment.</summary>
    /// <param name="rule">The rule.</param>
    /// <param name="income">The payment; its value must be known where the rule needs it.</param>
    /// <param name="before">What the year had before it.</param>
    public static Working Of(TaxRule rule, TaxableIncome income, YearSoFar before)
    {
        if (rule.Stage == income.Stage && rule.NeedsValue && income.Value is null)
        {
            throw new ArgumentException($"Rule {rule.Id} needs to know what the payment was worth.", nameof(income));
        }

        var working = Begin(income);
        return rule.Stage != income.Stage ? working with { Basis = null, Untaxed = $"taxed when {rule.Stage}, not when {income.Stage}" }
            : income.Amount.Sign < 0 ? working with { Untaxed = "a loss" }
            : rule.NeedsValue ? working.BySlices(rule, before)
            : working.ByFlatRate(rule.Brackets[0].Rate);
    }

    /// <summary>Applies the rule again to the same payment: an honest working comes out the same.</summary>
    public Working Again(TaxRule rule) => Of(
        rule,
        new TaxableIncome(Amount, Stage, WithheldRate, Value is { } value ? new FiatAmount(Currency!, value) : null),
        new YearSoFar(YearSoFar, AllowanceUsedBefore));

    /// <summary>As it is stored.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, WorkingJson.Options);

    /// <summary>The working that <see cref="ToJson"/> wrote.</summary>
    public static Working Parse(string json) => JsonSerializer.Deserialize<Working>(json, WorkingJson.Options)!;

    private static Working Begin(TaxableIncome income)
    {
        // What arrived is the gross payment less what was withheld of it. A loss has nothing withheld.
        var gross = income.Amount.Sign < 0 ? income.Amount : Rounding.Down(income.Amount * BasisPoints.Whole, BasisPoints.Whole - income.Withheld.Value);
        return new Working
        {
            Amount = income.Amount,
            Stage = income.Stage,
            WithheldRate = income.Withheld,
            Withheld = gross - income.Amount,
            Gross = gross,
            Value = income.Value?.Units,
            Currency = income.Value?.Currency,
            Basis = income.Value is { } value ? income.Amount.Sign * Rounding.HalfUp(BigInteger.Abs(value.Units * gross), BigInteger.Abs(income.Amount)) : null,
        };
    }

    private Working ByFlatRate(BasisPoints rate) =>
        Owing(Rounding.Up(Gross * rate.Value, BasisPoints.Whole)) with { Slices = [new Slice(null, rate)], EffectiveRate = rate };

    private Working BySlices(TaxRule rule, YearSoFar before)
    {
        // A payment whose value rounds to nothing is taxed at the rate of the year's next unit.
        var units = BigInteger.Max(Basis!.Value, BigInteger.One);
        var allowance = BigInteger.Min(BigInteger.Max(rule.Allowance - before.AllowanceUsed, 0), units);
        var slices = Cut(rule.Brackets, before.Taxed, units - allowance);
        var weighted = slices.Aggregate(BigInteger.Zero, (sum, slice) => sum + slice.Units!.Value * slice.Rate.Value);
        return Owing(Rounding.Up(Gross * weighted, BasisPoints.Whole * units)) with
        {
            YearSoFar = before.Taxed,
            AllowanceUsedBefore = before.AllowanceUsed,
            Allowance = BigInteger.Min(allowance, Basis.Value),
            Slices = slices,
            EffectiveRate = new BasisPoints((int)Rounding.Up(weighted, units)),
        };
    }

    private static List<Slice> Cut(IReadOnlyList<Bracket> brackets, BigInteger from, BigInteger length)
    {
        var slices = new List<Slice>();
        var end = from + length;
        foreach (var bracket in brackets.Prepend(new Bracket(BigInteger.Zero, default)))
        {
            var until = bracket.UpTo is { } upTo ? BigInteger.Min(upTo, end) : end;
            if (until > from)
            {
                slices.Add(new Slice(until - from, bracket.Rate));
                from = until;
            }
        }

        return slices;
    }

    private Working Owing(BigInteger tax) => this with { Tax = tax, Due = BigInteger.Max(tax - Withheld, 0) };
}
