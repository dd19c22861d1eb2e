using System.Data.Common;
using System.Numerics;
using ChainWatch.Primitives;
using Dapper;

namespace ChainWatch.Splitting;

/// <summary>
/// What is due and what is set aside. For each token, Σ due = Σ escrowed + outstanding − credit. Every method works on
/// the caller's connection, so that it is part of the caller's transaction.
/// </summary>
public static class DueLedger
{
    /// <summary>Every income with entries, oldest first, and last of each token what was moved for none.</summary>
    public static IReadOnlyList<DueBalance> ReadBalances(DbConnection connection)
    {
        var balances = new Dictionary<(long?, ulong, Token), DueBalance>();
        foreach (var row in ReadEntries(connection))
        {
            var key = (row.IncomeId, row.ChainId, row.Token);
            if (!balances.TryGetValue(key, out var balance))
            {
                balances.Add(key, balance = new DueBalance { IncomeId = row.IncomeId, ChainId = row.ChainId, Token = row.Token });
            }

            balance.Due += row.Journal == 0 ? row.Amount : 0;
            balance.Escrowed += row.Journal == 1 ? row.Amount : 0;
            balance.Settled += row.Journal == 2 ? row.Amount : 0;
        }

        return [.. balances.Values];
    }

    /// <summary>What is to be set aside now, by token. Tokens with nothing outstanding are left out.</summary>
    public static IReadOnlyList<OutstandingDues> ReadOutstanding(DbConnection connection) =>
        [.. ReadBalances(connection).GroupBy(balance => (balance.ChainId, balance.Token)).Where(token => token.Any(balance => balance.Outstanding.Sign > 0))
            .OrderBy(token => token.Key.ChainId).ThenBy(token => token.Key.Token.Contract)
            .Select(token => new OutstandingDues(
                token.Key.ChainId,
                token.Key.Token,
                [.. token.Where(balance => balance.Outstanding.Sign > 0).Select(balance => Describe(connection, balance))],
                token.Aggregate(BigInteger.Zero, (sum, balance) => sum + balance.Credit)))];

    /// <summary>
    /// Enters a transfer into escrow that the chain has confirmed. It is divided over the incomes that it was proposed
    /// for, in their order, whatever became of them meanwhile; then over what else is outstanding, oldest first; what is
    /// left is a credit of the token. Entering the same transfer again changes nothing.
    /// </summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="chainId">Where it happened.</param>
    /// <param name="token">What moved.</param>
    /// <param name="amount">How much arrived in escrow, in base units.</param>
    /// <param name="execution">Hash of the transaction.</param>
    /// <param name="proposalId">The proposal that was executed; null where there was none.</param>
    /// <param name="now">When it is entered.</param>
    /// <param name="proposedFor">What the proposal was for.</param>
    /// <param name="alsoOthers">Whether what is left goes to other dues, and not at once to the token's credit.</param>
    public static void RecordEscrowed(
        DbConnection connection,
        ulong chainId,
        Token token,
        BigInteger amount,
        string execution,
        long? proposalId,
        DateTimeOffset now,
        IReadOnlyList<DuePart>? proposedFor = null,
        bool alsoOthers = true)
    {
        var transfer = new Transfer(TransferJournal.Escrow, chainId, token, execution, proposalId, now);
        if (!transfer.IsNew(connection, amount))
        {
            return;
        }

        var (parts, rest) = Allocation.Fill(amount, proposedFor ?? []);
        transfer.Enter(connection, parts);
        if (alsoOthers)
        {
            (parts, rest) = Allocation.Fill(rest, Balances(connection, chainId, token).Select(balance => new DuePart(balance.IncomeId, balance.Outstanding)));
            transfer.Enter(connection, parts);
        }

        transfer.Enter(connection, [new DuePart(null, rest)]);
    }

    /// <summary>Takes a transfer into escrow back that a reorg took back; entering it again restores it.</summary>
    public static void TakeBackEscrowed(
        DbConnection connection, ulong chainId, Token token, string execution, long? proposalId, DateTimeOffset now) =>
        new Transfer(TransferJournal.Escrow, chainId, token, execution, proposalId, now).TakeBack(connection);

