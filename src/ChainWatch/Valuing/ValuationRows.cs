using System.Data.Common;
using System.Numerics;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Valuing;

/// <summary>Rows of the tables <c>valuation</c> and <c>valuation_history</c>.</summary>
internal static class ValuationRows
{
    /// <summary>
    /// Final payments that have no value, in the chain's order: never tried, refused under another configuration, or
    /// restated since. What a reorg took back and what is quarantined is left alone, and so is what the owner valued.
    /// </summary>
    public static IReadOnlyList<UnvaluedPayment> ReadDue(Ledger ledger, ulong chainId, string pricing, UnvaluedPayment? after, int most) => ledger.Read(connection =>
        connection.Query<UnvaluedPayment>(
            """
            SELECT i.id, i.block_number, i.log_index, i.part, i.occurred_at, i.token, i.amount, t.symbol, t.decimals
            FROM income i
            JOIN chain c ON c.chain_id = i.chain_id
            JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
            LEFT JOIN valuation v ON v.income_id = i.id
            WHERE i.chain_id = @chainId AND i.block_number <= c.final_block AND i.orphaned_at IS NULL AND i.quarantine IS NULL
                AND (v.income_id IS NULL OR (v.price_source <> 'manual' AND (v.base_units <> i.amount OR (v.amount IS NULL AND v.pricing <> @pricing))))
                AND (i.block_number, i.log_index, i.part, i.id) > (@block, @log, @part, @id)
            ORDER BY i.block_number, i.log_index, i.part, i.id LIMIT @most
            """,
            new { chainId, pricing, block = (long?)after?.BlockNumber ?? -1, log = after?.LogIndex ?? 0, part = after?.Part ?? 0, id = after?.Id ?? 0, most })
            .ToList());

    /// <summary>
    /// Writes what came of valuing a payment. Nothing changes where the payment is not what was valued any more, where
    /// the owner has valued it meanwhile, or where it has a value already.
    /// </summary>
    public static void Put(DbConnection connection, Valuation valuation, DateTimeOffset now)
    {
        var standing = connection.QueryFirstOrDefault<Standing>(
            """
            SELECT v.price_source, v.amount, v.base_units, v.reason FROM income i LEFT JOIN valuation v ON v.income_id = i.id
            WHERE i.id = @IncomeId AND i.amount = @BaseUnits AND i.orphaned_at IS NULL AND i.quarantine IS NULL
            """,
            new { valuation.IncomeId, valuation.BaseUnits });
        if (standing is null || standing.PriceSource == PriceOrigin.Manual || (standing.Amount is not null && standing.BaseUnits == valuation.BaseUnits))
        {
            return;
        }

        // A reason that stays the same is no history.
        if (standing.BaseUnits is not null && !(valuation.Value is null && standing.Reason == valuation.Reason))
        {
            Keep(connection, valuation.IncomeId, standing.BaseUnits == valuation.BaseUnits ? "the Pricing configuration changed" : "the payment was restated", now);
        }

        Replace(connection, valuation, now);
    }

    /// <summary>Copies what stands into the history, with why it is replaced.</summary>
    /// <returns>How many rows stood there: one or none.</returns>
    public static int Keep(DbConnection connection, long incomeId, string note, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO valuation_history (income_id, base_units, currency, amount, price_source, evidence, reason, pricing, valued_at, note, replaced_at)
        SELECT income_id, base_units, currency, amount, price_source, evidence, reason, pricing, valued_at, @note, @now
        FROM valuation WHERE income_id = @incomeId
        """,
        new { incomeId, note, now });

    /// <summary>Writes a valuation over whatever stands.</summary>
    public static void Replace(DbConnection connection, Valuation valuation, DateTimeOffset now) => connection.Execute(
        """
        INSERT INTO valuation (income_id, base_units, currency, amount, price_source, evidence, reason, pricing, valued_at)
        VALUES (@IncomeId, @BaseUnits, @Currency, @Amount, @Source, @Evidence, @Reason, @Pricing, @now)
        ON CONFLICT (income_id) DO UPDATE SET base_units = excluded.base_units, currency = excluded.currency, amount = excluded.amount,
            price_source = excluded.price_source, evidence = excluded.evidence, reason = excluded.reason, pricing = excluded.pricing,
            valued_at = excluded.valued_at
        """,
        new
        {
            valuation.IncomeId,
            valuation.BaseUnits,
            valuation.Currency,
            Amount = valuation.Value?.Units,
            Source = valuation.Origin.ToString().ToLowerInvariant(),
            Evidence = valuation.Evidence.ToJson(),
            valuation.Reason,
            valuation.Pricing,
            now,
        });

    private sealed class Standing
    {
        public PriceOrigin? PriceSource { get; init; }

        public BigInteger? Amount { get; init; }

        public BigInteger? BaseUnits { get; init; }

        public string? Reason { get; init; }
    }
}
