using ChainWatch.Primitives;
using ChainWatch.Support;
using ChainWatch.Valuing;

namespace ChainWatch.Tests.Valuing;

public sealed class PricingSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_the_section_nothing_is_valued() => Assert.Null(Load("null").Pricing);

    [Fact]
    public void Everything_that_can_be_configured_is_read()
    {
        File.WriteAllText(Path.Combine(_folder, "prices.csv"), "date,token,price\n2026-01-01,ETH,1\n");
        var pricing = Load($$"""
            { "Currency": "EUR", "File": "prices.csv",
              "Feeds": [ { "Chain": "localnet", "Token": "native", "Feed": "{{Some.Address(11)}}", "MaxAge": "01:15:00",
                           "Sequencer": { "Feed": "{{Some.Address(12)}}" } },
                         { "Chain": "localnet", "Token": "{{Some.Coin}}", "Feed": "{{Some.Address(13)}}", "MaxAge": "1.00:30:00", "Quote": "native" } ],
              "Pinned": [ { "Chain": "localnet", "Token": "{{Some.Address(14)}}", "Price": "1.00" } ],
              "Shares": [ { "Chain": "localnet", "Token": "{{Some.Address(15)}}" } ] }
            """).Pricing!;

        Assert.Equal("EUR", pricing.Currency);
        Assert.Equal(new FeedSettings("localnet", Token.Native, Some.Address(11), new TimeSpan(1, 15, 0), false, new SequencerSettings(Some.Address(12), TimeSpan.FromHours(1))), pricing.Feeds[0]);
        Assert.Equal((true, new TimeSpan(24, 30, 0)), (pricing.Feeds[1].IsQuotedInNative, pricing.Feeds[1].MaxAge));
        Assert.Equal(new PinnedSettings("localnet", new Token(Some.Address(14)), new Price(100, 2)), pricing.Pinned.Single());
        Assert.Equal(new Token(Some.Address(15)), pricing.Shares.Single().Token);
        Assert.True(pricing.File!.Knows("ETH"));
    }

    [Theory]
    [InlineData("""{ "Currency": "dollar" }""", "Pricing:Currency: 'dollar' is not a currency")]
    [InlineData("""{ "Feed": [] , "Currency": "USD" }""", "Pricing:Feed: no such key: use Feeds")]
    [InlineData("""{ "Feeds": [ { "Chain": "localnet", "Token": "native", "Feed": "0x0000000000000000000000000000000000000001" } ] }""", "Pricing:Feeds:0:MaxAge: missing")]
    [InlineData("""{ "Feeds": [ { "Chain": "mainnet", "Token": "native", "Feed": "0x0000000000000000000000000000000000000001", "MaxAge": "01:00:00" } ] }""", "Pricing:Feeds:0:Chain: 'mainnet' is not in Chains")]
    [InlineData("""{ "Feeds": [ { "Chain": "localnet", "Token": "0x0000000000000000000000000000000000000002", "Feed": "0x0000000000000000000000000000000000000001", "MaxAge": "01:00:00", "Quote": "native" } ] }""", "Pricing:Feeds:0:Quote: an answer in the coin of localnet needs that coin's own feed")]
    [InlineData("""{ "Pinned": [ { "Chain": "localnet", "Token": "native", "Price": "0" } ] }""", "Pricing:Pinned:0:Price: '0' is not a price")]
    [InlineData("""{ "Pinned": [ { "Chain": "localnet", "Token": "native", "Price": "1" }, { "Chain": "localnet", "Token": "native", "Price": "2" } ] }""", "Pricing:Pinned:1:Token: Pinned:0 prices the same token already")]
    [InlineData("""{ "Shares": [ { "Chain": "localnet", "Token": "native" } ] }""", "Pricing:Shares:0:Token: the chain's own coin is no share")]
    [InlineData("""{ "File": "none.csv" }""", "Pricing:File: none.csv cannot be read")]
    public void What_makes_no_sense_is_refused_with_key_and_fix(string pricing, string problem) =>
        Assert.Contains(problem, Assert.Throws<ChainWatchException>(() => Load(pricing)).Message, StringComparison.Ordinal);

    [Fact]
    public void The_fingerprint_changes_with_whatever_decides_a_price()
    {
        var chain = Some.ChainSettings();
        var pricing = new PricingSettings("USD", [], [new PinnedSettings("localnet", Token.Native, new Price(1, 0))], [], null);

        var same = pricing.FingerprintFor(chain);
        Assert.Equal(same, (pricing with { Pinned = [.. pricing.Pinned] }).FingerprintFor(chain));
        Assert.NotEqual(same, (pricing with { Currency = "EUR" }).FingerprintFor(chain));
        Assert.NotEqual(same, (pricing with { Pinned = [] }).FingerprintFor(chain));
        Assert.NotEqual(same, (pricing with { Shares = [new ShareSettings("localnet", new Token(Some.Coin))] }).FingerprintFor(chain));
        Assert.NotEqual(same, pricing.FingerprintFor(chain with { Endpoints = [new Uri("http://archive.example")] }));
        Assert.Equal(same, (pricing with { Pinned = [.. pricing.Pinned, new PinnedSettings("elsewhere", Token.Native, new Price(1, 0))] }).FingerprintFor(chain));
    }

    private Settings Load(string pricing)
    {
        var file = Path.Combine(_folder, "appsettings.json");
        File.WriteAllText(file, $$"""
            { "Chains": [ { "Name": "localnet", "ChainId": 31337, "Endpoints": [ "http://127.0.0.1:8545" ] } ], "Sources": [], "Pricing": {{pricing}} }
            """);
        return Settings.Load(file);
    }
}
