using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Support.Localnet;

/// <summary>A row of income, and whether a reorg took it back.</summary>
public sealed record IncomeRow(ulong ChainId, Paid Paid, bool IsOrphaned, string? Quarantine);

/// <summary>A row of a movement, and whether a reorg took it back.</summary>
public sealed record MovementRow(ulong ChainId, Moved Moved, bool IsOrphaned);

/// <summary>A proposal, and the rows of income whose tax it sets aside.</summary>
public sealed record ProposalRow(long Id, string State, ulong Nonce, IReadOnlyList<long> Income)
{
    internal static ProposalRow Read(JsonNode? row) => new(
        row![0]!.GetValue<long>(), row[1]!.GetValue<string>(), row[2]!.GetValue<ulong>(), [.. row[3]!.AsArray().Select(id => id!.GetValue<long>())]);
}

/// <summary>A ledger as SQLite has it, read apart from the program under test and while that writes it.</summary>
public sealed class LedgerFile(string file)
{
    // Result codes: https://sqlite.org/rescode.html
    private const int Busy = 5;
    private const int CannotOpen = 14;

    private readonly string _connection = new SqliteConnectionStringBuilder { DataSource = file, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString();

    /// <summary>The file.</summary>
    public string Path => file;

    /// <summary>When something was last written in it, as far as the file system says.</summary>
    public (DateTime File, DateTime Wal, long Length) Written
    {
        get
        {
            var (main, wal) = (new FileInfo(file), new FileInfo($"{file}-wal"));
            return (main.LastWriteTimeUtc, wal.LastWriteTimeUtc, wal.Exists ? wal.Length : 0);
        }
    }

    /// <summary>Every row of income, in chain order.</summary>
    public IReadOnlyList<IncomeRow> Income() => Query(
        """
        SELECT i.chain_id, s.name, i.payer, i.token, i.amount, i.block_number, i.block_hash, i.log_index, i.transaction_hash,
            i.orphaned_at IS NOT NULL, i.quarantine
        FROM income i JOIN source s ON s.id = i.source_id
        ORDER BY i.chain_id, i.block_number, i.log_index, i.part, i.id
        """,
        row => new IncomeRow(
            (ulong)row.GetInt64(0),
            new Paid(row.GetString(1), AddressAt(row, 2), AddressAt(row, 3), AmountAt(row, 4), (ulong)row.GetInt64(5), HashAt(row, 6), row.GetInt32(7), HashAt(row, 8)),
            row.GetBoolean(9),
            row.IsDBNull(10) ? null : row.GetString(10)));

    /// <summary>Every row of a movement, in chain order.</summary>
    public IReadOnlyList<MovementRow> Movements() => Query(
        """
        SELECT m.chain_id, s.name, m.direction, m.assets, m.shares, m.block_number, m.block_hash, m.log_index, m.transaction_hash,
            m.orphaned_at IS NOT NULL
        FROM movement m JOIN source s ON s.id = m.source_id
        ORDER BY m.chain_id, m.block_number, m.log_index, m.part, m.id
        """,
        row => new MovementRow(
            (ulong)row.GetInt64(0),
            new Moved(
                row.GetString(1), row.GetString(2) == "Deposit", AmountAt(row, 3), AmountAt(row, 4), (ulong)row.GetInt64(5), HashAt(row, 6), row.GetInt32(7), HashAt(row, 8)),
            row.GetBoolean(9)));

    /// <summary>What stands behind the rows of income, each kind once.</summary>
    public IReadOnlyList<string> Proofs() => Query("SELECT DISTINCT proof FROM income ORDER BY proof", row => row.GetString(0));

    /// <summary>The newest block of a chain that is final; null where none is known to be.</summary>
    public ulong? FinalBlock(ulong chainId) => Newest<ulong?>(
        $"SELECT final_block FROM chain WHERE chain_id = {chainId}", row => row.IsDBNull(0) ? null : (ulong)row.GetInt64(0));

    /// <summary>Every proposal, the oldest first; none while the ledger is being made.</summary>
    public IReadOnlyList<ProposalRow> Proposals() => Newest(
        """
        SELECT json_group_array(json_array(p.id, p.state, p.nonce, (SELECT json_group_array(d.income_id) FROM proposal_due d WHERE d.proposal_id = p.id)) ORDER BY p.id)
        FROM proposal p
        """,
        row => JsonNode.Parse(row.GetString(0))!.AsArray().Select(ProposalRow.Read).ToList()) ?? [];

    /// <summary>How many transactions were signed to be sent, by distinct nonces of their accounts, and how many of them were mined and did it or failed.</summary>
    public (int Nonces, int Succeeded, int Failed) Sendings() => Newest(
        "SELECT count(DISTINCT hex(sender) || nonce), count(*) FILTER (WHERE succeeded = 1), count(*) FILTER (WHERE succeeded = 0) FROM sending",
        row => (row.GetInt32(0), row.GetInt32(1), row.GetInt32(2)));

    /// <summary>How many payments were valued, or could not be and it is said why.</summary>
    public int Valuations() => Newest("SELECT count(*) FROM valuation", row => row.GetInt32(0));

    /// <summary>How often something was entered as due, or taken back.</summary>
    public int Dues() => Newest("SELECT count(*) FROM due_entry", row => row.GetInt32(0));

    /// <summary>
    /// Whether at least so many rows have accrued, all that is final and not doubted is valued and assessed, and dues are entered
    /// of what stands and taken back of what does not.
    /// </summary>
    public bool IsWorkedOut(int accrued) => Newest(
        $"""
        SELECT (SELECT count(*) FROM income WHERE stage = 'accrued' AND orphaned_at IS NULL) >= {accrued}
            AND NOT EXISTS (
                SELECT 1 FROM income i
                JOIN chain c ON c.chain_id = i.chain_id
                LEFT JOIN valuation v ON v.income_id = i.id
                LEFT JOIN assessment a ON a.income_id = i.id
                WHERE i.orphaned_at IS NULL AND i.quarantine IS NULL AND i.block_number <= c.final_block AND (v.income_id IS NULL OR a.income_id IS NULL))
            AND NOT EXISTS (
                SELECT 1 FROM assessment a
                JOIN income i ON i.id = a.income_id
                WHERE a.due <> '0' AND (i.orphaned_at IS NULL) <> coalesce(
                    (SELECT kind <> 'reversed' FROM due_entry d WHERE d.income_id = i.id ORDER BY sequence DESC LIMIT 1), FALSE))
        """,
        row => row.GetBoolean(0));

    /// <summary>Whether every growing balance is known after this block.</summary>
    public bool AccruedUpTo(ulong block) => Newest(
        $"SELECT NOT EXISTS (SELECT 1 FROM accrual_series s WHERE NOT EXISTS (SELECT 1 FROM accrual a WHERE a.series_id = s.id AND a.block_number = {block}))",
        row => row.GetBoolean(0));

    /// <summary>How much channels have been told of alerts.</summary>
    public int Told() => Newest("SELECT count(*) FROM alert_delivery WHERE delivered_at IS NOT NULL", row => row.GetInt32(0));

    /// <summary>How many critical alerts are open.</summary>
    public int CriticalAlerts() => Newest("SELECT count(*) FROM alert WHERE closed_at IS NULL AND severity = 'critical'", row => row.GetInt32(0));

    /// <summary>How many alerts are open.</summary>
    public int OpenAlerts() => Newest("SELECT count(*) FROM alert WHERE closed_at IS NULL", row => row.GetInt32(0));

    /// <summary>Whether a payment of this transaction stands.</summary>
    public bool HasIncomeOf(Hash32 transaction) => Newest(
        $"SELECT 1 FROM income WHERE transaction_hash = x'{Convert.ToHexString(transaction.Bytes)}' AND orphaned_at IS NULL", _ => true);

    /// <summary>The first block of a chain that some source has not been read for; null while the ledger knows no source of it.</summary>
    public ulong? NextBlock(ulong chainId) => Newest<ulong?>(
        $"SELECT min(next_block) FROM source WHERE chain_id = {chainId} HAVING count(*) > 0", row => (ulong)row.GetInt64(0));

    /// <summary>Why nothing more is recorded of a chain; null while all is well.</summary>
    public string? Halted(ulong chainId) => Newest(
        $"SELECT halted FROM chain WHERE chain_id = {chainId}", row => row.IsDBNull(0) ? null : row.GetString(0));

    /// <summary>Whether the ledger has read a chain up to this very block, and has noted that it has.</summary>
    public bool HasReached(ulong chainId, Place head) => Newest(
        $"""
        SELECT b.hash FROM block b JOIN chain c ON c.chain_id = b.chain_id
        WHERE b.chain_id = {chainId} AND b.number = {head.Number} AND c.head_block = {head.Number}
            AND (SELECT min(next_block) FROM source WHERE chain_id = {chainId}) = {head.Number + 1}
        """,
        row => HashAt(row, 0)) == head.Hash;

    /// <summary>Changes the file behind the program's back, while no worker runs.</summary>
    public async Task ChangeAsync(string sql, CancellationToken cancellation)
    {
        await using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = file, Pooling = false }.ToString());
        await connection.OpenAsync(cancellation);
        await using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        await command.ExecuteNonQueryAsync(cancellation);
    }

    // A ledger that is being made is looked at again: it may not be there yet, or not have its tables yet.
    private T? Newest<T>(string sql, Func<SqliteDataReader, T> read)
    {
        try
        {
            return File.Exists(file) ? Query(sql, read, "SELECT 1 FROM sqlite_master WHERE name = 'proposal'").FirstOrDefault() : default;
        }
        catch (SqliteException passing) when (passing.SqliteErrorCode is Busy or CannotOpen)
        {
            return default;
        }
    }

    // Nothing is found where there is nothing that must be there.
    private List<T> Query<T>(string sql, Func<SqliteDataReader, T> read, string mustFind = "SELECT 1")
    {
        using var connection = new SqliteConnection(_connection);
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // Only numbers and digits are put into the text.
        command.CommandText = mustFind;
        if (command.ExecuteScalar() is null)
        {
            return [];
        }

        command.CommandText = sql;
#pragma warning restore CA2100
        using var rows = command.ExecuteReader();
        var found = new List<T>();
        while (rows.Read())
        {
            found.Add(read(rows));
        }

        return found;
    }

    private static Address AddressAt(SqliteDataReader row, int column) => new(row.GetFieldValue<byte[]>(column));

    private static Hash32 HashAt(SqliteDataReader row, int column) => new(row.GetFieldValue<byte[]>(column));

    private static BigInteger AmountAt(SqliteDataReader row, int column) => BigInteger.Parse(row.GetString(column), CultureInfo.InvariantCulture);
}
