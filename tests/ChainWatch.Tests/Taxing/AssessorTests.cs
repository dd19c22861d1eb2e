using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Taxing;

namespace ChainWatch.Tests.Taxing;

public sealed class AssessorTests : IDisposable
{
    private const string Progressive = "{ 'Residency': 'X', 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'Brackets': [ { 'UpTo': '100', 'BasisPoints': 1000 }, { 'BasisPoints': 3000 } ] } ] } ] }";
    private const string WithAllowance = "{ 'Residency': 'X', 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'BasisPoints': 2000, 'Allowance': '100' }, { 'Category': 'Staking', 'BasisPoints': 1000, 'Allowance': '10' } ] } ] }";

    private static readonly TaxSettings Estonia = Books.Taxes("{ 'Residency': 'EE' }");

    private readonly Books _books = new();

    public void Dispose() => _books.Dispose();

    [Fact]
    public void A_final_payment_is_assessed_once()
    {
        var id = _books.Pay(1_000_001);

        Assert.Equal(new AssessorResult(1, 0), _books.Pass(Estonia));
        var before = _books.Temp.Dump("assessment", "due_entry");
        Assert.Equal(new AssessorResult(0, 0), _books.Pass(Estonia));

        Assert.Equal(200_001, _books.Due(id));
        Assert.Equal(before, _books.Temp.Dump("assessment", "due_entry"));
    }

    [Fact]
    public void What_is_not_final_or_orphaned_or_quarantined_waits()
    {
        var (pending, orphaned, quarantined) = (_books.Pay(1, block: 1001), _books.Pay(1), _books.Pay(1));
        _books.Orphan(orphaned);
        _books.Temp.Execute("UPDATE income SET quarantine = 'strange' WHERE id = @quarantined", new { quarantined });

        Assert.Equal(new AssessorResult(0, 0), _books.Pass(Estonia));
        Assert.Equal((null, "orphaned", "quarantined"), (_books.Obstacle(pending), _books.Obstacle(orphaned), _books.Obstacle(quarantined)));

        _books.Temp.Execute("UPDATE chain SET final_block = 1001; UPDATE income SET quarantine = NULL, orphaned_at = NULL");
        Assert.Equal(new AssessorResult(3, 0), _books.Pass(Estonia));
        Assert.All([pending, orphaned, quarantined], id => Assert.Equal(1, _books.Due(id)));
    }

    [Fact]
    public void The_year_fills_brackets_in_the_order_of_occurrence_and_begins_anew_at_midnight()
    {
        var third = _books.Pay(100, "2026-12-31T23:59:59Z", value: "100");
        var first = _books.Pay(100, "2026-01-01T00:00:00Z", value: "60");
        var second = _books.Pay(100, "2026-05-05", value: "80");
        var next = _books.Pay(100, "2027-01-01T00:00:00Z", value: "100");

        _books.Pass(Books.Taxes(Progressive));

        Assert.Equal(10, _books.Due(first));
        Assert.Equal(20, _books.Due(second));
        Assert.Equal(30, _books.Due(third));
        Assert.Equal(10, _books.Due(next));
    }

    [Fact]
    public void A_payment_that_is_valued_late_comes_on_top_and_no_bracket_is_used_twice()
    {
        var taxes = Books.Taxes(Progressive);
        var late = _books.Pay(100, "2026-01-01", value: "none");
        var early = _books.Pay(100, "2026-01-02", value: "100");

        Assert.Equal(new AssessorResult(1, 1), _books.Pass(taxes));
        Assert.Equal("no-value", _books.Obstacle(late));
        Assert.Equal(10, _books.Due(early));

        _books.Value(late, "50");
        Assert.Equal(new AssessorResult(1, 0), _books.Pass(taxes));
        Assert.Equal(30, _books.Due(late));
    }

    [Fact]
    public void Each_category_of_rules_has_its_own_allowance_and_categories_share_the_year()
    {
        var royalty = _books.Pay(1000, "2026-01-01", value: "80");
        var staking = _books.Pay(1000, "2026-01-02", "Staking", value: "40");
        var another = _books.Pay(1000, "2026-01-03", value: "40");

        _books.Pass(Books.Taxes(WithAllowance));

        Assert.Equal(0, _books.Due(royalty));
        Assert.Equal(75, _books.Due(staking));
        Assert.Equal(100, _books.Due(another));
    }

    [Fact]
    public void A_loss_owes_nothing_and_lowers_the_year()
    {
        var taxes = Books.Taxes(Progressive);
        _books.Pay(100, "2026-01-01", value: "100");
        var loss = _books.Pay(-60, "2026-01-02", value: "-60");
        var gain = _books.Pay(100, "2026-01-03", value: "60");

        _books.Pass(taxes);

        Assert.Equal(0, _books.Due(loss));
        Assert.Equal(10, _books.Due(gain));
    }

    [Fact]
    public void Income_that_was_orphaned_does_not_count_in_the_year()
    {
        var taxes = Books.Taxes(Progressive);
        var gone = _books.Pay(100, "2026-01-01", value: "100");
        _books.Pass(taxes);
        _books.Orphan(gone);
        var next = _books.Pay(100, "2026-01-02", value: "100");

        _books.Pass(taxes);

        Assert.Equal(10, _books.Due(next));
    }

