using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Guarding;
using ChainWatch.Recording;
using ChainWatch.Reporting;
using ChainWatch.Support;
using ChainWatch.Tests.Cli;

namespace ChainWatch.Tests.Recording;

/// <summary>A quarantined payment stands once the owner lets it pass, and stays what it then is.</summary>
public sealed class IncomeReleaseTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private readonly FakeWatch _watch = new()
    {
        ChainSettings = Some.ChainSettings() with { Balances = Balances.Check },
        Sources = [Some.Source("erc20-payments", contract: Some.Coin)],
    };

    // Two base units of every payment do not arrive.
    public IncomeReleaseTests() => _watch.Chain.DeployCountingToken(untold: block => -2 * (BigInteger)block);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task It_is_counted_from_then_on_and_the_ledger_keeps_why()
    {
        await PaidAsync(100);

        Release("the payer told me of the fee");

        Assert.Equal(("100", null, null), Row());
        Assert.Equal((1L, "100"), _watch.Ledger.Query<(long, string)>("SELECT payments, amount FROM income_total").Single());
        var release = Assert.Single(IncomeReleases.Read(_watch.Ledger.Ledger, 1)!);
        Assert.Equal((Now, "the payer told me of the fee", "100", "100"), (release.ReleasedAt, release.Note, release.Claimed.BaseUnits, release.Booked.BaseUnits));
        Assert.Contains("changed by 98", release.Reason, StringComparison.Ordinal);
        MustVerify();
    }

    [Theory]
    [InlineData(false, "100", null)]
    [InlineData(true, "98", "100")]
    public async Task A_rescan_and_a_reorg_that_is_taken_back_change_nothing_about_it(bool asArrived, string booked, string? claimed)
    {
        await PaidAsync(100);
        Release("seen", asArrived);

        _watch.Ledger.ExecuteAlone("UPDATE source SET next_block = 0; DELETE FROM block");
        await PassAsync();
        Assert.Equal((booked, claimed, null), Row());

        var branch = _watch.Chain.MineTo(3);
        await PassAsync();
        _watch.Chain.ReorgTo(0);
        _watch.Chain.MineTo(4);
        await PassAsync();
        Assert.Equal(0, _watch.Ledger.Value<long>("SELECT count(*) FROM income_total"));
        _watch.Chain.SwitchTo(branch);
        _watch.Chain.MineTo(6);
        await PassAsync();

        Assert.Equal((booked, claimed, null), Row());
        Assert.Equal((1L, booked), _watch.Ledger.Query<(long, string)>("SELECT payments, amount FROM income_total").Single());
        MustVerify();
    }

    [Fact]
    public async Task The_same_payment_in_another_block_is_another_and_must_be_looked_at_again()
    {
        await PaidAsync(100);
        Release("seen");
        _watch.Chain.ReorgTo(0);
        _watch.Chain.Mine(Emitted.Transfer(100, by: Some.Coin));
        _watch.Chain.MineTo(3);

        await PassAsync();

        Assert.Equal([(true, false), (false, true)], _watch.Ledger.Query<(bool, bool)>("SELECT orphaned_at IS NOT NULL, quarantine IS NOT NULL FROM income ORDER BY id"));
        MustVerify();
    }

    [Fact]
    public async Task Without_a_note_or_a_reason_to_release_it_nothing_is_changed()
    {
        await PaidAsync(100);
        var before = _watch.Ledger.Dump("income", "income_release", "income_total");
        Assert.Equal("no-note", Refused(() => Release(" ")));
        Assert.Equal("no-income", Refused(() => IncomeRelease.Enter(_watch.Ledger.Ledger, 7, "seen", false, Now)));
        Assert.Equal(before, _watch.Ledger.Dump("income", "income_release", "income_total"));

        Release("seen");
        Assert.Equal("not-quarantined", Refused(() => Release("once more")));

        _watch.Chain.ReorgTo(0);
        _watch.Chain.MineTo(3);
        await PassAsync();
        Assert.Equal("orphaned", Refused(() => Release("gone")));
    }

    [Fact]
    public async Task What_arrived_is_booked_only_where_it_can_be_told()
    {
        _watch.Chain.Mine(Emitted.Transfer(100, by: Some.Coin), Emitted.Transfer(50, by: Some.Coin));
        await PassAsync();

        Assert.Equal("no-arrival", Refused(() => Release("seen", asArrived: true)));
    }

    [Fact]
    public async Task What_was_assessed_by_its_claim_before_it_was_quarantined_is_released_as_that_only()
    {
        await PaidAsync(100);
        _watch.Ledger.ExecuteAlone(
            """
            INSERT INTO tax_rule (version, rule_id, text, first_used_at) VALUES ('v', 'r', '{}', 0);
            INSERT INTO assessment (income_id, jurisdiction, rule_id, rule_version, rule_category, tax_year, allowance, basis_points, due, explanation, assessed_at)
            VALUES (1, 'EE', 'r', 'v', '*', 2026, '0', 2000, '20', '{}', 0);
            """);

        Assert.Equal("no-arrival", Refused(() => Release("seen", asArrived: true)));

        Release("seen");
        Assert.Equal(("100", null, null), Row());
    }

    [Fact]
    public async Task A_command_releases_it_and_shows_how()
    {
        await PaidAsync(100);
        Assert.Equal(1, (await TypedCommand.RunAsync(_watch, "sources", "list", "--json")).Json[0].GetProperty("quarantined").GetInt32());
        Assert.NotEqual(0, (await TypedCommand.RunAsync(_watch, "income", "release", "1", "--json")).ExitCode);

        var released = await TypedCommand.RunAsync(_watch, "income", "release", "1", "--note", "I know this fee", "--arrived", "--json");

        Assert.Equal(0, released.ExitCode);
        var shown = (await TypedCommand.RunAsync(_watch, "income", "show", "1", "--json")).Json;
        Assert.Equal(("pending", "disagreed", "98"), (shown.GetProperty("status").GetString(), shown.GetProperty("balanceCheck").GetString(), shown.GetProperty("amount").GetProperty("baseUnits").GetString()));
        Assert.Equal("I know this fee", shown.GetProperty("releases")[0].GetProperty("note").GetString());
        Assert.Contains("I know this fee", (await TypedCommand.RunAsync(_watch, "income", "show", "1")).Output, StringComparison.Ordinal);
        Assert.Equal("not-quarantined", (await TypedCommand.RunAsync(_watch, "income", "release", "1", "--note", "again", "--json")).ErrorJson.GetProperty("code").GetString());
    }

    private static string Refused(Action act) => Assert.Throws<ChainWatchException>(act).Code;

    private async Task PaidAsync(int amount)
    {
        _watch.Chain.Mine(Emitted.Transfer(amount, by: Some.Coin));
        await PassAsync();
    }

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);

    private void Release(string note, bool asArrived = false) => IncomeRelease.Enter(_watch.Ledger.Ledger, 1, note, asArrived, Now);

    private void MustVerify() => Assert.All(LedgerVerification.Run(_watch.Ledger.Ledger, withProofs: true), invariant => Assert.Null(invariant.Broken));

    private (string Amount, string? Claimed, string? Quarantine) Row() =>
        _watch.Ledger.Query<(string, string?, string?)>("SELECT amount, claimed, quarantine FROM income").Single();
}
