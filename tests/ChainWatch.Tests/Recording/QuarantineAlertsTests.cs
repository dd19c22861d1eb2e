using System.Numerics;
using ChainWatch.Chains;
using ChainWatch.Recording;
using ChainWatch.Support;

namespace ChainWatch.Tests.Recording;

/// <summary>Of each source whose payments are quarantined one alert is open, and says how many they are.</summary>
public sealed class QuarantineAlertsTests : IDisposable
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(20_000);

    private readonly FakeWatch _watch = new()
    {
        ChainSettings = Some.ChainSettings() with { Balances = Balances.Check },
        Sources = [Some.Source("erc20-payments", contract: Some.Coin)],
    };

    // In the second and the third block two base units do not arrive.
    public QuarantineAlertsTests() => _watch.Chain.DeployCountingToken(untold: block => -2 * (BigInteger)Math.Clamp((long)block - 1, 0, 2));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task What_stands_raises_none()
    {
        await PaidAsync(100);

        Assert.Empty(Alerts());
    }

    [Fact]
    public async Task One_alert_counts_them_and_names_the_newest_and_the_next_command()
    {
        await PaidAsync(100);
        await PaidAsync(200);
        Assert.Contains("1 payment is quarantined", Assert.Single(Alerts()).Message, StringComparison.Ordinal);

        await PaidAsync(300);

        var (key, severity, message, hint) = Assert.Single(Alerts());
        Assert.Equal(("quarantined:31337:erc20-payments", "warning"), (key, severity));
        Assert.Contains("2 payments are quarantined", message, StringComparison.Ordinal);
        Assert.Contains("income 3: ", message, StringComparison.Ordinal);
        Assert.Contains("changed by 298", message, StringComparison.Ordinal);
        Assert.Contains("chainwatch income list --source erc20-payments", hint, StringComparison.Ordinal);
        Assert.Contains("chainwatch income release 3 --note", hint, StringComparison.Ordinal);
        Assert.Equal(1, _watch.Ledger.Value<long>("SELECT count(*) FROM alert"));
    }

    [Fact]
    public async Task It_closes_with_the_last_that_is_released()
    {
        await ThreeAsync();

        IncomeRelease.Enter(_watch.Ledger.Ledger, 3, "seen", asArrived: false, Now);
        Assert.Contains("1 payment is quarantined, and neither valued nor taxed. The newest is income 2:", Assert.Single(Alerts()).Message, StringComparison.Ordinal);

        IncomeRelease.Enter(_watch.Ledger.Ledger, 2, "seen", asArrived: true, Now);
        Assert.Empty(Alerts());
    }

    [Fact]
    public async Task It_closes_with_a_reorg_and_returns_with_the_branch()
    {
        await ThreeAsync();
        var branch = _watch.Chain.MineTo(4);
        await PassAsync();

        _watch.Chain.ReorgTo(1);
        _watch.Chain.MineTo(5);
        await PassAsync();
        Assert.Empty(Alerts());

        _watch.Chain.SwitchTo(branch);
        _watch.Chain.MineTo(7);
        await PassAsync();
        Assert.Contains("2 payments are quarantined", Assert.Single(Alerts()).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_closes_where_what_is_read_again_is_doubted_no_more()
    {
        await ThreeAsync();
        _watch.Chain.DeployCountingToken();
        _watch.Ledger.ExecuteAlone("UPDATE source SET next_block = 0; DELETE FROM block");

        await PassAsync();

        Assert.Empty(Alerts());
    }

    [Fact]
    public async Task Each_source_has_its_own()
    {
        _watch.Sources = [.. _watch.Sources, Some.Source()];
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.Mine();
        _watch.Chain.Mine(Emitted.Transfer(100, by: Some.Coin), Emitted.TokenRelease(5, token: Some.Stranger));

        await PassAsync();

        Assert.Equal(["quarantined:31337:erc20-payments", "quarantined:31337:payment-splitter"], Alerts().Select(alert => alert.Key).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task A_ledger_of_before_there_were_any_gets_them_all_at_once_and_what_a_person_saw_stays_seen()
    {
        await ThreeAsync();
        _watch.Ledger.ExecuteAlone("DELETE FROM alert");

        QuarantineAlerts.TellAll(_watch.Ledger.Ledger, Now);

        Assert.Contains("2 payments are quarantined", Assert.Single(Alerts()).Message, StringComparison.Ordinal);
        _watch.Ledger.ExecuteAlone("UPDATE alert SET acknowledged_at = 1");
        QuarantineAlerts.TellAll(_watch.Ledger.Ledger, Now);
        Assert.Equal(1, _watch.Ledger.Value<long>("SELECT count(*) FROM alert WHERE acknowledged_at = 1"));
        Assert.Equal(1, _watch.Ledger.Value<long>("SELECT count(*) FROM alert"));
    }

    [Fact]
    public async Task Where_none_is_quarantined_there_is_nothing_to_tell()
    {
        await PaidAsync(100);

        QuarantineAlerts.TellAll(_watch.Ledger.Ledger, Now);

        Assert.Empty(Alerts());
    }

    [Fact]
    public async Task What_accrued_in_a_token_that_says_nothing_of_itself_raises_one_too()
    {
        using var accruing = new AccruingWatch();
        accruing.ThreeDays();
        await accruing.Watch.PassAsync(cancellation: Cancellation);
        accruing.Watch.Ledger.ExecuteAlone("UPDATE token SET doubt = 'the token says nothing'");

        await accruing.Watch.AccrueAsync(Cancellation);

        Assert.Contains(accruing.Alerts(), message => message.Contains("quarantined", StringComparison.Ordinal) && message.Contains("the token says nothing", StringComparison.Ordinal));
    }

    private async Task ThreeAsync()
    {
        await PaidAsync(100);
        await PaidAsync(200);
        await PaidAsync(300);
    }

    private async Task PaidAsync(int amount)
    {
        _watch.Chain.Mine(Emitted.Transfer(amount, by: Some.Coin));
        await PassAsync();
    }

    private Task PassAsync() => _watch.PassAsync(cancellation: Cancellation);

    private IReadOnlyList<(string Key, string Severity, string Message, string Hint)> Alerts() =>
        _watch.Ledger.Query<(string, string, string, string)>("SELECT key, severity, message, hint FROM alert WHERE closed_at IS NULL ORDER BY id");
}
