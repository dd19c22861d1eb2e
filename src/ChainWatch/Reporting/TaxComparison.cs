using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Storage;
using ChainWatch.Taxing;

namespace ChainWatch.Reporting;

/// <summary>What would have been owed by one set of rules.</summary>
/// <param name="Value">Its value when the payments came, where they have one; null where none has.</param>
/// <param name="Tokens">By chain and token.</param>
/// <param name="Unassessed">Payments about which the rules cannot say anything, for want of a value or of a rule.</param>
public sealed record ComparedDue(FiatAmount? Value, IReadOnlyList<ComparedToken> Tokens, int Unassessed);

/// <summary>What would have been owed in one token.</summary>
public sealed record ComparedToken(ulong ChainId, Amount Due);

/// <summary>One jurisdiction compared.</summary>
/// <param name="Jurisdiction">Its code.</param>
/// <param name="Name">Its name.</param>
/// <param name="Example">Whether it is a shipped example: no advice.</param>
/// <param name="Range">Where rates may lie.</param>
/// <param name="RateSet">Whether the owner has set rates; if not, both ends of the range are compared.</param>
/// <param name="Payments">Payments that were compared: final, standing, and not quarantined; a credit that is paid later is not one more.</param>
/// <param name="Low">By the rules, or at the low end of the range.</param>
/// <param name="High">By the rules, or at the high end of the range.</param>
public sealed record ComparisonItem(
    string Jurisdiction, string Name, bool Example, RateRange Range, bool RateSet, int Payments, ComparedDue Low, ComparedDue High);

/// <summary>What would the recorded income have owed elsewhere?</summary>
public static class TaxComparison
{
    /// <summary>Applies each jurisdiction's rules to all final income, as if the owner had always resided there.</summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="taxes">The jurisdictions.</param>
    /// <param name="codes">Which to compare; none for all.</param>
    public static IReadOnlyList<ComparisonItem> Read(Ledger ledger, TaxSettings taxes, IReadOnlyCollection<string> codes)
    {
        var income = ledger.Read(FinalIncome.ReadAll);
        var compared = codes.Count == 0 ? taxes.Jurisdictions : [.. codes.Select(code => Find(taxes, code))];
        return [.. compared.Select(jurisdiction => Compare(jurisdiction, taxes, income))];
    }

    private static Jurisdiction Find(TaxSettings taxes, string code) => taxes.Find(code) ?? throw new ChainWatchException(
        Refusal.Refused,
        "no-jurisdiction",
        $"Taxes:Jurisdictions: '{code}' is not known.",
        $"Use {string.Join(", ", taxes.Jurisdictions.Select(known => known.Code))}, or add it to the configuration.");

    private static ComparisonItem Compare(Jurisdiction jurisdiction, TaxSettings taxes, IReadOnlyList<FinalIncome> income)
    {
        var low = Sum(jurisdiction.LacksRate ? jurisdiction.At(jurisdiction.Min) : jurisdiction, taxes, income);
        var high = jurisdiction.LacksRate ? Sum(jurisdiction.At(jurisdiction.Max), taxes, income) : low;
        return new ComparisonItem(
            jurisdiction.Code,
            jurisdiction.Name,
            jurisdiction.IsExample,
            new RateRange(jurisdiction.Min.Value, jurisdiction.Max.Value),
            !jurisdiction.LacksRate,
            income.Count(payment => payment.Stage != Stage.Distributed.Word()),
            low,
            high);
    }

    private static ComparedDue Sum(Jurisdiction jurisdiction, TaxSettings taxes, IReadOnlyList<FinalIncome> income)
    {
        var elsewhere = taxes with { Residencies = [new Residency(jurisdiction.Code, DateOnly.MinValue)], Jurisdictions = [jurisdiction] };
        var years = Years.Empty();
        var dues = new Dictionary<(ulong ChainId, Token Token), (FinalIncome Any, BigInteger Due)>();
        var (unassessed, value, currency) = (0, BigInteger.Zero, (string?)null);
        foreach (var payment in income)
        {
            if (Verdict.On(payment, elsewhere, years).Assessment is not { } assessment)
            {
                unassessed++;
                continue;
            }

            years.Add(assessment);
            var due = assessment.Working.Due;
            var key = ((ulong)payment.ChainId, payment.Token);
            dues[key] = (payment, dues.GetValueOrDefault(key).Due + due);
            if (payment.Value is { } worth && worth.Currency == (currency ??= worth.Currency))
            {
                value += ValueOf(due, worth.Units, payment.Amount);
            }
        }

        return new ComparedDue(
            currency is null ? null : new FiatAmount(currency, value),
            [.. dues.OrderBy(due => due.Key.ChainId).ThenBy(due => due.Value.Any.Symbol, StringComparer.Ordinal).Select(due => new ComparedToken(
                due.Key.ChainId, Amount.Of(due.Key.Token, due.Value.Any.Symbol, due.Value.Any.Decimals, due.Value.Due)))],
            unassessed);
    }

    private static BigInteger ValueOf(BigInteger part, BigInteger value, BigInteger whole) => Rounding.HalfUp(part * value * whole.Sign, BigInteger.Abs(whole));
}
