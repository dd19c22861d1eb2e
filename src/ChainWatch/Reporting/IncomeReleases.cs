using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>A release from quarantine.</summary>
/// <param name="ReleasedAt">When.</param>
/// <param name="Note">Why, in the owner's words.</param>
/// <param name="Reason">Why the payment had been quarantined.</param>
/// <param name="Claimed">What the chain claims.</param>
/// <param name="Booked">What is booked of it.</param>
public sealed record ReleaseItem(DateTimeOffset ReleasedAt, string Note, string Reason, Amount Claimed, Amount Booked);

/// <summary>Who let a quarantined payment pass, and why?</summary>
public static class IncomeReleases
{
    /// <summary>The releases of a payment, oldest first; null where there is none.</summary>
    public static IReadOnlyList<ReleaseItem>? Read(Ledger ledger, long incomeId)
    {
        var rows = ledger.Read(connection => connection.Query<Row>(
            """
            SELECT r.released_at, r.note, r.reason, r.claimed, r.booked, i.token, t.symbol, t.decimals
            FROM income_release r JOIN income i ON i.id = r.income_id JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
            WHERE r.income_id = @incomeId ORDER BY r.id
            """,
            new { incomeId }).ToList());
        return rows.Count == 0 ? null : [.. rows.Select(row => row.ToItem())];
    }

    private sealed class Row
    {
        public DateTimeOffset ReleasedAt { get; init; }

        public string Note { get; init; } = "";

        public string Reason { get; init; } = "";

        public BigInteger Claimed { get; init; }

        public BigInteger Booked { get; init; }

        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public ReleaseItem ToItem() =>
            new(ReleasedAt, Note, Reason, Amount.Of(Token, Symbol, Decimals, Claimed), Amount.Of(Token, Symbol, Decimals, Booked));
    }
}
