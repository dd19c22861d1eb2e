using System.Data.Common;
using System.Numerics;
using System.Text.Json;
using ChainWatch.Primitives;
using ChainWatch.Valuing;
using Dapper;

namespace ChainWatch.Guarding;

/// <summary>Do the values in the ledger follow from their evidence, and are they values of the amounts that stand?</summary>
internal static class ValueVerification
{
    /// <summary>The first value that does not; null where all do.</summary>
    public static string? FindWrongValue(DbConnection connection) => connection
        .Query<Row>(
            """
            SELECT v.income_id, v.base_units, v.currency, v.amount, v.evidence, v.reason, i.amount AS paid
            FROM valuation v JOIN income i ON i.id = v.income_id
            WHERE i.orphaned_at IS NULL AND i.quarantine IS NULL
            """,
            buffered: false)
        .Select(row => row.Breach() is { } breach ? $"income {row.IncomeId}: {breach}" : null)
        .FirstOrDefault(breach => breach is not null);

    private sealed class Row
    {
        public long IncomeId { get; init; }

        public BigInteger BaseUnits { get; init; }

        public string Currency { get; init; } = "";

        public BigInteger? Amount { get; init; }

        public string Evidence { get; init; } = "";

        public string? Reason { get; init; }

        public BigInteger Paid { get; init; }

        public string? Breach()
        {
            if (BaseUnits != Paid)
            {
                return $"{BaseUnits} base units were valued, {Paid} are recorded";
            }

            if (Amount is not { } units)
            {
                return Reason is null ? "it has neither a value nor a reason" : null;
            }

            var follows = Read()?.Value(Currency);
            return follows?.Units == units ? null : $"{new FiatAmount(Currency, units)} is its value, {follows?.ToString() ?? "none"} follows";
        }

        private Evidence? Read()
        {
            try
            {
                return Valuing.Evidence.FromJson(Evidence);
            }
            catch (JsonException)
            {
                // Evidence that cannot be read is none, and breaks the invariant.
                return null;
            }
        }
    }
}
