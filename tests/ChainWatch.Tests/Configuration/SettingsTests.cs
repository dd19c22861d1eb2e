using System.Text.Json.Nodes;
using ChainWatch.Chains;
using ChainWatch.Support;

namespace ChainWatch.Tests.Configuration;

/// <summary>What the configuration may say, and what each mistake in it is answered with.</summary>
public sealed class SettingsTests : IDisposable
{
    private const string AbiFile = "paid.abi.json";

    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_whole_configuration_is_read()
    {
        var settings = Load(Good());

        Assert.Equal(Path.Combine(_folder, "data", "chainwatch.db"), settings.Ledger.File);
        var chain = Assert.Single(settings.Chains);
        Assert.Equal(("localnet", 31337UL, Finality.Depth, 12UL, 256UL, 10_000UL), (chain.Name, chain.ChainId, chain.Finality, chain.Confirmations, chain.MaxReorgDepth, chain.MaxBlockRange));
        var source = Assert.Single(settings.Sources);
        Assert.Equal(("album-royalties", Some.Contract, Some.Owner), (source.Name, source.Contract, source.Beneficiary));
        Assert.Equal(Some.Address(30), settings.Escrow!.Treasuries.Single().Address);
    }

    [Fact]
    public void Comments_and_trailing_commas_are_allowed() =>
        Assert.Empty(LoadText("{ // nothing yet\n \"Chains\": [], \"Sources\": [], }").Chains);