    /// <summary>
    /// Uses what is in escrow and no longer due for what is outstanding in the same token, oldest first, so that it
    /// need not be moved once more.
    /// </summary>
    /// <param name="connection">Within a transaction.</param>
    /// <param name="chainId">The chain.</param>
    /// <param name="token">The token.</param>
    /// <param name="reserved">Incomes for which a transfer is on its way: they are left alone.</param>
    /// <param name="now">When it is entered.</param>
    /// <returns>How much was used.</returns>
    public static BigInteger UseCredit(DbConnection connection, ulong chainId, Token token, IReadOnlySet<long> reserved, DateTimeOffset now)
    {
        var balances = Balances(connection, chainId, token).ToList();
        var wanting = balances.Where(balance => balance.IncomeId is { } id && !reserved.Contains(id))
            .Select(balance => new DuePart(balance.IncomeId, balance.Outstanding)).ToList();
        var used = BigInteger.Zero;
        foreach (var giver in balances.Where(balance => balance.Credit.Sign > 0))
        {
            var credit = giver.Credit;
            foreach (var (transfer, amount) in Transfer.Of(connection, TransferJournal.Escrow, giver, now))
            {
                var (parts, _) = Allocation.Fill(BigInteger.Min(credit, amount), wanting);
                var given = parts.Aggregate(BigInteger.Zero, (sum, part) => sum + part.Amount);
                transfer.Enter(connection, [new DuePart(giver.IncomeId, -given), .. parts]);
                wanting = [.. wanting.Select(want => want with { Amount = want.Amount - (parts.FirstOrDefault(part => part.IncomeId == want.IncomeId)?.Amount ?? 0) })];
                (credit, used) = (credit - given, used + given);
            }
        }

        return used;
    }

    /// <summary>
    /// Enters a payment out of escrow to the tax authority: it closes what is due and in escrow, oldest first. Entering
    /// the same payment again changes nothing.
    /// </summary>
    public static void RecordSettled(
        DbConnection connection, ulong chainId, Token token, BigInteger amount, string execution, long? proposalId, DateTimeOffset now)
    {
        var transfer = new Transfer(TransferJournal.Settlement, chainId, token, execution, proposalId, now);
        if (transfer.IsNew(connection, amount))
        {
            var (parts, rest) = Allocation.Fill(amount, Balances(connection, chainId, token)
                .Select(balance => new DuePart(balance.IncomeId, BigInteger.Min(balance.Due, balance.Escrowed) - balance.Settled)));
            transfer.Enter(connection, parts);
            transfer.Enter(connection, [new DuePart(null, rest)]);
        }
    }

    private static IEnumerable<DueBalance> Balances(DbConnection connection, ulong chainId, Token token) =>
        ReadBalances(connection).Where(balance => balance.ChainId == chainId && balance.Token == token);

    private static OutstandingDue Describe(DbConnection connection, DueBalance balance)
    {
        var value = connection.QueryFirstOrDefault<Worth>(
            "SELECT i.amount AS income, v.currency, v.amount FROM income i JOIN valuation v ON v.income_id = i.id WHERE i.id = @IncomeId AND v.amount IS NOT NULL",
            new { balance.IncomeId });
        return new OutstandingDue(
            balance.IncomeId!.Value,
            balance.Outstanding,
            value is null ? null : new FiatAmount(value.Currency, ((2 * value.Amount * balance.Outstanding) + value.Income) / (2 * value.Income)));
    }

    private static IEnumerable<EntryRow> ReadEntries(DbConnection connection) => connection.Query<EntryRow>(
        """
        SELECT e.* FROM (
            SELECT 0 AS journal, income_id, chain_id, token, amount FROM due_entry
            UNION ALL SELECT 1, income_id, chain_id, token, amount FROM escrow_entry
            UNION ALL SELECT 2, income_id, chain_id, token, amount FROM settlement_entry
        ) e
        LEFT JOIN income i ON i.id = e.income_id
        ORDER BY e.income_id IS NULL, i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part, i.id
        """);

    private sealed class EntryRow
    {
        public int Journal { get; init; }

        public long? IncomeId { get; init; }

        public ulong ChainId { get; init; }

        public Token Token { get; init; }

        public BigInteger Amount { get; init; }
    }

    private sealed class Worth
    {
        public BigInteger Income { get; init; }

        public string Currency { get; init; } = "";

        public BigInteger Amount { get; init; }
    }
}
