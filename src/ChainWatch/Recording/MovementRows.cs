using System.Data.Common;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using ChainWatch.Storage;

namespace ChainWatch.Recording;

/// <summary>Rows of the table <c>movement</c>, as one transaction adds them.</summary>
internal sealed class MovementRows(DbConnection connection, ulong chainId) : IDisposable
{
    private BoundStatement? _add;

    /// <summary>Adds a movement. One that is there already is left as it is, and returns to life where it was orphaned.</summary>
    /// <exception cref="ChainWatchException">The row there says something else.</exception>
    public void Add(WatchedSource source, Movement movement, Proof proof)
    {
        _add ??= new BoundStatement(
            connection,
            """
            INSERT INTO movement (source_id, contract, beneficiary, direction, chain_id, block_number, block_hash, log_index, part,
                transaction_hash, occurred_at, token, assets, shares, proof)
            VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15)
            ON CONFLICT (chain_id, block_number, log_index, part, block_hash, beneficiary) DO UPDATE SET orphaned_at = NULL,
                    proof = CASE WHEN proof = 'verified' THEN proof ELSE excluded.proof END
                WHERE source_id = excluded.source_id AND direction = excluded.direction AND token = excluded.token
                    AND assets = excluded.assets AND shares = excluded.shares
            """);
        _add.Bind(1, source.Id);
        _add.Bind(2, source.Settings.Contract);
        _add.Bind(3, source.Settings.Beneficiary);
        _add.Bind(4, movement.Direction.ToString());
        _add.Bind(5, (long)chainId);
        _add.Bind(6, (long)movement.At.BlockNumber);
        _add.Bind(7, movement.At.BlockHash);
        _add.Bind(8, movement.At.LogIndex);
        _add.Bind(9, movement.At.Part);
        _add.Bind(10, movement.At.TransactionHash);
        _add.Bind(11, movement.At.OccurredAt);
        _add.Bind(12, movement.Token.Contract);
        _add.Bind(13, movement.Assets);
        _add.Bind(14, movement.Shares);
        _add.Bind(15, ProofRows.Word(proof));
        if (_add.Run() == 0)
        {
            throw Conflict.At(movement.At, source, chainId);
        }
    }

    public void Dispose() => _add?.Dispose();
}
