using System.Globalization;
using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>What is owed on one payment, as <c>tax due</c> shows it.</summary>
/// <param name="IncomeId">Id of the payment.</param>
/// <param name="Jurisdiction">Code of the jurisdiction that it was assessed in.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="RuleVersion">The rule's version.</param>
/// <param name="BasisPoints">Rate of the whole payment.</param>
/// <param name="Due">Owed now: nothing while the payment is orphaned.</param>
/// <param name="Escrowed">In escrow for it.</param>
/// <param name="Outstanding">Owed and not in escrow.</param>
/// <param name="Credit">In escrow and not owed.</param>
/// <param name="Settled">Of what was in escrow: paid to the authority.</param>
/// <param name="Source">The payment's source.</param>
/// <param name="Chain">Its chain.</param>
/// <param name="OccurredAt">Its time.</param>
/// <param name="Orphaned">Whether a reorg took it back.</param>
public sealed record DueItem(
    string IncomeId,
    string Jurisdiction,
    string RuleId,
    string RuleVersion,
    int BasisPoints,
    Amount Due,
    Amount Escrowed,
    Amount Outstanding,
    Amount Credit,
    Amount Settled,
    string Source,
    string Chain,
    DateTimeOffset OccurredAt,
    bool Orphaned);

/// <summary>Dues of one token summed, of all payments or of one group of them.</summary>
/// <param name="Total">What is summed: <c>all</c>, or the source, month or token of the group.</param>
/// <param name="Chain">The token's chain.</param>
/// <param name="Payments">How many payments.</param>
/// <param name="Due">Owed.</param>
/// <param name="Escrowed">In escrow, or moved there and settled since.</param>
/// <param name="Outstanding">Owed and not in escrow.</param>
/// <param name="Credit">In escrow and not owed.</param>
/// <param name="Settled">Paid to the authority out of escrow.</param>
public sealed record DueTotal(string Total, string Chain, int Payments, Amount Due, Amount Escrowed, Amount Outstanding, Amount Credit, Amount Settled);

/// <summary>What is owed, and what of it is set aside?</summary>
/// <param name="Items">Payments that were assessed, oldest first.</param>
/// <param name="Surplus">What was moved into escrow for no payment, by token.</param>
public sealed record TaxDue(IReadOnlyList<DueItem> Items, IReadOnlyList<DueTotal> Surplus)
{
    /// <summary>Every assessed payment.</summary>
    public static TaxDue Read(Ledger ledger) => ledger.Read(connection =>
    {
        var balances = DueLedger.ReadBalances(connection);
        var ofIncome = balances.Where(balance => balance.IncomeId is not null).ToDictionary(balance => balance.IncomeId!.Value);
        var items = connection.Query<Row>(
            """
            SELECT i.id, a.jurisdiction, a.rule_id, a.rule_version, a.basis_points, s.name AS source, c.name AS chain, i.occurred_at,
                i.orphaned_at, i.token, t.symbol, t.decimals
            FROM assessment a
            JOIN income i ON i.id = a.income_id
            JOIN source s ON s.id = i.source_id
            JOIN chain c ON c.chain_id = i.chain_id
            JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
            ORDER BY i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part, i.id
            """)
            .Select(row => row.ToItem(ofIncome.GetValueOrDefault(row.Id) ?? new DueBalance())).ToList();
        var tokens = connection.Query<TokenRow>(
            "SELECT t.chain_id, t.address AS token, t.symbol, t.decimals, c.name AS chain FROM token t JOIN chain c ON c.chain_id = t.chain_id")
            .ToDictionary(row => (row.ChainId, row.Token));
        return new TaxDue(
            items,
            [.. balances.Where(balance => balance.IncomeId is null).Select(balance => tokens[(balance.ChainId, balance.Token)].Surplus(balance))]);
    });

    /// <summary>Totals by token; what was moved for no payment is in them.</summary>
    public IReadOnlyList<DueTotal> Totals() => Sum(Items.Select(item => ("all", item)), Surplus);

    /// <summary>Totals by token within each source, month (UTC) or token.</summary>
    public IReadOnlyList<DueTotal> TotalsBy(string group) => Sum(
        Items.Select(item => (group switch
        {
            "source" => item.Source,
            "month" => item.OccurredAt.UtcDateTime.ToString("yyyy-MM", CultureInfo.InvariantCulture),
            "token" => item.Due.Token,
            _ => throw new ArgumentOutOfRangeException(nameof(group), group, "A group is source, month or token."),
        }, item)),
        group == "token" ? [.. Surplus.Select(surplus => surplus with { Total = surplus.Due.Token })] : []);

    private static List<DueTotal> Sum(IEnumerable<(string Group, DueItem Item)> items, IReadOnlyList<DueTotal> surplus) =>
        [.. items.Select(pair => new DueTotal(
                pair.Group, pair.Item.Chain, 1, pair.Item.Due, pair.Item.Escrowed, pair.Item.Outstanding, pair.Item.Credit, pair.Item.Settled))
            .Concat(surplus)
            .GroupBy(line => (line.Total, line.Chain, line.Due.Token))
            .OrderBy(lines => lines.Key.Total, StringComparer.Ordinal).ThenBy(lines => lines.Key.Chain, StringComparer.Ordinal)
            .ThenBy(lines => lines.First().Due.Symbol, StringComparer.Ordinal).ThenBy(lines => lines.Key.Token, StringComparer.Ordinal)
            .Select(lines => lines.Aggregate((left, right) => left with
            {
                Payments = left.Payments + right.Payments,
                Due = left.Due.Plus(right.Due),
                Escrowed = left.Escrowed.Plus(right.Escrowed),
                Outstanding = left.Outstanding.Plus(right.Outstanding),
                Credit = left.Credit.Plus(right.Credit),
                Settled = left.Settled.Plus(right.Settled),
            }))];

    private class TokenRow
    {
        public ulong ChainId { get; init; }

        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public string Chain { get; init; } = "";

        public DueTotal Surplus(DueBalance balance) => new(
            "all", Chain, 0, Of(balance.Due), Of(balance.Escrowed), Of(balance.Outstanding), Of(balance.Credit), Of(balance.Settled));

        protected Amount Of(BigInteger baseUnits) => Amount.Of(Token, Symbol, Decimals, baseUnits);
    }

    private sealed class Row : TokenRow
    {
        public long Id { get; init; }

        public string Jurisdiction { get; init; } = "";

        public string RuleId { get; init; } = "";

        public string RuleVersion { get; init; } = "";

        public int BasisPoints { get; init; }

        public string Source { get; init; } = "";

        public DateTimeOffset OccurredAt { get; init; }

        public DateTimeOffset? OrphanedAt { get; init; }

        public DueItem ToItem(DueBalance balance) => new(
            Id.ToString(CultureInfo.InvariantCulture),
            Jurisdiction,
            RuleId,
            RuleVersion,
            BasisPoints,
            Of(balance.Due),
            Of(balance.Escrowed),
            Of(balance.Outstanding),
            Of(balance.Credit),
            Of(balance.Settled),
            Source,
            Chain,
            OccurredAt,
            OrphanedAt is not null);
    }
}
