using System.Data.Common;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>What was set aside, what of it came back, and what was paid to the tax authority?</summary>
internal static class ExportedTransfers
{
    /// <summary>
    /// The transfers, one for each token that a transaction moved. The journals know when a transfer was entered and not its
    /// block's time: minutes later while the worker runs.
    /// </summary>
    public static IEnumerable<ExportEntry> Read(DbConnection connection) =>
    [
        .. Moved(connection, "escrow_entry", ExportSubject.Escrow),
        .. Moved(connection, "settlement_entry", ExportSubject.Tax),
        .. CameBack(connection),
    ];

    // What was credited to another income, or taken back after a reorg, are entries of the same execution: they are summed.
    private static IEnumerable<ExportEntry> Moved(DbConnection connection, string journal, ExportSubject subject) => connection.Query<Row>(
        $"""
        SELECT e.execution, e.chain_id, c.name AS chain, e.token, t.symbol, t.decimals, e.amount, e.entered_at AS occurred_at
        FROM {journal} e
        JOIN chain c ON c.chain_id = e.chain_id
        JOIN token t ON t.chain_id = e.chain_id AND t.address = e.token
        ORDER BY e.id
        """)
        .GroupBy(row => (row.ChainId, row.Execution, row.Token))
        .Select(rows => rows.First().ToEntry(subject, -rows.Aggregate(BigInteger.Zero, (sum, row) => sum + row.Amount)))
        .Where(entry => !entry.Amount.IsZero);

    private static IEnumerable<ExportEntry> CameBack(DbConnection connection) => connection.Query<Row>(
        """
        SELECT 'movement ' || m.id AS execution, m.chain_id, c.name AS chain, m.token, t.symbol, t.decimals, m.assets AS amount, m.occurred_at,
            '0x' || lower(hex(m.transaction_hash)) AS told_transaction
        FROM movement m
        JOIN chain c ON c.chain_id = m.chain_id
        JOIN token t ON t.chain_id = m.chain_id AND t.address = m.token
        WHERE m.direction = @direction AND m.orphaned_at IS NULL AND m.block_number <= coalesce(c.final_block, -1)
        ORDER BY m.id
        """,
        new { direction = nameof(Direction.EscrowMove) })
        .Select(row => row.ToEntry(ExportSubject.Escrow, row.Amount));

    private sealed class Row
    {
        public string Execution { get; init; } = "";

        public string? ToldTransaction { get; init; }

        public ulong ChainId { get; init; }

        public string Chain { get; init; } = "";

        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public BigInteger Amount { get; init; }

        public DateTimeOffset OccurredAt { get; init; }

        // An execution is a transaction's hash, and of a TaxSplitter's release also the splitter.
        public ExportEntry ToEntry(ExportSubject subject, BigInteger amount) => new(
            $"{(subject == ExportSubject.Tax ? "tax" : "escrow")}:{ChainId}:{Execution}:{Token}",
            subject,
            OccurredAt,
            Chain,
            ChainId,
            ToldTransaction ?? Execution.Split(':')[0],
            Token.ToString(),
            Symbol,
            Decimals,
            amount);
    }
}
