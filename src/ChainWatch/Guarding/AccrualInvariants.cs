using System.Data.Common;
using System.Numerics;
using ChainWatch.Recording;
using Dapper;

namespace ChainWatch.Guarding;

/// <summary>Does every accrued row follow from the balances that it was booked by?</summary>
internal static class AccrualInvariants
{
    /// <summary>The first day whose row is not what its balance grew, less what was put in and taken out; null where there is none.</summary>
    public static string? FindWrongGrowth(DbConnection connection)
    {
        var points = connection.Query<Point>(
            """
            SELECT a.series_id, a.day, a.balance, a.principal, i.id, i.amount FROM accrual a
            JOIN accrual_series s ON s.id = a.series_id
            LEFT JOIN income i ON i.source_id = s.source_id AND i.block_number = a.block_number AND i.block_hash = a.block_hash
                AND i.log_index = @NoLog AND i.part = a.series_id AND i.orphaned_at IS NULL
            ORDER BY a.series_id, a.day
            """,
            new { AccrualBook.NoLog }).AsList();
        return points.Zip(points.Skip(1))
            .Where(pair => pair.First.SeriesId == pair.Second.SeriesId && pair.Second.GrownSince(pair.First) != (pair.Second.Amount ?? 0))
            .Select(pair => $"{(pair.Second.Id is { } id ? $"income {id}: {pair.Second.Amount} is recorded" : $"series {pair.Second.SeriesId}, {pair.Second.Day}: nothing is recorded")}, {pair.Second.GrownSince(pair.First)} follows")
            .FirstOrDefault();
    }

    /// <summary>The first accrued row that stands with no balance to follow from; null where there is none.</summary>
    public static string? FindGroundless(DbConnection connection) => connection.QueryFirstOrDefault<string>(
        """
        SELECT 'income ' || i.id FROM income i
        WHERE i.log_index = @NoLog AND i.orphaned_at IS NULL
            AND NOT EXISTS (SELECT 1 FROM accrual a WHERE a.series_id = i.part AND a.block_number = i.block_number AND a.block_hash = i.block_hash)
        """,
        new { AccrualBook.NoLog });

    private sealed class Point
    {
        public long SeriesId { get; init; }

        public string Day { get; init; } = "";

        public BigInteger Balance { get; init; }

        public BigInteger Principal { get; init; }

        public long? Id { get; init; }

        public BigInteger? Amount { get; init; }

        public BigInteger GrownSince(Point before) => Balance - before.Balance - (Principal - before.Principal);
    }
}