    [Fact]
    public void A_change_of_residency_or_rate_leaves_what_was_assessed_as_it_was()
    {
        var old = _books.Pay(10_000, "2026-01-31T23:59:59Z");
        _books.Pass(Estonia);
        var before = _books.Temp.Dump("assessment");
        var moved = Books.Taxes("{ 'Residency': [ { 'Code': 'EE' }, { 'Code': 'SG', 'From': '2026-02-01' } ], 'Jurisdictions': [ { 'Code': 'SG', 'BasisPoints': 1000 }, { 'Code': 'EE', 'Range': { 'Min': 0, 'Max': 9000 }, 'BasisPoints': 9000 } ] }");

        Assert.Equal(new AssessorResult(0, 0), _books.Pass(moved));
        Assert.Equal(before, _books.Temp.Dump("assessment"));

        var (lastDay, firstDay) = (_books.Pay(10_000, "2026-01-31T23:59:59Z"), _books.Pay(10_000, "2026-02-01T00:00:00Z"));
        _books.Pass(moved);

        Assert.Equal(2000, _books.Due(old));
        Assert.Equal(9000, _books.Due(lastDay));
        Assert.Equal(1000, _books.Due(firstDay));
        Assert.Equal(3, _books.Temp.Value<long>("SELECT count(*) FROM tax_rule"));
    }

    [Fact]
    public void What_cannot_be_assessed_is_noted_and_told_until_it_can()
    {
        var taxes = Books.Taxes("{ 'Residency': [ { 'Code': 'X', 'From': '2026-01-01' } ], 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'Category': 'Royalty', 'BasisPoints': 100 } ] } ] }");
        var (before, other) = (_books.Pay(100, "2025-12-31"), _books.Pay(100, "2026-01-01", "Dividend"));

        Assert.Equal(new AssessorResult(0, 2), _books.Pass(taxes));
        Assert.Equal("no-residency", _books.Obstacle(before));
        Assert.Equal("no-rule", _books.Obstacle(other));
        Assert.Equal(["tax:no-residency", "tax:no-rule"], OpenAlerts());

        _books.Pass(Estonia);
        Assert.Equal(20, _books.Due(before));
        Assert.Empty(OpenAlerts());
    }

    [Fact]
    public void Where_a_rule_goes_by_value_payments_of_flat_rules_wait_for_theirs()
    {
        var taxes = Books.Taxes("{ 'Residency': 'X', 'Jurisdictions': [ { 'Code': 'X', 'Rules': [ { 'BasisPoints': 2000, 'Allowance': '100' }, { 'Category': 'Dividend', 'BasisPoints': 1000 } ] } ] }");
        var dividend = _books.Pay(100, category: "Dividend");

        _books.Pass(taxes);
        Assert.Equal("not-valued-yet", _books.Obstacle(dividend));

        _books.Value(dividend, "none");
        _books.Pass(taxes);
        Assert.Equal(10, _books.Due(dividend));
    }

    [Fact]
    public void Where_payments_are_valued_one_that_became_final_after_the_others_were_waits_for_its_value()
    {
        var assessor = new Assessor(_books.Ledger, Estonia, awaitsValues: true);
        var late = _books.Pay(100);

        Assert.Equal(new AssessorResult(0, 1), assessor.Run(_books.Clock.GetUtcNow()));
        Assert.Equal("not-valued-yet", _books.Obstacle(late));
        Assert.Empty(OpenAlerts());

        _books.Value(late, "3");
        Assert.Equal(new AssessorResult(1, 0), assessor.Run(_books.Clock.GetUtcNow()));
        Assert.Equal("300000000", _books.Temp.Value<string>("SELECT basis FROM assessment WHERE income_id = @late", new { late }));
    }

    [Fact]
    public void A_year_is_not_summed_in_two_currencies()
    {
        var taxes = Books.Taxes(Progressive);
        _books.Pay(100, "2026-01-01", value: "100");
        var other = _books.Pay(100, "2026-01-02", value: "100", currency: "EUR");
        var next = _books.Pay(100, "2027-01-02", value: "100", currency: "EUR");

        _books.Pass(taxes);

        Assert.Equal("other-currency", _books.Obstacle(other));
        Assert.Equal(10, _books.Due(next));
    }

    [Fact]
    public void What_a_source_withholds_is_credited()
    {
        var id = _books.Pay(8500);
        _books.Pass(Books.Taxes("{ 'Residency': 'EE', 'Withheld': [ { 'Source': 'album-royalties', 'BasisPoints': 1500 } ] }"));

        Assert.Equal(500, _books.Due(id));
    }

    [Fact]
    public void More_payments_than_one_transaction_takes_are_assessed_in_one_run()
    {
        for (var i = 0; i < 1100; i++)
        {
            _books.Pay(1000, $"2026-01-{1 + (i % 28):00}", value: i % 7 == 0 ? "none" : "1");
        }

        Assert.Equal(new AssessorResult(942, 158), _books.Pass(Books.Taxes(Progressive)));
        Assert.Equal((BigInteger)(100 * 1 + 842 * 3) * FiatAmount.Parse("USD", "0.1").Units, Slices());
    }

    // Σ of what the slices ask for, in 10^-8 of the currency.
    private BigInteger Slices() => _books.Temp.Query<string>("SELECT explanation FROM assessment")
        .SelectMany(explanation => Working.Parse(explanation).Slices)
        .Aggregate(BigInteger.Zero, (sum, slice) => sum + (slice.Units!.Value * slice.Rate.Value)) / BasisPoints.Whole;

    private IEnumerable<string> OpenAlerts() => _books.Temp.Query<string>("SELECT key FROM alert WHERE closed_at IS NULL ORDER BY key");
}