    public static TheoryData<string, Action<JsonObject>, string> Mistakes => new()
    {
        { "misspelt section", root => root["Surces"] = new JsonArray(), "Surces: no such section: use Sources, or remove it." },
        { "misspelt chain key", root => Chain(root)["MaxReorgDeth"] = 5, "Chains:0:MaxReorgDeth: no such key: use MaxReorgDepth, or remove it." },
        { "more endpoints to agree than there are", root => Chain(root)["Quorum"] = 2, "Chains:0:Quorum: 2 endpoints cannot agree where 1 are given: add endpoints, or lower it." },
        { "a quorum of none", root => Chain(root)["Quorum"] = 0, "Chains:0:Quorum: " },
        { "an unknown way with balances", root => Chain(root)["Balances"] = "Chek", "Chains:0:Balances: " },
        { "an unknown way to verify", root => Chain(root)["Verify"] = "Recipts", "Chains:0:Verify: " },
        { "misspelt source key", root => Source(root)["Beneficary"] = "x", "Sources:0:Beneficary: no such key: use Beneficiary, or remove it." },
        { "payers of a kind that has none", root => Source(root)["Payers"] = new JsonArray(Some.Payer.ToString()), "Sources:0:Payers: no such key" },
        { "wrong checksum", root => Source(root)["Contract"] = Swapped(Some.Contract.ToString()), $"write it as {Some.Contract}." },
        { "no address", root => Source(root)["Contract"] = "0x12", "Sources:0:Contract: '0x12' is not an address" },
        { "missing address", root => Source(root).Remove("Contract"), "Sources:0:Contract: missing: it must be given." },
        { "missing beneficiary", root => Source(root).Remove("Beneficiary"), "Sources:0:Beneficiary: missing: it must be given." },
        { "missing name", root => Source(root).Remove("Name"), "Sources:0:Name: missing: it must be given." },
        { "missing category", root => Source(root).Remove("Category"), "Sources:0:Category: missing: it must be given." },
        { "missing chain id", root => Chain(root).Remove("ChainId"), "Chains:0:ChainId: missing: it must be given." },
        { "unknown kind", root => Source(root)["Kind"] = "payment-spliter", "Sources:0:Kind: 'payment-spliter' is not known: use payment-splitter." },
        { "unheard-of kind", root => Source(root)["Kind"] = "lottery", "erc20-payments, erc2222-dividend" },
        { "unknown chain", root => Source(root)["Chain"] = "localnt", "Sources:0:Chain: 'localnt' is not in Chains: use localnet." },
        { "no payers", root => Source(root)["Kind"] = "erc20-payments", "Sources:0:Payers: a source of kind erc20-payments pays from named payers" },
        { "a contract of a kind that has none", root => Source(root)["Kind"] = "native-payments", "Sources:0:Contract: no such key" },
        { "an empty list of payers", root => Native(root)["Payers"] = new JsonArray(), "Sources:0:Payers: nobody is listed" },
        { "a payer that is the beneficiary", root => Native(root)["Payers"] = new JsonArray(Some.Owner.ToString()), $"Sources:0:Payers: {Some.Owner} is the beneficiary" },
        { "no token", root => Source(root)["Kind"] = "distribution", "Sources:0:Token: missing: it must be given." },
        { "a split of no split", root => Source(root)["Kind"] = "splits-v1", "Sources:0:Split: missing: it must be given." },
        { "a collection that is no address", root => (Source(root)["Kind"], Source(root)["Collections"]) = ("seaport-royalty", new JsonArray("0x12")), "Sources:0:Collections:0: '0x12' is not an address" },
        { "no collection", root => Source(root)["Kind"] = "seaport-royalty", "Sources:0:Collections: missing: list at least one address" },
        { "an option of another kind", root => Source(root)["Split"] = Some.Coin.ToString(), "Sources:0:Split: no such key" },
        { "a stage that payments cannot have", root => Payments(root)["Stage"] = "accrued", "Sources:0:Stage: 'accrued' is not known: use in-kind, received, return-of-capital." },
        { "an ABI that is nowhere", root => Declared(root)["AbiFile"] = "nowhere.json", "Sources:0:AbiFile: " },
        { "an ABI that is none", root => Declared(root)["AbiFile"] = "appsettings.json", "Sources:0:AbiFile: " },
        { "an event that the ABI lacks", root => Declared(root)["Event"] = "Pade", "Sources:0:Event: There is no event Pade" },
        { "an argument that the event lacks", root => Declared(root)["Arguments"]!["Amount"] = "sum", "has no argument 'sum'" },
        { "an argument of another type", root => Declared(root)["Arguments"]!["Amount"] = "to", "Sources:0:Arguments:Amount: the argument is of type address: it must be a number." },
        { "no beneficiary of a declared event", root => ((JsonObject)Declared(root)["Arguments"]!).Remove("Beneficiary"), "Sources:0:Arguments:Beneficiary: missing" },
        { "no token of a declared event", root => Declared(root).Remove("Token"), "Sources:0:Token: an event says in which token was paid" },
        { "a misspelt argument of a declared event", root => Declared(root)["Arguments"]!["Payr"] = "to", "Sources:0:Arguments:Payr: no such key: use Payer" },
        { "bad duration", root => Chain(root)["PollInterval"] = "two", "Chains:0:PollInterval: 'two' is not a duration" },
        { "a number for a duration", root => Chain(root)["PollInterval"] = "2", "Chains:0:PollInterval: '2' is not a duration" },
        { "no duration at all", root => Chain(root)["PollInterval"] = "00:00:00", "Chains:0:PollInterval: '00:00:00' is not a duration" },
        { "negative number", root => Chain(root)["Confirmations"] = -1, "Chains:0:Confirmations: '-1' is not a whole number" },
        { "number with a point", root => Source(root)["FromBlock"] = 1.5, "Sources:0:FromBlock: '1.5' is not a whole number" },
        { "depth of nothing", root => Chain(root)["MaxReorgDepth"] = 0, "Chains:0:MaxReorgDepth: '0' is not a whole number from 1" },
        { "no endpoint", root => Chain(root)["Endpoints"] = new JsonArray(), "Chains:0:Endpoints: no endpoint is given" },
        { "endpoint of another scheme", root => Chain(root)["Endpoints"] = new JsonArray("ftp://user:secret@host/"), "Chains:0:Endpoints:0: not an address of an endpoint: it must begin with http:// or https://." },
        { "socket of another scheme", root => Chain(root)["Heads"] = "http://user:secret@host/", "Chains:0:Heads: not an address of an endpoint: it must begin with ws:// or wss://." },
        { "unknown finality", root => Chain(root)["Finality"] = "Finalised", "Chains:0:Finality: 'Finalised' is not known: use Finalized." },
        { "two chains of one name", root => Twice(root, "Chains", copy => copy["ChainId"] = 5), "Chains:1:Name: 'localnet' is given twice" },
        { "two chains of one id", root => Twice(root, "Chains", copy => copy["Name"] = "other"), "Chains:1:ChainId: 31337 is given twice" },
        { "two sources of one name", root => Twice(root, "Sources", copy => copy["Contract"] = Some.Stranger.ToString()), "Sources:1:Name: 'album-royalties' is given twice" },
        { "two sources that book the same", root => Twice(root, "Sources", copy => copy["Name"] = "again"), "again and album-royalties would both book the same payments" },
        { "a splitter that is a payer too", SplitterAsPayer, "would both book the same payments" },
        { "no ledger file", root => root["Ledger"] = new JsonObject { ["ConnectionString"] = "Data Source=:memory:" }, "Ledger:ConnectionString: 'Data Source=:memory:' names no ledger file" },
        { "unknown ledger", root => root["Ledger"] = new JsonObject { ["Provider"] = "Sqllite" }, "Ledger:Provider: 'Sqllite' is not known: use Sqlite." },
        { "a treasury on no chain", root => ((JsonObject)root["Escrow"]!["Treasury"]!)["Chain"] = "moon", "Escrow:Treasury:Chain: 'moon' is not in Chains" },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_mistake_is_one_line_that_names_the_key_the_value_and_the_fix(string mistake, Action<JsonObject> make, string expected)
    {
        var root = Good();
        make(root);

        var refused = Assert.Throws<ChainWatchException>(() => Load(root));

        Assert.True(refused.Message.Contains(expected, StringComparison.Ordinal), $"{mistake}: {refused.Message}");
        Assert.True(refused.Message.Split('\n').Length == 1, $"{mistake} is told in more than one line: {refused.Message}");
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
        Assert.Equal((1, "configuration"), (refused.ExitCode, refused.Code));
    }

    [Fact]
    public void Every_mistake_is_told_not_only_the_first()
    {
        var root = Good();
        Source(root)["Kind"] = "lottery";
        Chain(root)["ChainId"] = "x";

        Assert.Equal(2, Assert.Throws<ChainWatchException>(() => Load(root)).Message.Split('\n').Length);
    }

    [Fact]
    public void Dividends_of_two_share_tokens_may_come_from_one_factory()
    {
        var root = Good();
        Source(root)["Kind"] = "distribution";
        Source(root)["Token"] = Some.Address(40).ToString();
        Twice(root, "Sources", copy => (copy["Name"], copy["Token"]) = ("other-share", Some.Address(41).ToString()));

        Assert.Equal(2, Load(root).Sources.Count);
    }

    [Fact]
    public void Different_payers_of_one_token_may_be_two_sources()
    {
        var root = Good();
        Source(root)["Kind"] = "erc20-payments";
        Source(root)["Payers"] = new JsonArray(Some.Address(40).ToString());
        Twice(root, "Sources", copy => (copy["Name"], copy["Payers"]) = ("other-payer", new JsonArray(Some.Address(41).ToString())));

        Assert.Equal(2, Load(root).Sources.Count);
    }

    [Fact]
    public void Streams_of_one_token_are_one_source_whoever_pays()
    {
        var root = Good();
        (Source(root)["Kind"], Source(root)["Payers"]) = ("superfluid-stream", new JsonArray(Some.Address(40).ToString()));
        Twice(root, "Sources", copy => (copy["Name"], copy["Payers"]) = ("other-payer", new JsonArray(Some.Address(41).ToString())));

        Assert.Contains(
            "other-payer and album-royalties would both book the same payments: name the payers of both in one of them",
            Assert.Throws<ChainWatchException>(() => Load(root)).Message,
            StringComparison.Ordinal);
    }

    [Fact]
    public void A_wallet_may_be_paid_by_named_payers_or_by_anyone_and_by_nobody_for_two_sources()
    {
        var root = Good();
        Assert.Empty(Load(Native(root).Root.AsObject()).Sources[0].Payers);
        Native(root)["Payers"] = new JsonArray(Some.Address(40).ToString());
        Twice(root, "Sources", copy => (copy["Name"], copy["Payers"]) = ("other-payer", new JsonArray(Some.Address(41).ToString())));
        Assert.Equal(2, Load(root).Sources.Count);

        Twice(root, "Sources", copy => { copy["Name"] = "anyone"; copy.Remove("Payers"); });
        Assert.Contains("anyone and album-royalties would both book", Assert.Throws<ChainWatchException>(() => Load(root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_a_contract_pays_is_booked_by_the_source_that_is_about_it()
    {
        var root = Good();
        Twice(root, "Sources", copy => { copy["Name"] = "tips"; Native(copy); });
        var settings = Load(root);
        Assert.Equal([Some.Contract], settings.BookedElsewhere(settings.Sources[1]));
        Assert.Empty(settings.BookedElsewhere(settings.Sources[0]));
    }

    [Fact]
    public void Collections_of_one_marketplace_may_be_two_sources_unless_they_overlap()
    {
        var root = Good();
        (Source(root)["Kind"], Source(root)["Collections"]) = ("seaport-royalty", new JsonArray(Some.Address(40).ToString(), Some.Address(41).ToString()));
        Twice(root, "Sources", copy => (copy["Name"], copy["Collections"]) = ("other-art", new JsonArray(Some.Address(42).ToString())));
        Assert.Equal(2, Load(root).Sources.Count);

        Twice(root, "Sources", copy => (copy["Name"], copy["Collections"]) = ("same-art", new JsonArray(Some.Address(41).ToString())));
        Assert.Contains("same-art and album-royalties would both book", Assert.Throws<ChainWatchException>(() => Load(root)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_declared_event_is_read_and_another_file_is_another_definition()
    {
        var root = Good();
        Declared(root);
        var source = Assert.Single(Load(root).Sources);
        Assert.Equal("Paid", source.TextOf("Event"));

        Declared(root)["Event"] = "Paid(address,uint256)";
        Assert.NotEqual(source.Definition, Assert.Single(Load(root).Sources).Definition);
    }

    [Fact]
    public void Broken_JSON_is_told_with_its_place()
    {
        var refused = Assert.Throws<ChainWatchException>(() => LoadText("{ \"Chains\": [ }"));

        Assert.Equal("configuration", refused.Code);
        Assert.Contains("LineNumber", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_file_is_told_with_its_full_path()
    {
        var path = Path.Combine(_folder, "nowhere.json");

        Assert.Contains($"{path}: no such configuration file.", Assert.Throws<ChainWatchException>(() => Settings.Load(path)).Message, StringComparison.Ordinal);
    }

    private static JsonObject Chain(JsonObject root) => (JsonObject)root["Chains"]![0]!;

    private static JsonObject Source(JsonObject root) => (JsonObject)root["Sources"]![0]!;

    private static JsonObject Payments(JsonObject root)
    {
        (Source(root)["Kind"], Source(root)["Payers"]) = ("erc20-payments", new JsonArray(Some.Payer.ToString()));
        return Source(root);
    }

    private static JsonObject Native(JsonObject root)
    {
        var source = root["Sources"] is null ? root : Source(root);
        source["Kind"] = "native-payments";
        source.Remove("Contract");
        return source;
    }

    private static JsonObject Declared(JsonObject root)
    {
        var source = Source(root);
        (source["Kind"], source["AbiFile"], source["Event"], source["Token"]) = ("abi-event", AbiFile, "Paid", "native");
        source["Arguments"] = new JsonObject { ["Beneficiary"] = "to", ["Amount"] = "amount" };
        return source;
    }

    private static void Twice(JsonObject root, string section, Action<JsonObject> change)
    {
        var copy = (JsonObject)root[section]![0]!.DeepClone();
        change(copy);
        ((JsonArray)root[section]!).Add((JsonNode)copy);
    }

    private static void SplitterAsPayer(JsonObject root) => Twice(root, "Sources", copy =>
    {
        copy["Name"] = "tokens";
        copy["Kind"] = "erc20-payments";
        copy["Contract"] = Some.Coin.ToString();
        copy["Payers"] = new JsonArray(Some.Contract.ToString());
    });

    private static string Swapped(string checksummed) =>
        "0x" + string.Concat(checksummed[2..].Select(letter => char.IsUpper(letter) ? char.ToLowerInvariant(letter) : char.ToUpperInvariant(letter)));

    private static JsonObject Good() => ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Address(30));

    private Settings Load(JsonObject root) => LoadText(root.ToJsonString());

    private Settings LoadText(string json)
    {
        File.WriteAllText(
            Path.Combine(_folder, AbiFile),
            """[{"type":"event","name":"Paid","inputs":[{"name":"to","type":"address","indexed":true},{"name":"amount","type":"uint256"}]}]""");
        var path = Path.Combine(_folder, "appsettings.json");
        File.WriteAllText(path, json);
        return Settings.Load(path);
    }
}
