using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>A growing balance at the end of a day.</summary>
/// <param name="Day">The UTC day.</param>
/// <param name="Block">Its last block; where it had none, the last one before.</param>
/// <param name="Hash">Hash of that block.</param>
/// <param name="Balance">Base units after it.</param>
public sealed record AccrualPoint(DateOnly Day, ulong Block, Hash32 Hash, BigInteger Balance)
{
    /// <summary>What streamed by the second after that block (<see cref="StreamRates.Text"/>); null where no streams make it grow.</summary>
    public string? Rates { get; init; }
}

/// <summary>What the ledger knows of one growing balance: where it stood at the end of each day.</summary>
/// <param name="chainId">The chain.</param>
/// <param name="source">The source.</param>
/// <param name="accruing">What reads it.</param>
public sealed class AccrualBook(ulong chainId, WatchedSource source, IAccruing accruing)
{
    /// <summary>Stands where a log's index stands in a row that no log was read for.</summary>
    public const int NoLog = int.MinValue;

    /// <summary>The newest block up to which everything is final and recorded for the source; null while there is none.</summary>
    public ulong? Settled(DbConnection connection) => connection.ExecuteScalar<ulong?>(
        """
        SELECT CASE WHEN c.final_block < s.next_block THEN c.final_block ELSE s.next_block - 1 END
        FROM source s JOIN chain c ON c.chain_id = s.chain_id
        WHERE s.id = @Id AND s.next_block > s.from_block AND c.final_block IS NOT NULL
        """,
        new { source.Id });

    /// <summary>Where the balance last stood; null before the first time.</summary>
    public AccrualPoint? Last(DbConnection connection) => connection
        .Query<(string Day, long Block, byte[] Hash, string Balance, string? Rates)>(
            "SELECT day, block_number, block_hash, balance, rates FROM accrual WHERE series_id = @series ORDER BY day DESC LIMIT 1", new { series = Series(connection) })
        .Select(row => new AccrualPoint(
            DateOnly.ParseExact(row.Day, "yyyy-MM-dd", CultureInfo.InvariantCulture), (ulong)row.Block, new Hash32(row.Hash), BigInteger.Parse(row.Balance, CultureInfo.InvariantCulture)) { Rates = row.Rates })
        .FirstOrDefault();

    /// <summary>
    /// Enters where the balance stood next, and what it grew since. Nothing is entered where the ledger has moved on since
    /// <paramref name="last"/> was read: the next pass looks again.
    /// </summary>
    /// <param name="connection">The transaction.</param>
    /// <param name="last">Where it last stood; null to begin.</param>
    /// <param name="next">Where it stands now.</param>
    /// <param name="at">Time of its block.</param>
    /// <param name="token">What grows.</param>
    /// <param name="streamed">What streams brought since then; null where none make it grow.</param>
    /// <param name="note">What is to be said of the row.</param>
    /// <param name="proof">What stands behind the balance.</param>
    /// <exception cref="ChainWatchException">Another row stands at its place.</exception>
    internal bool Enter(
        DbConnection connection, AccrualPoint? last, AccrualPoint next, DateTimeOffset at, TokenDescription token, Streamed? streamed, string? note, Proof proof)
    {
        if (Last(connection) != last || Settled(connection) is not { } settled || settled < next.Block || !IsOnChain(connection, next))
        {
            return false;
        }

        TokenBook.Add(connection, chainId, [token]);
        connection.Execute(
            "INSERT INTO accrual_series (source_id, contract, beneficiary, token) VALUES (@Id, @Contract, @Beneficiary, @Accrues) ON CONFLICT DO NOTHING",
            new { source.Id, source.Settings.Contract, source.Settings.Beneficiary, accruing.Accrues });
        var series = Series(connection)!.Value;
        var place = new LogPosition(next.Block, next.Hash, NoLog, (int)series, default, at);
        if (streamed is { Beside.IsZero: false })
        {
            AddMovement(connection, place, streamed.Beside, proof);
        }

        var principal = Principal(connection, series, next.Block);
        if (last is not null)
        {
            var grown = next.Balance - last.Balance - (principal - PrincipalAt(connection, series, last.Day));
            AddIncome(connection, Accrued(place, grown, token, streamed, note), proof);
        }

        connection.Execute(
            "INSERT INTO accrual (series_id, day, block_number, block_hash, balance, principal, rates) VALUES (@series, @day, @Block, @Hash, @Balance, @principal, @Rates)",
            new { series, day = Show(next.Day), next.Block, next.Hash, next.Balance, principal, next.Rates });
        return true;
    }

