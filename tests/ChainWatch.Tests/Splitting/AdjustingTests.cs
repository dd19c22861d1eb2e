using System.Numerics;
using ChainWatch.Guarding;
using ChainWatch.Splitting;
using ChainWatch.Taxing;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Splitting;

/// <summary>A value that a person corrected, and what follows from it for dues.</summary>
public sealed class AdjustingTests : IDisposable
{
    private const string Brackets =
        """
        { 'Residency': 'XX', 'Jurisdictions': [ { 'Code': 'XX', 'Name': 'Elsewhere', 'Range': { 'Min': 0, 'Max': 5000 }, 'Rules': [
            { 'Category': '*', 'Allowance': '100', 'Brackets': [ { 'UpTo': '1000', 'BasisPoints': 1000 }, { 'BasisPoints': 4000 } ] } ] } ] }
        """;

    private static readonly TaxSettings Taxes = Books.Taxes(Brackets);

    private readonly Books _books = new();

    public void Dispose()
    {
        // Whatever a test did: every invariant of taxes and dues holds.
        Assert.All(
            new[] { TaxInvariants.FindWrongAssessment, TaxInvariants.FindForgotten, TaxInvariants.FindWrongDue, TaxInvariants.FindImbalance, TaxInvariants.FindStrayEntry },
            find => Assert.Null(_books.Ledger.Read(find)));
        _books.Dispose();
    }

    [Fact]
    public void A_higher_value_adjusts_the_due_and_what_stood_is_kept_with_the_note()
    {
        var id = _books.Pay(1_000_000, value: "600");
        _books.Pass(Taxes);
        Assert.Equal(83_334, _books.Due(id)); // 500 of 600 at a tenth
        Correct(id, "1600");

        var changed = Assert.Single(Reassess(id));

        Assert.Equal(new Reassessed(id, 83_334, 187_500), changed); // of 1600: 100 are free, 1000 at a tenth, 500 at four tenths
        Assert.Equal(187_500, _books.Balance(id).Outstanding);
        Assert.Equal(["assessed 83334", "adjusted 104166"], Entries(id));
        Assert.Equal(["83334 the feed was wrong"], _books.Temp.Query<string>("SELECT due || ' ' || note FROM assessment_history"));
    }

    [Fact]
    public void What_was_escrowed_too_much_becomes_credit_and_a_later_pass_changes_nothing()
    {
        var id = _books.Pay(1_000_000, value: "600");
        _books.Pass(Taxes);
        Escrow(83_334);
        Correct(id, "200");

        Reassess(id);

        Assert.Equal(50_000, _books.Due(id));
        Assert.Equal((0, 33_334), (_books.Balance(id).Outstanding, _books.Balance(id).Credit));
        _books.Pass(Taxes);
        Assert.Equal(["assessed 83334", "adjusted -33334"], Entries(id));
    }

    [Fact]
    public void Payments_that_lie_above_it_in_the_year_are_made_anew_and_no_others()
    {
        var (below, corrected, above, nextYear) = (Paid("2026-02-01", "300"), Paid("2026-03-01", "300"), Paid("2026-04-01", "300"), Paid("2027-04-01", "300"));
        Correct(corrected, "1300");

        var changed = Reassess(corrected);

        Assert.Equal([corrected, above], changed.Select(one => one.IncomeId));
        Assert.Equal(400_000, _books.Due(above)); // all of it above 1000 now
        Assert.Equal((66_667, 66_667), (_books.Due(below), _books.Due(nextYear)));
    }

    [Fact]
    public void The_rule_is_the_one_that_it_was_assessed_by_whatever_the_configuration_is_now()
    {
        var id = _books.Pay(1_000_000, value: "600");
        _books.Pass(Taxes);
        _books.Pass(Books.Taxes(Brackets.Replace("4000", "5000", StringComparison.Ordinal)));
        Correct(id, "1600");
        Assert.Equal(187_500, Assert.Single(Reassess(id)).After);
    }

    [Fact]
    public void A_due_of_nothing_may_become_one_and_one_may_become_nothing_and_a_reorg_still_reverses_it()
    {
        var id = Paid("2026-02-01", "50");
        Assert.Equal(0, _books.Due(id));
        Correct(id, "200");
        Reassess(id);
        Assert.Equal(["adjusted 50000"], Entries(id));

        Correct(id, "100");
        Reassess(id);
        Assert.Equal(0, _books.Balance(id).Due);

        Correct(id, "200");
        Reassess(id);
        _books.Orphan(id);
        _books.Pass(Taxes);
        _books.Return(id);
        _books.Pass(Taxes);
        Assert.Equal(["adjusted 50000", "adjusted -50000", "adjusted 50000", "reversed -50000", "restored 50000"], Entries(id));
    }

