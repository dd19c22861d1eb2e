using System.Data.Common;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>Rows of the table <c>movement</c>.</summary>
internal static class MovementRows
{
    /// <summary>Adds a movement, as <see cref="IncomeRows.Add"/> adds a payment.</summary>
    public static int Add(DbConnection connection, ulong chainId, WatchedSource source, Movement movement, Proof proof) => connection.Execute(
        """
        INSERT INTO movement (source_id, contract, beneficiary, direction, chain_id, block_number, block_hash, log_index, part,
            transaction_hash, occurred_at, token, assets, shares, proof)
        VALUES (@Id, @Contract, @Beneficiary, @Direction, @chainId, @BlockNumber, @BlockHash, @LogIndex, @Part,
            @TransactionHash, @OccurredAt, @Token, @Assets, @Shares, @proof)
        ON CONFLICT (chain_id, block_number, log_index, part, block_hash) DO UPDATE SET orphaned_at = NULL,
                proof = CASE WHEN proof = 'verified' THEN proof ELSE excluded.proof END
            WHERE source_id = excluded.source_id AND direction = excluded.direction AND token = excluded.token
                AND assets = excluded.assets AND shares = excluded.shares
        """,
        new
        {
            source.Id,
            source.Settings.Contract,
            source.Settings.Beneficiary,
            Direction = movement.Direction.ToString(),
            chainId,
            movement.At.BlockNumber,
            movement.At.BlockHash,
            movement.At.LogIndex,
            movement.At.Part,
            movement.At.TransactionHash,
            movement.At.OccurredAt,
            movement.Token,
            movement.Assets,
            movement.Shares,
            proof = ProofRows.Word(proof),
        });
}
