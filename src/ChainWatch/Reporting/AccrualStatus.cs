using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>How far a balance that grows by itself is booked.</summary>
/// <param name="Since">The end of this UTC day is where it begins: nothing before it is booked.</param>
/// <param name="Until">The newest UTC day that is booked.</param>
/// <param name="Block">The last block of that day.</param>
/// <param name="Balance">What the owner had then.</param>
public sealed record AccrualStatus(string Since, string Until, ulong Block, Amount Balance)
{
    /// <summary>Of a source as it is configured now; null where none is booked.</summary>
    public static AccrualStatus? Read(Ledger ledger, SourceSettings source) => ledger.Read(connection => connection.Query<Row>(
        """
        SELECT (SELECT min(day) FROM accrual WHERE series_id = r.id) AS since, a.day, a.block_number, a.balance, t.address AS token, t.symbol, t.decimals
        FROM accrual_series r
        JOIN source s ON s.id = r.source_id
        JOIN accrual a ON a.series_id = r.id
        JOIN token t ON t.chain_id = s.chain_id AND t.address = r.token
        WHERE s.name = @Name AND r.contract = @Contract AND r.beneficiary = @Beneficiary
        ORDER BY a.day DESC LIMIT 1
        """,
        new { source.Name, source.Contract, source.Beneficiary })
        .Select(row => new AccrualStatus(row.Since, row.Day, row.BlockNumber, Amount.Of(row.Token, row.Symbol, row.Decimals, row.Balance))).FirstOrDefault());

    private sealed class Row
    {
        public string Since { get; init; } = "";

        public string Day { get; init; } = "";

        public ulong BlockNumber { get; init; }

        public BigInteger Balance { get; init; }

        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }
    }
}
