using System.Globalization;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Reporting;

/// <summary>One final payment of the year, with its tax.</summary>
/// <param name="IncomeId">Id of the payment.</param>
/// <param name="OccurredAt">Its time.</param>
/// <param name="Source">Its source.</param>
/// <param name="Category">Its category.</param>
/// <param name="Stage">How far it has come: the same money may stand at more than one stage, and no total adds them.</param>
/// <param name="Chain">Its chain.</param>
/// <param name="TransactionHash">Where to look it up.</param>
/// <param name="LogIndex">Place of its log in the block.</param>
/// <param name="Amount">What arrived.</param>
/// <param name="Value">What it was worth; null where nobody knows.</param>
/// <param name="PriceSource">Where the value comes from.</param>
/// <param name="Jurisdiction">Null where the payment is not assessed, like all that follows from the assessment.</param>
/// <param name="RuleId">The rule.</param>
/// <param name="RuleVersion">Its version.</param>
/// <param name="BasisPoints">Rate of the whole payment.</param>
/// <param name="Basis">What was taxed.</param>
/// <param name="Allowance">What of the basis was free.</param>
/// <param name="Due">Owed.</param>
/// <param name="Escrowed">In escrow for it.</param>
/// <param name="Outstanding">Owed and not in escrow.</param>
/// <param name="Settled">Paid to the authority.</param>
/// <param name="Unassessed">Why it is not assessed.</param>
public sealed record StatementLine(
    string IncomeId,
    DateTimeOffset OccurredAt,
    string Source,
    string Category,
    string Stage,
    string Chain,
    string TransactionHash,
    int LogIndex,
    Amount Amount,
    FiatAmount? Value,
    string? PriceSource,
    string? Jurisdiction,
    string? RuleId,
    string? RuleVersion,
    int? BasisPoints,
    FiatAmount? Basis,
    FiatAmount? Allowance,
    Amount Due,
    Amount Escrowed,
    Amount Outstanding,
    Amount Settled,
    string? Unassessed);

/// <summary>The tax of one calendar year, in UTC.</summary>
/// <param name="Year">The year.</param>
/// <param name="Lines">Its final payments, oldest first.</param>
/// <param name="NotFinal">Payments of the year that are not final yet: they are not in it.</param>
/// <param name="Quarantined">Payments of the year that must be looked at: they are not in it.</param>
public sealed record TaxStatement(int Year, IReadOnlyList<StatementLine> Lines, int NotFinal, int Quarantined)
{
    /// <summary>The statement of a year.</summary>
    public static TaxStatement Read(Ledger ledger, int year) => ledger.Read(connection =>
    {
        var span = new
        {
            From = new DateTimeOffset(year, 1, 1, 0, 0, 0, TimeSpan.Zero),
            Before = new DateTimeOffset(year + 1, 1, 1, 0, 0, 0, TimeSpan.Zero),
        };
        var rows = connection.Query<Row>(
            """
            SELECT i.id, i.occurred_at, s.name AS source, i.category, i.stage, c.name AS chain, i.transaction_hash, i.log_index, i.token,
                t.symbol, t.decimals, i.amount, i.quarantine, i.block_number <= coalesce(c.final_block, -1) AS is_final,
                v.currency, v.amount AS worth, v.price_source, a.jurisdiction, a.rule_id, a.rule_version, a.basis_points, a.basis,
                a.allowance, a.currency AS basis_currency, o.reason
            FROM income i
            JOIN source s ON s.id = i.source_id
            JOIN chain c ON c.chain_id = i.chain_id
            JOIN token t ON t.chain_id = i.chain_id AND t.address = i.token
            LEFT JOIN valuation v ON v.income_id = i.id
            LEFT JOIN assessment a ON a.income_id = i.id
            LEFT JOIN assessment_obstacle o ON o.income_id = i.id
            WHERE i.orphaned_at IS NULL AND i.occurred_at >= @From AND i.occurred_at < @Before
            ORDER BY i.occurred_at, i.chain_id, i.block_number, i.log_index, i.part, i.id
            """,
            span).ToList();
        var balances = DueLedger.ReadBalances(connection).Where(balance => balance.IncomeId is not null).ToDictionary(balance => balance.IncomeId!.Value);
        return new TaxStatement(
            year,
            [.. rows.Where(row => row.IsFinal && row.Quarantine is null).Select(row => row.ToLine(balances.GetValueOrDefault(row.Id) ?? new DueBalance()))],
            rows.Count(row => !row.IsFinal && row.Quarantine is null),
            rows.Count(row => row.Quarantine is not null));
    });

    private sealed class Row
    {
        public long Id { get; init; }

        public DateTimeOffset OccurredAt { get; init; }

        public string Source { get; init; } = "";

        public string Category { get; init; } = "";

        public string Stage { get; init; } = "";

        public string Chain { get; init; } = "";

        public Hash32 TransactionHash { get; init; }

        public int LogIndex { get; init; }

        public Token Token { get; init; }

        public string Symbol { get; init; } = "";

        public int Decimals { get; init; }

        public BigInteger Amount { get; init; }

        public string? Quarantine { get; init; }

        public bool IsFinal { get; init; }

        public string? Currency { get; init; }

        public BigInteger? Worth { get; init; }

        public string? PriceSource { get; init; }

        public string? Jurisdiction { get; init; }

        public string? RuleId { get; init; }

        public string? RuleVersion { get; init; }

        public int? BasisPoints { get; init; }

        public BigInteger? Basis { get; init; }

        public BigInteger? Allowance { get; init; }

        public string? BasisCurrency { get; init; }

        public string? Reason { get; init; }

        public StatementLine ToLine(DueBalance balance) => new(
            Id.ToString(CultureInfo.InvariantCulture),
            OccurredAt,
            Source,
            Category,
            Stage,
            Chain,
            TransactionHash.ToString(),
            LogIndex,
            Of(Amount),
            FiatOf(Worth, Currency),
            PriceSource,
            Jurisdiction,
            RuleId,
            RuleVersion,
            BasisPoints,
            FiatOf(Basis, BasisCurrency),
            Basis is null ? null : FiatOf(Allowance, BasisCurrency),
            Of(balance.Due),
            Of(balance.Escrowed),
            Of(balance.Outstanding),
            Of(balance.Settled),
            Jurisdiction is null ? Reason ?? "not assessed yet" : null);

        private Amount Of(BigInteger baseUnits) => Reporting.Amount.Of(Token, Symbol, Decimals, baseUnits);

        private static FiatAmount? FiatOf(BigInteger? units, string? currency) => units is { } known ? new FiatAmount(currency!, known) : null;
    }
}
