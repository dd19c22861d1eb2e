using ChainWatch.Guarding;
using ChainWatch.Splitting;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Guarding;

public sealed class TaxInvariantsTests : IDisposable
{
    private readonly Books _books = new();

    public TaxInvariantsTests()
    {
        var id = _books.Pay(1000);
        _books.Pay(1000, "2026-02-02");
        _books.Pass(Books.Taxes("{ 'Residency': 'EE' }"));
        _books.Ledger.Write(connection => DueLedger.RecordEscrowed(connection, Books.ChainId, Books.Coin, 100, "0xaa", null, _books.Clock.GetUtcNow()));
        Assert.Equal(200, _books.Due(id));
    }

    public void Dispose() => _books.Dispose();

    [Fact]
    public void An_honest_ledger_breaks_none() => Assert.Null(LedgerVerification.Run(_books.Ledger)[^1].Broken);

    [Theory]
    [InlineData("UPDATE assessment SET due = '199' WHERE income_id = 1", "every due follows from its rule and its explanation")]
    [InlineData("UPDATE assessment SET allowance = '1' WHERE income_id = 1", "every due follows from its rule and its explanation")]
    [InlineData("UPDATE assessment SET explanation = replace(explanation, '\"200\"', '\"199\"'), due = '199' WHERE income_id = 1", "every due follows from its rule and its explanation")]
    [InlineData("UPDATE tax_rule SET text = replace(text, '2000', '1000')", "every due follows from its rule and its explanation")]
    [InlineData("UPDATE income SET amount = '999' WHERE id = 1", "every due follows from its rule and its explanation")]
    [InlineData("DELETE FROM due_entry WHERE income_id = 1; DELETE FROM assessment WHERE income_id = 1", "every final payment is assessed, or it is noted why not")]
    [InlineData("DELETE FROM due_entry WHERE income_id = 1", "every due is in the books once while its payment stands, and not while it is orphaned")]
    [InlineData("UPDATE due_entry SET amount = '199' WHERE income_id = 1", "every due is in the books once while its payment stands, and not while it is orphaned")]
    [InlineData("INSERT INTO due_entry (income_id, sequence, chain_id, token, amount, kind, entered_at) SELECT income_id, 1, chain_id, token, amount, 'restored', 0 FROM due_entry WHERE income_id = 1", "every due is in the books once while its payment stands, and not while it is orphaned")]
    [InlineData("UPDATE income SET orphaned_at = 1 WHERE id = 1", "every due is in the books once while its payment stands, and not while it is orphaned")]
    [InlineData("UPDATE escrow_entry SET token = (SELECT min(address) FROM token)", "every entry is in the token of its income")]
    [InlineData("UPDATE escrow_entry SET amount = '-1'", "every entry is in the token of its income")]
    public void What_was_tampered_with_is_found(string tampering, string invariant)
    {
        _books.Temp.Execute(tampering);

        var last = LedgerVerification.Run(_books.Ledger)[^1];

        Assert.NotNull(last.Broken);
        Assert.Equal(invariant, last.Name);
    }

    [Theory]
    [InlineData("due = '83333'")]
    [InlineData("basis = '1'")]
    [InlineData("explanation = replace(explanation, '\"83334\"', '\"83333\"'), due = '83333'")]
    [InlineData("income_id = 1")]
    public void So_it_is_in_what_was_assessed_before_a_value_was_corrected(string tampering)
    {
        var id = _books.Pay(1_000_000, "2026-03-03", value: "600");
        _books.Pass(Books.Taxes(
            """
            { 'Residency': 'XX', 'Jurisdictions': [ { 'Code': 'XX', 'Name': 'Elsewhere', 'Range': { 'Min': 0, 'Max': 5000 }, 'Rules': [
                { 'Category': '*', 'Allowance': '100', 'Brackets': [ { 'UpTo': '1000', 'BasisPoints': 1000 }, { 'BasisPoints': 4000 } ] } ] } ] }
            """));
        _books.Value(id, "1600");
        _books.Temp.Execute("UPDATE valuation SET price_source = 'manual' WHERE income_id = @id", new { id });
        Assert.Equal(83_334, Assert.Single(Adjusting.Run(_books.Ledger, id, "the feed was wrong", _books.Clock.GetUtcNow())).Before);
        Assert.Null(_books.Ledger.Read(TaxInvariants.FindWrongAssessment));

        _books.Temp.Execute($"UPDATE assessment_history SET {tampering}");

        Assert.NotNull(_books.Ledger.Read(TaxInvariants.FindWrongAssessment));
    }
}
