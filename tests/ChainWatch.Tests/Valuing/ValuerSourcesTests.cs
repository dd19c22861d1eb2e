using System.Numerics;
using ChainWatch.Guarding;
using ChainWatch.Primitives;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

/// <summary>Prices that come from elsewhere than a feed.</summary>
public sealed class ValuerSourcesTests : IDisposable
{
    private readonly PaidLedger _paid = new();

    public void Dispose()
    {
        // Whatever a test did: values follow from their evidence.
        Assert.Null(LedgerVerification.Run(_paid.Temp.Ledger)[^1].Broken);
        _paid.Dispose();
    }

    [Fact]
    public async Task Vault_shares_are_worth_their_assets_as_they_were_counted_at_the_block()
    {
        var vault = Some.Address(31);
        _paid.Calls.Deploy(vault, (function, arguments, block) => function == "asset" ? [block <= 100 ? Some.Coin : Some.Stranger] : [arguments.Integer(0) * (block <= 100 ? 11 : 50) / (10 * BigInteger.Pow(10, 12))]);
        _paid.Calls.Deploy(Some.Coin, (function, _, block) => function != "decimals" ? ["USDC"] : block <= 100 ? [6] : [18]);
        _paid.AddToken(new Token(vault), "vUSDC", 18);
        _paid.Pricing = _paid.Pricing with
        {
            Shares = [new ShareSettings("localnet", new Token(vault))],
            Pinned = [new PinnedSettings("localnet", new Token(Some.Coin), new Price(1, 0))],
        };
        var (gain, loss) = (_paid.Pay(token: new Token(vault)), _paid.Pay(amount: -BigInteger.Pow(10, 18), token: new Token(vault)));

        await _paid.ValueAsync();

        Assert.Equal(("1.10 USD", "-1.10 USD", "pinned"), (_paid.ValueOf(gain), _paid.ValueOf(loss), _paid.ValuationOf(gain)!.PriceSource));
        var step = Assert.IsType<ShareStep>(_paid.ValuationOf(gain)!.Evidence.Steps[0]);
        Assert.Equal(("1100000", 100UL), (step.Assets, step.Block));
    }

    [Fact]
    public async Task The_price_file_is_the_last_resort_and_what_was_refused_before_is_kept()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(100, 0, 1));
        _paid.Pricing = _paid.Pricing with { File = PriceFile.Parse("prices.csv", "date,token,price\n2025-12-30,ETH,2400.5", ["localnet"], Assert.Fail) };
        var income = _paid.Pay();

        await _paid.ValueAsync();

        Assert.Equal(("2400.50 USD", "file"), (_paid.ValueOf(income), _paid.ValuationOf(income)!.PriceSource));
        Assert.Contains("answered 0", Assert.Single(_paid.ValuationOf(income)!.Evidence.Refused), StringComparison.Ordinal);
    }
}
