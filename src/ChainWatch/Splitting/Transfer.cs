using System.Data.Common;
using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;
using Dapper;

namespace ChainWatch.Splitting;

/// <summary>The journals of what moved.</summary>
internal enum TransferJournal
{
    /// <summary>Into escrow.</summary>
    Escrow,

    /// <summary>Out of escrow to the tax authority.</summary>
    Settlement,
}

/// <summary>One token moved by one transaction, and its entries in a journal.</summary>
internal sealed record Transfer(TransferJournal Journal, ulong ChainId, Token Token, string Execution, long? ProposalId, DateTimeOffset Now)
{
    private string Table => Journal == TransferJournal.Escrow ? "escrow_entry" : "settlement_entry";

    /// <summary>The transfers into escrow that an income still has something of, the newest first.</summary>
    public static IReadOnlyList<(Transfer Transfer, BigInteger Amount)> Of(DbConnection connection, TransferJournal journal, DueBalance balance, DateTimeOffset now) =>
        [.. connection.Query<Entry>(
            """
            SELECT income_id, execution, proposal_id, amount FROM escrow_entry
            WHERE income_id IS NOT DISTINCT FROM @IncomeId AND chain_id = @ChainId AND token = @Token ORDER BY id DESC
            """,
            new { balance.IncomeId, balance.ChainId, balance.Token })
            .GroupBy(entry => (entry.Execution, entry.ProposalId))
            .Select(entries => (
                new Transfer(journal, balance.ChainId, balance.Token, entries.Key.Execution, entries.Key.ProposalId, now),
                Sum(entries.Select(entry => entry.Amount))))
            .Where(transfer => transfer.Item2.Sign > 0)];

    /// <summary>Whether it is not entered yet.</summary>
    /// <exception cref="ChainWatchException">It is entered, with another amount.</exception>
    public bool IsNew(DbConnection connection, BigInteger amount)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(amount, BigInteger.Zero);
        var entered = Sum(ReadEntries(connection).Select(entry => entry.Amount));
        return entered.IsZero || (entered == amount ? false : throw new ChainWatchException(
            Refusal.Ledger,
            "conflict",
            string.Create(CultureInfo.InvariantCulture, $"Ledger: transaction {Execution} is entered as having moved {entered} base units of {Token}, and now is said to have moved {amount}; nothing was changed."),
            "See what is entered with: chainwatch tax due"));
    }

    /// <summary>Adds entries; a part of nothing adds none.</summary>
    public void Enter(DbConnection connection, IReadOnlyList<DuePart> parts) => connection.Execute(
        $"INSERT INTO {Table} (income_id, chain_id, token, amount, execution, proposal_id, entered_at) VALUES (@IncomeId, @ChainId, @Token, @Amount, @Execution, @ProposalId, @Now)",
        parts.Where(part => !part.Amount.IsZero).Select(part => new { part.IncomeId, ChainId, Token, part.Amount, Execution, ProposalId, Now }));

    /// <summary>Adds the counter-entries of all that is entered of it.</summary>
    public void TakeBack(DbConnection connection) => Enter(
        connection,
        [.. ReadEntries(connection).GroupBy(entry => entry.IncomeId ?? -1).Select(entries => new DuePart(entries.First().IncomeId, -Sum(entries.Select(entry => entry.Amount))))]);

    private static BigInteger Sum(IEnumerable<BigInteger> amounts) => amounts.Aggregate(BigInteger.Zero, (sum, amount) => sum + amount);

    private List<Entry> ReadEntries(DbConnection connection) => connection.Query<Entry>(
        $"""
        SELECT income_id, execution, proposal_id, amount FROM {Table}
        WHERE execution = @Execution AND chain_id = @ChainId AND token = @Token AND proposal_id IS NOT DISTINCT FROM @ProposalId
        """,
        new { Execution, ChainId, Token, ProposalId }).AsList();

    private sealed class Entry
    {
        public long? IncomeId { get; init; }

        public string Execution { get; init; } = "";

        public long? ProposalId { get; init; }

        public BigInteger Amount { get; init; }
    }
}
