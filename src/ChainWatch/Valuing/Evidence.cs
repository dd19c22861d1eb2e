using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ChainWatch.Primitives;

namespace ChainWatch.Valuing;

/// <summary>Every figure that a value follows from, as the ledger keeps it; or why there is none.</summary>
/// <param name="Token">What was counted: the payment's token, or the asset that its shares stood for.</param>
/// <param name="BaseUnits">How many base units of it.</param>
/// <param name="Decimals">Its decimals.</param>
/// <param name="Steps">The figures, in order.</param>
/// <param name="Refused">What the sources said that were asked before and could not be trusted.</param>
public sealed record Evidence(string Token, string BaseUnits, int Decimals, IReadOnlyList<EvidenceStep> Steps, IReadOnlyList<string> Refused)
{
    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    /// <exception cref="JsonException">It is something else.</exception>
    public static Evidence FromJson(string json) =>
        JsonSerializer.Deserialize<Evidence>(json, JsonSerializerOptions.Web) ?? throw new JsonException("Evidence is an object.");

    /// <summary>As it stands in the ledger.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, JsonSerializerOptions.Web);

    /// <summary>The value, worked out anew from the figures; null where they are not enough for one.</summary>
    public FiatAmount? Value(string currency)
    {
        var price = new Price(1, 0);
        var factors = Steps.Select(step => step.Factor).OfType<string>().ToList();
        foreach (var factor in factors)
        {
            if (!Price.TryParse(factor, out var next))
            {
                return null;
            }

            price = price.Times(next);
        }

        return factors.Count > 0 && BigInteger.TryParse(BaseUnits, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var counted)
            ? price.ValueOf(counted, Decimals, currency)
            : null;
    }

    internal static Evidence Of(Sum counted, IReadOnlyList<EvidenceStep> steps, IReadOnlyList<string> refused) => new(
        counted.Token.ToString(), counted.BaseUnits.ToString(CultureInfo.InvariantCulture), counted.Decimals, steps, refused);
}
