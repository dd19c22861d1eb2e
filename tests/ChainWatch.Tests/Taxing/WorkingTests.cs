using System.Numerics;
using ChainWatch.Primitives;
using ChainWatch.Taxing;

namespace ChainWatch.Tests.Taxing;

public sealed class WorkingTests
{
    // 10 % up to 100, 20 % up to 200, 30 % above; in USD.
    private static readonly TaxRule Progressive = Rule(allowance: "0", ("100", 1000), ("200", 2000), (null, 3000));

    [Theory]
    [InlineData("10000", 2000, "2000")]
    [InlineData("10001", 2000, "2001")]
    [InlineData("1", 1, "1")]
    [InlineData("1", 0, "0")]
    [InlineData("1", 10000, "1")]
    [InlineData("9999", 1, "1")]
    [InlineData("340282366920938463463374607431768211455000000001", 3333, "113416112894748789872342756657008344877951500001")]
    public void A_flat_rate_is_owed_in_the_token_and_rounded_up(string amount, int rate, string due)
    {
        var working = Working.Of(TaxRule.Flat("x", new BasisPoints(rate)), Income(amount), default);

        Assert.Equal(BigInteger.Parse(due), working.Due);
        Assert.Equal(rate, working.EffectiveRate.Value);
        Assert.Null(working.Basis);
    }

    [Theory]
    [InlineData("0", "100", "10")]
    [InlineData("0", "99.99999999", "9.999999999")]
    [InlineData("0", "100.00000001", "10.000000002")]
    [InlineData("99.99999999", "0.00000001", "0.000000001")]
    [InlineData("100", "0.00000001", "0.000000002")]
    [InlineData("50", "100", "15")]
    [InlineData("0", "300", "60")]
    [InlineData("200", "10", "3")]
    [InlineData("1000000", "1", "0.3")]
    public void Each_part_of_a_payment_has_the_rate_of_its_bracket(string soFar, string value, string tax)
    {
        // A token of 18 decimals that is worth 1 USD each: what is owed in it is what is owed in USD, to 10^-18.
        var working = Working.Of(Progressive, Income(Ether(value), value), new YearSoFar(Usd(soFar), 0));

        Assert.Equal(Ether(tax), working.Due);
        Assert.Equal(Usd(value), working.Slices.Aggregate(BigInteger.Zero, (sum, slice) => sum + slice.Units!.Value));
    }

    [Theory]
    [InlineData("50", "0", "0", "0", "50")]
    [InlineData("100", "0", "0", "0", "100")]
    [InlineData("100.00000001", "0", "0.00000001", "0", "100")]
    [InlineData("80", "30", "10", "0", "70")]
    [InlineData("80", "100", "80", "500", "0")]
    [InlineData("80", "99.99999999", "79.99999999", "0", "0.00000001")]
    public void An_allowance_is_used_up_across_payments(string value, string usedBefore, string taxed, string soFar, string free)
    {
        var rule = Rule(allowance: "100", (null, 2000));

        var working = Working.Of(rule, Income(Ether(value), value), new YearSoFar(Usd(soFar), Usd(usedBefore)));

        Assert.Equal(Usd(free), working.Allowance);
        Assert.Equal(Ether(taxed) / 5, working.Due);
    }

    [Fact]
    public void Brackets_begin_after_the_allowance()
    {
        var rule = Rule(allowance: "50", ("100", 1000), (null, 3000));

        Assert.Equal(Ether("10"), Working.Of(rule, Income(Ether("150"), "150"), default).Due);
        Assert.Equal(Ether("13"), Working.Of(rule, Income(Ether("160"), "160"), default).Due);
    }

    [Fact]
    public void A_loss_owes_nothing_and_what_makes_up_for_it_is_not_taxed()
    {
        var loss = Working.Of(Progressive, Income(-Ether("40"), "-40"), new YearSoFar(Usd("10"), 0));
        Assert.Equal(0, loss.Due);
        Assert.Equal(Usd("-40"), loss.Basis);

        var gain = Working.Of(Progressive, Income(Ether("130"), "130"), new YearSoFar(Usd("-30"), 0));
        Assert.Equal(Ether("10"), gain.Due);
        Assert.Equal([(Usd("30"), 0), (Usd("100"), 1000)], gain.Slices.Select(slice => (slice.Units!.Value, slice.Rate.Value)));
    }