    [Fact]
    public void Nothing_changes_where_less_would_be_due_than_was_paid_to_the_authority()
    {
        var id = Paid("2026-02-01", "600");
        Escrow(83_334);
        _books.Ledger.Write(connection => DueLedger.RecordSettled(connection, Books.ChainId, Books.Coin, 60_000, "0xbb", null, _books.Clock.GetUtcNow()));
        Correct(id, "200");
        var before = Dump();

        Assert.Equal("settled", Refused(id));
        Assert.Equal(before, Dump());
    }

    [Theory]
    [InlineData("not-assessed")]
    [InlineData("not-corrected")]
    [InlineData("nothing-to-reassess")]
    [InlineData("orphaned")]
    [InlineData("other-currency")]
    [InlineData("no-note")]
    public void What_cannot_be_made_anew_is_refused_with_the_reason(string code)
    {
        var id = Paid("2026-02-01", "600");
        if (code != "not-corrected")
        {
            Correct(id, code == "nothing-to-reassess" ? "600" : "700", code == "other-currency" ? "EUR" : "USD");
        }

        if (code == "orphaned")
        {
            _books.Orphan(id);
            _books.Pass(Taxes);
        }

        var before = Dump();
        Assert.Equal(code, Refused(code == "not-assessed" ? 99 : id, code == "no-note" ? " " : "why"));
        Assert.Equal(before, Dump());
    }

    [Fact]
    public void The_year_comes_out_as_if_the_values_had_been_right_from_the_beginning()
    {
        var random = new Random(7);
        using var right = new Books();
        var payments = Enumerable.Range(0, 40).Select(i => (
            At: $"2026-{1 + (i / 4):00}-{1 + (i % 4):00}", Amount: new BigInteger(random.Next(1, 2_000_000)), Wrong: $"{random.Next(1, 90)}.{i:00}", Right: $"{random.Next(1, 90)}.{i:00}")).ToList();
        foreach (var payment in payments)
        {
            Assert.Equal(_books.Pay(payment.Amount, payment.At, value: payment.Wrong), right.Pay(payment.Amount, payment.At, value: payment.Right));
        }

        _books.Pass(Taxes);
        right.Pass(Taxes);
        foreach (var id in Enumerable.Range(1, payments.Count).OrderBy(_ => random.Next()))
        {
            Correct(id, payments[id - 1].Right);
            Reassess(id);
        }

        Assert.All(Enumerable.Range(1, payments.Count), id => Assert.Equal((right.Due(id), right.Due(id)), (_books.Due(id), Booked(id))));
    }

    private BigInteger Booked(long id) =>
        _books.Temp.Query<BigInteger>("SELECT amount FROM due_entry WHERE income_id = @id", new { id }).Aggregate(BigInteger.Zero, (sum, amount) => sum + amount);

    private long Paid(string at, string value)
    {
        var id = _books.Pay(1_000_000, at, value: value);
        _books.Pass(Taxes);
        return id;
    }

    private void Correct(long id, string value, string currency = "USD")
    {
        _books.Value(id, value, currency);
        _books.Temp.Execute("UPDATE valuation SET price_source = 'manual', currency = @currency WHERE income_id = @id", new { id, currency });
    }

    private void Escrow(BigInteger amount) =>
        _books.Ledger.Write(connection => DueLedger.RecordEscrowed(connection, Books.ChainId, Books.Coin, amount, "0xaa", null, _books.Clock.GetUtcNow()));

    private IReadOnlyList<Reassessed> Reassess(long id) => Adjusting.Run(_books.Ledger, id, "the feed was wrong", _books.Clock.GetUtcNow());

    private string Refused(long id, string note = "why") => Assert.Throws<ChainWatchException>(() => Adjusting.Run(_books.Ledger, id, note, _books.Clock.GetUtcNow())).Code;

    private IReadOnlyList<string> Entries(long id) => _books.Temp.Query<string>("SELECT kind || ' ' || amount FROM due_entry WHERE income_id = @id ORDER BY sequence", new { id });

    private string Dump() => _books.Temp.Dump("assessment", "assessment_history", "due_entry", "escrow_entry", "settlement_entry");
}
