using System.Data.Common;
using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using ChainWatch.Watching;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>The sources as the ledger knows them: who they are, how far each has been read, what the owner holds of them.</summary>
public static class SourceBook
{
    /// <summary>
    /// Enters the configured chains and sources. A source whose definition changed is read again from its first block;
    /// what is recorded of it stands. A source that is no longer configured keeps its rows and is read no further.
    /// </summary>
    /// <returns>The ledger ids of the sources, by name.</returns>
    public static IReadOnlyDictionary<string, long> Enter(Ledger ledger, Settings settings)
    {
        var ids = new Dictionary<string, long>();
        ledger.Write(connection =>
        {
            foreach (var chain in settings.Chains)
            {
                EnterChain(connection, chain);
            }

            foreach (var source in settings.Sources)
            {
                ids[source.Name] = EnterSource(connection, source, settings.ChainOf(source).ChainId);
            }
        });
        return ids;
    }

    /// <summary>How far each of these sources has been read.</summary>
    public static IReadOnlyList<Cursor> Cursors(Ledger ledger, IReadOnlyCollection<long> sourceIds) => ledger.Read(connection =>
        connection.Query<(long Id, long NextBlock)>("SELECT id, next_block FROM source WHERE id IN @sourceIds", new { sourceIds })
            .Select(row => new Cursor(row.Id, (ulong)row.NextBlock)).ToList());

    /// <summary>
    /// Returns the cursors of a chain, so that its blocks are read again. Every row stands: what is read again is known by
    /// where it happened. Cursors that are not that far stay.
    /// </summary>
    /// <param name="ledger">The ledger.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="from">The first block to be read again; a source's own first block where that is later.</param>
    /// <param name="verify">Whether every block, and not samples only, is then looked through for logs that were kept back.</param>
    /// <returns>The sources that were returned: from which block each is read again, and up to which it had been.</returns>
    public static IReadOnlyList<(string Source, ulong From, ulong Before)> Return(Ledger ledger, ulong chainId, ulong from, bool verify)
    {
        List<(string, ulong, ulong)> returned = [];
        ledger.Write(connection =>
        {
            if (verify)
            {
                Recorder.DemandVerification(connection, chainId);
            }

            returned.AddRange(connection.Query<(string Name, long From, long Before)>(
                """
                SELECT name, CASE WHEN from_block > @from THEN from_block ELSE @from END, next_block FROM source
                WHERE chain_id = @chainId AND next_block > @from AND next_block > from_block ORDER BY name
                """,
                new { chainId, from }).Select(row => (row.Name, (ulong)row.From, (ulong)row.Before)));
            connection.Execute(
                "UPDATE source SET next_block = CASE WHEN from_block > @from THEN from_block ELSE @from END WHERE chain_id = @chainId AND next_block > @from",
                new { chainId, from });
        });
        return returned;
    }

    /// <summary>What the owner held of a source, as it is configured now, before a log, from the movements that stand.</summary>
    public static Holding HeldBefore(Ledger ledger, SourceSettings source, Log log) => Held(ledger, source, (long)log.BlockNumber, log.LogIndex);

    /// <summary>What the owner holds of a source, as it is configured now, after everything recorded.</summary>
    public static Holding HeldNow(Ledger ledger, SourceSettings source) => Held(ledger, source, long.MaxValue, 0);

    /// <summary>The newest block below a height that holds something that stands; null when none does.</summary>
    public static (ulong Number, Hash32 Hash)? NewestRecordedBelow(Ledger ledger, ulong chainId, ulong height) => ledger.Read(connection =>
        connection.Query<(long Number, byte[] Hash)>(
            """
            SELECT block_number, block_hash FROM income WHERE chain_id = @chainId AND block_number < @height AND orphaned_at IS NULL
            UNION
            SELECT block_number, block_hash FROM movement WHERE chain_id = @chainId AND block_number < @height AND orphaned_at IS NULL
            ORDER BY block_number DESC LIMIT 1
            """,
            new { chainId, height })
            .Select(row => ((ulong Number, Hash32 Hash)?)((ulong)row.Number, new Hash32(row.Hash))).FirstOrDefault());

    private static Holding Held(Ledger ledger, SourceSettings source, long block, int logIndex) => ledger.Read(connection =>
        connection.Query<MovementRow>(
            """
            SELECT direction, assets, shares FROM movement
            WHERE source_id = (SELECT id FROM source WHERE name = @Name) AND contract = @Contract AND beneficiary = @Beneficiary
                AND orphaned_at IS NULL AND (block_number, log_index) < (@block, @logIndex)
            ORDER BY block_number, log_index, part
            """,
            new { source.Name, source.Contract, source.Beneficiary, block, logIndex })
            .Aggregate(Holding.None, (held, row) => held.After(row.Direction, row.Assets, row.Shares)));

    private static void EnterChain(DbConnection connection, ChainSettings chain) => connection.Execute(
        """
        INSERT INTO chain (chain_id, name) VALUES (@ChainId, @Name)
        ON CONFLICT (chain_id) DO UPDATE SET name = excluded.name WHERE name <> excluded.name
        """,
        new { chain.ChainId, chain.Name });

    private static long EnterSource(DbConnection connection, SourceSettings source, ulong chainId)
    {
        var parameters = new { source.Name, ChainId = chainId, source.Definition, source.FromBlock };
        connection.Execute(
            """
            INSERT INTO source (name, chain_id, definition, from_block, next_block) VALUES (@Name, @ChainId, @Definition, @FromBlock, @FromBlock)
            ON CONFLICT (name) DO UPDATE SET definition = excluded.definition, chain_id = excluded.chain_id,
                from_block = excluded.from_block, next_block = excluded.next_block
            WHERE definition <> excluded.definition OR chain_id <> excluded.chain_id
            """,
            parameters);
        return connection.ExecuteScalar<long>("SELECT id FROM source WHERE name = @Name", parameters);
    }

    private sealed class MovementRow
    {
        public Direction Direction { get; init; }

        public BigInteger Assets { get; init; }

        public BigInteger Shares { get; init; }
    }
}