    [Fact]
    public void Where_rates_meet_the_rate_of_the_whole_is_rounded_up()
    {
        Assert.Equal(1500, Working.Of(Progressive, Income(Ether("200"), "200"), default).EffectiveRate.Value);
        Assert.Equal(1001, Working.Of(Progressive, Income(Ether("100.01"), "100.01"), default).EffectiveRate.Value);
    }

    [Fact]
    public void A_payment_whose_value_rounds_to_nothing_has_the_rate_of_the_next_unit()
    {
        var working = Working.Of(Progressive, Income(1000, "0"), new YearSoFar(Usd("150"), 0));

        Assert.Equal(200, working.Due);
        Assert.Equal(0, working.Basis);
        Assert.Equal(0, Working.Of(Rule("1", (null, 3000)), Income(1000, "0"), default).Due);
    }

    [Theory]
    [InlineData("8500", 1500, 2000, "10000", "500")]
    [InlineData("8500", 1500, 1500, "10000", "0")]
    [InlineData("8500", 1500, 1000, "10000", "0")]
    [InlineData("1", 9999, 10000, "10000", "1")]
    [InlineData("100", 1500, 2000, "117", "7")]
    public void What_was_withheld_at_source_is_credited(string amount, int withheld, int rate, string gross, string due)
    {
        var working = Working.Of(TaxRule.Flat("x", new BasisPoints(rate)), Income(amount) with { Withheld = new BasisPoints(withheld) }, default);

        Assert.Equal(BigInteger.Parse(gross), working.Gross);
        Assert.Equal(BigInteger.Parse(due), working.Due);
        Assert.Equal(working.Gross, working.Amount + working.Withheld);
    }

    [Fact]
    public void The_gross_payment_is_what_brackets_tax()
    {
        var working = Working.Of(Progressive, Income(Ether("85"), "85") with { Withheld = new BasisPoints(1500) }, new YearSoFar(Usd("50"), 0));

        Assert.Equal(Usd("100"), working.Basis);
        Assert.Equal(Ether("15"), working.Tax);
        Assert.Equal(0, working.Due);
    }

    [Fact]
    public void Income_of_another_stage_owes_nothing_and_counts_for_nothing()
    {
        var working = Working.Of(Progressive with { Stage = "claimed" }, Income(Ether("500"), "500"), default);

        Assert.Equal(0, working.Due);
        Assert.Null(working.Basis);
        Assert.Equal("taxed when claimed, not when received", working.Untaxed);
    }

    [Fact]
    public void A_rule_that_goes_by_value_does_not_guess_it() =>
        Assert.Throws<ArgumentException>(() => Working.Of(Progressive, Income("500"), default));

    private static TaxableIncome Income(string amount) => Income(BigInteger.Parse(amount));

    private static TaxableIncome Income(BigInteger amount, string? value = null) =>
        new(amount, TaxRule.Received, default, value is null ? null : FiatAmount.Parse("USD", value));

    private static TaxRule Rule(string allowance, params (string? UpTo, int Rate)[] brackets) => new(
        "x",
        "*",
        TaxRule.Received,
        [.. brackets.Select(bracket => new Bracket(bracket.UpTo is null ? null : Usd(bracket.UpTo), new BasisPoints(bracket.Rate)))],
        Usd(allowance),
        DateOnly.MinValue,
        DateOnly.MaxValue);

    private static BigInteger Usd(string amount) => FiatAmount.Parse("USD", amount).Units;

    private static BigInteger Ether(string amount)
    {
        var parts = amount.Split('.');
        return BigInteger.Parse(parts[0] + (parts.Length > 1 ? parts[1] : "").PadRight(18, '0'));
    }
}
