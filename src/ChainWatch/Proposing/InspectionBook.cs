using System.Data.Common;
using ChainWatch.Ethereum;
using Dapper;

namespace ChainWatch.Proposing;

/// <summary>What Safes looked like. The first sight of one is accepted by its configuration; every later change, by a person.</summary>
public static class InspectionBook
{
    /// <summary>Notes a Safe's condition. False where it differs from what was accepted: nothing more may be proposed then.</summary>
    public static bool Note(DbConnection connection, ulong chainId, Address safe, SafeCondition condition, DateTimeOffset now)
    {
        var parameters = new { chainId, safe, text = condition.ToText(), now };
        connection.Execute(
            """
            INSERT INTO safe_inspection (chain_id, safe, condition, seen_at, accepted_at)
            SELECT @chainId, @safe, @text, @now,
                CASE WHEN EXISTS (SELECT 1 FROM safe_inspection WHERE chain_id = @chainId AND safe = @safe) THEN NULL ELSE @now END
            WHERE TRUE
            ON CONFLICT (chain_id, safe, condition) DO UPDATE SET seen_at = excluded.seen_at
            """,
            parameters);
        return connection.ExecuteScalar<string?>(
            """
            SELECT condition FROM safe_inspection WHERE chain_id = @chainId AND safe = @safe AND accepted_at IS NOT NULL
            ORDER BY accepted_at DESC, id DESC
            """,
            parameters) == condition.ToText();
    }

    /// <summary>A person accepts a condition that was noted.</summary>
    public static void Accept(DbConnection connection, ulong chainId, Address safe, SafeCondition condition, DateTimeOffset now) => connection.Execute(
        "UPDATE safe_inspection SET accepted_at = @now WHERE chain_id = @chainId AND safe = @safe AND condition = @text",
        new { chainId, safe, text = condition.ToText(), now });
}
