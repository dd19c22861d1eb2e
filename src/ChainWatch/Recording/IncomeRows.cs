using System.Data.Common;
using ChainWatch.Primitives;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>Rows of the table <c>income</c>.</summary>
internal static class IncomeRows
{
    /// <summary>
    /// Adds a payment. One that is there already is left as it is, and returns to life where it was orphaned; what was
    /// only quarantined may be restated. Returns 0, and changes nothing, where the row there says something else.
    /// </summary>
    public static int Add(DbConnection connection, ulong chainId, WatchedSource source, Payment payment, Proof proof) =>
        payment.IsShared && IsBookedElsewhere(connection, chainId, source, payment) ? 1 : Insert(connection, chainId, source, payment, proof);

    private static bool IsBookedElsewhere(DbConnection connection, ulong chainId, WatchedSource source, Payment payment) => connection.ExecuteScalar<long>(
        """
        SELECT count(*) FROM income
        WHERE chain_id = @chainId AND block_number = @BlockNumber AND log_index = @LogIndex AND part = @Part AND block_hash = @BlockHash
            AND source_id <> @Id AND kind = @Kind AND token = @Token AND amount = @Amount AND beneficiary = @Beneficiary
        """,
        new
        {
            chainId,
            payment.At.BlockNumber,
            payment.At.LogIndex,
            payment.At.Part,
            payment.At.BlockHash,
            source.Id,
            source.Settings.Kind,
            payment.Token,
            payment.Amount,
            source.Settings.Beneficiary,
        }) > 0;

    private static int Insert(DbConnection connection, ulong chainId, WatchedSource source, Payment payment, Proof proof) => connection.Execute(
        """
        INSERT INTO income (source_id, kind, category, stage, chain_id, block_number, block_hash, log_index, part,
            transaction_hash, occurred_at, payer, beneficiary, token, amount, quarantine, note, proof)
        VALUES (@Id, @Kind, @Category, @stage, @chainId, @BlockNumber, @BlockHash, @LogIndex, @Part,
            @TransactionHash, @OccurredAt, @Payer, @Beneficiary, @Token, @Amount, @Quarantine, @Note, @proof)
        ON CONFLICT (chain_id, block_number, log_index, part, block_hash) DO UPDATE
            SET orphaned_at = NULL, amount = excluded.amount, quarantine = excluded.quarantine, stage = excluded.stage, note = excluded.note,
                proof = CASE WHEN proof = 'verified' THEN proof ELSE excluded.proof END
            WHERE source_id = excluded.source_id AND token = excluded.token
                AND (amount = excluded.amount OR quarantine IS NOT NULL)
        """,
        new
        {
            source.Id,
            source.Settings.Kind,
            source.Settings.Category,
            chainId,
            payment.At.BlockNumber,
            payment.At.BlockHash,
            payment.At.LogIndex,
            payment.At.Part,
            payment.At.TransactionHash,
            payment.At.OccurredAt,
            payment.Payer,
            source.Settings.Beneficiary,
            payment.Token,
            payment.Amount,
            payment.Quarantine,
            proof = ProofRows.Word(proof),
            stage = payment.Stage.Word(),
            payment.Note,
        });
}
