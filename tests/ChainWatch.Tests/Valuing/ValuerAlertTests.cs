using ChainWatch.Guarding;
using ChainWatch.Primitives;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

/// <summary>A payment without a value is told of until it has one or is gone.</summary>
public sealed class ValuerAlertTests : IDisposable
{
    private const string Dollars2500 = "2500.00 USD";

    private readonly PaidLedger _paid = new();

    public void Dispose()
    {
        // Whatever a test did: values follow from their evidence.
        Assert.Null(LedgerVerification.Run(_paid.Temp.Ledger)[^1].Broken);
        _paid.Dispose();
    }

    [Fact]
    public async Task A_payment_without_a_price_is_tried_again_when_pricing_changes_and_its_alert_closes()
    {
        var (first, second) = (_paid.Pay(), _paid.Pay(block: 101));
        await _paid.ValueAsync();
        var alert = Assert.Single(_paid.OpenAlerts);
        Assert.StartsWith("2 payments have no value", alert.Message, StringComparison.Ordinal);
        await _paid.ValueAsync();
        Assert.Equal(alert, Assert.Single(_paid.OpenAlerts));

        _paid.Pricing = _paid.Pricing with { Pinned = [new PinnedSettings("localnet", Token.Native, new Price(2500, 0))] };
        await _paid.ValueAsync();

        Assert.Equal((Dollars2500, Dollars2500), (_paid.ValueOf(first), _paid.ValueOf(second)));
        Assert.Empty(_paid.OpenAlerts);
        Assert.Equal("the Pricing configuration changed", Assert.Single(_paid.ValuationOf(first)!.History!).Note);
    }

    [Fact]
    public async Task An_alert_closes_when_a_reorg_takes_the_only_payment_without_a_value()
    {
        _paid.Pay();
        await _paid.ValueAsync();
        Assert.Single(_paid.OpenAlerts);

        _paid.Temp.Execute("UPDATE income SET orphaned_at = 1");
        await _paid.ValueAsync();

        Assert.Empty(_paid.OpenAlerts);
    }
}