    /// <summary>Whether what accrued up to a balance is booked: a row of nothing is none.</summary>
    internal bool HasRowAt(DbConnection connection, AccrualPoint point) => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM income WHERE chain_id = @chainId AND block_number = @Block AND block_hash = @Hash AND log_index = @NoLog AND part = @series AND orphaned_at IS NULL",
        new { chainId, point.Block, point.Hash, NoLog, series = Series(connection) }) > 0;

    /// <summary>Forgets what stood at blocks that are no longer on the chain.</summary>
    public static void Orphan(DbConnection connection, ulong chainId, ulong firstOrphaned) => connection.Execute(
        """
        DELETE FROM accrual WHERE block_number >= @firstOrphaned
            AND series_id IN (SELECT a.id FROM accrual_series a JOIN source s ON s.id = a.source_id WHERE s.chain_id = @chainId)
        """,
        new { chainId, firstOrphaned });

    private Payment Accrued(LogPosition place, BigInteger grown, TokenDescription token, Streamed? streamed, string? note) => new(place, streamed?.Payer ?? accruing.Grower, accruing.Accrues, grown)
    {
        Stage = Stage.Accrued,
        Quarantine = token.Doubt ?? streamed?.Doubt ?? (streamed is not null && streamed.Income != grown
            ? $"the balance grew by {grown} beside what was moved and what others streamed, and the payers streamed {streamed.Income}"
            : null),
        Note = string.Join("; ", new[] { note, streamed?.Shares }.OfType<string>()) is { Length: > 0 } said ? said : null,
    };

    private void AddIncome(DbConnection connection, Payment payment, Proof proof)
    {
        if (payment.Amount.IsZero)
        {
            return;
        }

        var totals = new TotalBook(chainId);
        using var income = new IncomeRows(connection, chainId, totals);
        income.Add(source, payment, proof, payment.Balance);
        income.Write();
        totals.Write(connection);
    }

    // What others streamed to the owner, or the owner to others, is none of the source's income: principal, as if it had been sent at once.
    private void AddMovement(DbConnection connection, LogPosition place, BigInteger beside, Proof proof)
    {
        var assets = BigInteger.Abs(beside);
        using var movements = new MovementRows(connection, chainId);
        movements.Add(source, new Movement(place, beside.Sign < 0 ? Direction.Withdrawal : Direction.Deposit, accruing.Accrues, assets, assets), proof);
    }

    private long? Series(DbConnection connection) => connection.ExecuteScalar<long?>(
        "SELECT id FROM accrual_series WHERE source_id = @Id AND contract = @Contract AND beneficiary = @Beneficiary AND token = @Accrues",
        new { source.Id, source.Settings.Contract, source.Settings.Beneficiary, accruing.Accrues });

    // What is recorded of the newest blocks is one branch: a balance of another one is none of its.
    private bool IsOnChain(DbConnection connection, AccrualPoint point) =>
        connection.ExecuteScalar<long>(
            "SELECT count(*) FROM block WHERE chain_id = @chainId AND number = @Block AND hash <> @Hash", new { chainId, point.Block, point.Hash }) == 0;

    private BigInteger Principal(DbConnection connection, long series, ulong block) => connection.Query<(string Direction, string Assets)>(
        """
        SELECT direction, assets FROM movement
        WHERE source_id = @Id AND contract = @Contract AND beneficiary = @Beneficiary AND token = @Accrues AND orphaned_at IS NULL
            AND direction IN ('Deposit', 'Withdrawal') AND block_number <= @block
            AND block_number > (SELECT coalesce(min(block_number), @block) FROM accrual WHERE series_id = @series)
        """,
        new { source.Id, source.Settings.Contract, source.Settings.Beneficiary, accruing.Accrues, block, series })
        .Aggregate(BigInteger.Zero, (sum, row) =>
            row.Direction == nameof(Direction.Deposit) ? sum + BigInteger.Parse(row.Assets, CultureInfo.InvariantCulture) : sum - BigInteger.Parse(row.Assets, CultureInfo.InvariantCulture));

    private static BigInteger PrincipalAt(DbConnection connection, long series, DateOnly day) => BigInteger.Parse(
        connection.ExecuteScalar<string>("SELECT principal FROM accrual WHERE series_id = @series AND day = @day", new { series, day = Show(day) })!, CultureInfo.InvariantCulture);

    private static string Show(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
