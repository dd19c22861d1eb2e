using ChainWatch.Guarding;
using ChainWatch.Primitives;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

public sealed class ManualValueTests : IDisposable
{
    private readonly PaidLedger _paid = new();

    public void Dispose() => _paid.Dispose();

    [Fact]
    public async Task The_owners_price_is_kept_with_its_note_and_what_stood_before()
    {
        var income = _paid.Pay();
        await _paid.ValueAsync();
        Assert.Single(_paid.OpenAlerts);

        Enter(income, "2500.5", " closing price ");
        Enter(income, "2600", "a better source");

        var valuation = _paid.ValuationOf(income)!;
        Assert.Equal(("2600.00 USD", "manual"), (valuation.Value.ToString(), valuation.PriceSource));
        Assert.Equal(new ManualStep("2600", "a better source"), Assert.Single(valuation.Evidence.Steps));
        Assert.Equal(["none", "manual"], valuation.History!.Select(before => before.PriceSource));
        Assert.Equal([null, "2500.50 USD"], valuation.History!.Select(before => before.Value?.ToString()));
        Assert.Equal(["closing price", "a better source"], valuation.History!.Select(before => before.Note));
        Assert.Empty(_paid.OpenAlerts);
        Assert.Null(LedgerVerification.Run(_paid.Temp.Ledger)[^1].Broken);
    }

    [Fact]
    public async Task No_pass_replaces_it()
    {
        var income = _paid.Pay();
        Enter(income, "7", "mine");

        _paid.Pricing = _paid.Pricing with { Pinned = [new PinnedSettings("localnet", Token.Native, new Price(1, 0))] };
        await _paid.ValueAsync();

        Assert.Equal("7.00 USD", _paid.ValueOf(income));
        Assert.Equal("mine", Assert.Single(_paid.ValuationOf(income)!.History!).Note);
    }

    [Fact]
    public async Task It_replaces_a_value_of_a_feed()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1));
        var income = _paid.Pay();
        await _paid.ValueAsync();

        Enter(income, "2501", "the exchange where it was sold");

        Assert.Equal("2501.00 USD", _paid.ValueOf(income));
        Assert.Equal("chainlink", Assert.Single(_paid.ValuationOf(income)!.History!).PriceSource);
    }

    [Theory]
    [InlineData("0", "note", "bad-price")]
    [InlineData("-1", "note", "bad-price")]
    [InlineData("1e3", "note", "bad-price")]
    [InlineData("", "note", "bad-price")]
    [InlineData("NaN", "note", "bad-price")]
    [InlineData("1", "", "no-note")]
    [InlineData("1", "   ", "no-note")]
    public void What_is_no_price_or_no_note_is_refused(string price, string note, string code)
    {
        var income = _paid.Pay();

        Assert.Equal(code, Assert.Throws<ChainWatchException>(() => Enter(income, price, note)).Code);
        Assert.Null(_paid.ValuationOf(income));
    }

    [Fact]
    public void What_is_unknown_orphaned_or_quarantined_is_refused()
    {
        var (orphaned, quarantined) = (_paid.Pay(), _paid.Pay(quarantine: "doubtful"));
        _paid.Temp.Execute("UPDATE income SET orphaned_at = 1 WHERE id = @orphaned", new { orphaned });

        Assert.Equal("no-income", Assert.Throws<ChainWatchException>(() => Enter(99, "1", "note")).Code);
        Assert.Equal("orphaned", Assert.Throws<ChainWatchException>(() => Enter(orphaned, "1", "note")).Code);
        Assert.Equal("quarantined", Assert.Throws<ChainWatchException>(() => Enter(quarantined, "1", "note")).Code);
        Assert.Equal("", _paid.Temp.Dump("valuation", "valuation_history", "alert"));
    }

    [Fact]
    public void A_value_that_was_changed_behind_the_products_back_is_found()
    {
        var income = _paid.Pay();
        Enter(income, "7", "mine");
        _paid.Temp.Execute("UPDATE valuation SET amount = '1'");

        Assert.Equal($"income {income}: 0.00000001 USD is its value, 7.00 USD follows", LedgerVerification.Run(_paid.Temp.Ledger)[^1].Broken);
    }

    private void Enter(long income, string price, string note) => ManualValue.Enter(_paid.Temp.Ledger, _paid.Settings, income, price, note, FakeClock.Start);
}
