using System.Data.Common;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Recording;

/// <summary>
/// A quarantined payment that the owner has looked at and lets pass: from then on it stands as any other. Who said so, why,
/// and of what doubt is kept for good, and holds when its block is read again, as long as the claim is the same.
/// </summary>
public static class IncomeRelease
{
    private const int LongestNote = 1000;

    /// <summary>Releases a payment.</summary>
    /// <param name="ledger">The ledger; the worker may be at work on it.</param>
    /// <param name="incomeId">The payment.</param>
    /// <param name="note">Why the owner lets it pass.</param>
    /// <param name="asArrived">Whether what arrived is booked in place of what was claimed.</param>
    /// <param name="now">When.</param>
    /// <exception cref="ChainWatchException">The note is none, or there is no such payment to be released; nothing was changed.</exception>
    public static void Enter(Ledger ledger, long incomeId, string note, bool asArrived, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(ledger);
        ArgumentNullException.ThrowIfNull(note);
        if (note.Trim() is not { Length: > 0 and <= LongestNote } kept)
        {
            throw Refuse("no-note", $"The note must say why, in {LongestNote} characters at most.", $"Type for example: chainwatch income release {incomeId} --note \"the payer confirmed the fee\"");
        }

        ledger.Write(connection => Enter(connection, incomeId, kept, asArrived, now));
    }

    private static void Enter(DbConnection connection, long incomeId, string note, bool asArrived, DateTimeOffset now)
    {
        var payment = Find(connection, incomeId);
        var booked = asArrived ? ArrivedOf(connection, incomeId, payment) : payment.Amount;
        connection.Execute(
            """
            INSERT INTO income_release (income_id, released_at, note, reason, claimed, booked) VALUES (@incomeId, @now, @note, @Quarantine, @Amount, @booked);
            UPDATE income SET quarantine = NULL, amount = @booked, claimed = CASE WHEN @booked = @Amount THEN NULL ELSE @Amount END WHERE id = @incomeId;
            """,
            new { incomeId, now, note, payment.Quarantine, payment.Amount, booked });
        var totals = new TotalBook(payment.ChainId);
        totals.Add(payment.SourceId, payment.Token, (payment.Kind, payment.Stage), payment.OccurredAt, booked);
        totals.Write(connection);
        QuarantineAlerts.Tell(connection, payment.ChainId, [payment.SourceId], now);
    }

    private static Row Find(DbConnection connection, long incomeId)
    {
        var payment = connection.QueryFirstOrDefault<Row>(
            "SELECT source_id, chain_id, token, kind, stage, occurred_at, amount, arrived, quarantine, orphaned_at FROM income WHERE id = @incomeId", new { incomeId });
        return payment switch
        {
            null => throw Refuse("no-income", $"There is no income with the id {incomeId}.", "See the ids with: chainwatch income list"),
            { OrphanedAt: not null } => throw Refuse("orphaned", $"Income {incomeId} was taken back by a reorg, so there is nothing to release.", $"See it with: chainwatch income show {incomeId}"),
            { Quarantine: null } => throw Refuse("not-quarantined", $"Income {incomeId} is not quarantined: it stands already.", $"See it with: chainwatch income show {incomeId}"),
            _ => payment,
        };
    }

    // What was assessed once, before it was quarantined, stays an assessment of the amount that it was made of.
    private static BigInteger ArrivedOf(DbConnection connection, long incomeId, Row payment)
    {
        var isAssessed = connection.ExecuteScalar<long>("SELECT count(*) FROM assessment WHERE income_id = @incomeId", new { incomeId }) > 0;
        return payment.Arrived is { IsZero: false } arrived && !isAssessed ? arrived : throw Refuse(
            "no-arrival",
            isAssessed ? $"Income {incomeId} was assessed before it was quarantined, by what it claims, so it can be released as that only."
                : payment.Arrived is null ? $"Of income {incomeId}, what arrived cannot be told."
                : $"Of income {incomeId}, nothing arrived.",
            $"See why with: chainwatch income show {incomeId}");
    }

    private static ChainWatchException Refuse(string code, string message, string hint) => new(Refusal.Refused, code, message, hint);

    private sealed class Row
    {
        public long SourceId { get; init; }

        public ulong ChainId { get; init; }

        public Token Token { get; init; }

        public string Kind { get; init; } = "";

        public string Stage { get; init; } = "";

        public DateTimeOffset OccurredAt { get; init; }

        public BigInteger Amount { get; init; }

        public BigInteger? Arrived { get; init; }

        public string? Quarantine { get; init; }

        public DateTimeOffset? OrphanedAt { get; init; }
    }
}
