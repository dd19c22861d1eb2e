using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Recognizing;
using ChainWatch.Support;
using ChainWatch.Tests.Configuration;

namespace ChainWatch.Tests.Recognizing;

/// <summary>What is paid to a TaxSplitter is income; what it divides is not.</summary>
public sealed class TaxSplitterTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Ether_and_named_tokens_that_come_in_are_payments()
    {
        Assert.Equal((Some.Payer, Token.Native, 7), await PaidBy(Received(7)));
        Assert.Equal((Some.Payer, new Token(Some.Coin), 9), await PaidBy(Emitted.Transfer(9, to: Some.Contract, by: Some.Coin)));
    }

    [Fact]
    public async Task Everything_else_is_none()
    {
        Assert.Null(await PaidBy(Received(0)));
        Assert.Null(await PaidBy(Received(7) with { Address = Some.Stranger }));
        Assert.Null(await PaidBy(Emitted.Transfer(9, to: Some.Contract, by: Some.Stranger)));
        Assert.Null(await PaidBy(Emitted.Transfer(9, to: Some.Owner, by: Some.Coin)));
        Assert.Null(await PaidBy(Emitted.Transfer(9, from: Some.Contract, to: Some.Contract, by: Some.Coin)));
        Assert.Null(await PaidBy(Some.Log(Some.Contract, ContractAbi.TaxSplitter.Event("Released"), Some.Coin, 1, 4, 2000)));
    }

    [Fact]
    public async Task What_is_no_TaxSplitter_is_refused()
    {
        var chain = new FakeChain();
        chain.Deploy(Some.Contract);
        Assert.Equal("wrong-kind", (await Assert.ThrowsAsync<ChainWatchException>(() => OpenAsync(chain))).Code);
    }

    [Fact]
    public void The_contract_is_the_beneficiary_and_tokens_are_part_of_what_the_source_is()
    {
        var (plain, tokens) = (Load(_ => { }).Single(), Load(source => source["Tokens"] = new JsonArray($"{Some.Coin}")).Single());
        Assert.Equal((Some.Contract, Some.Contract), (plain.Contract, plain.Beneficiary));
        Assert.NotEqual(plain.Definition, tokens.Definition);
    }

    public static TheoryData<string, Action<JsonObject, JsonArray>, string> Mistakes => new()
    {
        { "another beneficiary", (source, _) => source["Beneficiary"] = $"{Some.Owner}", "Sources:0:Beneficiary: '" },
        { "another source with the splitter as beneficiary", (_, all) => all.Add(Other("payment-splitter", Some.Contract)), "would both book the same payments" },
        { "another source with the splitter as payer", (_, all) => all.Add(Other("erc20-payments", Some.Owner, Some.Contract)), "would both book the same payments" },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void What_would_be_booked_twice_is_refused(string mistake, Action<JsonObject, JsonArray> make, string expected)
    {
        var refused = Assert.Throws<ChainWatchException>(() => Load(source => make(source, (JsonArray)source.Parent!)));
        Assert.True(refused.Message.Contains(expected, StringComparison.Ordinal), $"{mistake}: {refused.Message}");
    }

    private static JsonObject Other(string kind, Address beneficiary, Address? payer = null)
    {
        var other = new JsonObject { ["Name"] = "other", ["Chain"] = "localnet", ["Kind"] = kind, ["Contract"] = $"{Some.Coin}", ["Beneficiary"] = $"{beneficiary}", ["Category"] = "Sale" };
        if (payer is { } named)
        {
            other["Payers"] = new JsonArray($"{named}");
        }

        return other;
    }

    private IReadOnlyList<SourceSettings> Load(Action<JsonObject> change)
    {
        var root = ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Address(30));
        var source = (JsonObject)root["Sources"]![0]!;
        (source["Kind"], source["Contract"]) = ("tax-splitter", $"{Some.Contract}");
        source.Remove("Beneficiary");
        change(source);
        var path = Path.Combine(_folder, "appsettings.json");
        File.WriteAllText(path, root.ToJsonString());
        return Settings.Load(path).Sources;
    }

    private static Log Received(BigInteger amount) => Some.Log(Some.Contract, ContractAbi.TaxSplitter.Event("Received"), Some.Payer, amount);

    private static async Task<(Address, Token, BigInteger)?> PaidBy(Log log)
    {
        var chain = new FakeChain();
        chain.Answer(Some.Contract, ContractAbi.TaxSplitter.Function("escrow"), Some.Stranger);
        var recognizer = await OpenAsync(chain);
        chain.Mine(log);
        var mined = chain.AllLogs.Single();
        var at = new LogPosition(mined.BlockNumber, mined.BlockHash, 0, 0, mined.TransactionHash, DateTimeOffset.UnixEpoch);
        return recognizer.Queries.Any(query => query.Matches(mined)) && recognizer.Recognize(mined, at, Holding.None).SingleOrDefault() is Payment paid
            ? (paid.Payer, paid.Token, paid.Amount)
            : null;
    }

    private static Task<IRecognizer> OpenAsync(FakeChain chain) => SourceKinds.OpenAsync(
        Some.Source("tax-splitter", beneficiary: Some.Contract) with { Options = new Dictionary<string, IReadOnlyList<string>> { ["Tokens"] = [$"{Some.Coin}"] } },
        new Chains.Chain(Some.ChainSettings(), chain, TimeProvider.System),
        TestContext.Current.CancellationToken);
}
