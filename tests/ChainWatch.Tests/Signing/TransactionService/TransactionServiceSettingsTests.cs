using System.Text.Json.Nodes;
using ChainWatch.Signing.TransactionService;
using ChainWatch.Support;
using ChainWatch.Tests.Configuration;

namespace ChainWatch.Tests.Signing.TransactionService;

public sealed class TransactionServiceSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void Without_a_section_there_is_no_service() => Assert.Empty(Load(null).TransactionServices);

    [Fact]
    public void The_key_is_the_first_line_of_a_file_beside_the_configuration()
    {
        File.WriteAllText(Path.Combine(_folder, "key.txt"), " abc.DEF \nsomething else\n");
        var settings = Load("""{ "Url": "https://api.safe.global/tx-service/sep", "ApiKeyFile": "key.txt" }""").TransactionServices.Single();
        Assert.Equal(("localnet", "https://api.safe.global/tx-service/sep"), (settings.Chain, settings.Url.AbsoluteUri));
        Assert.Equal("abc.DEF", settings.ReadApiKey());
        Assert.DoesNotContain("abc.DEF", settings.ToString(), StringComparison.Ordinal);
        Assert.Null(Load("""{ "Url": "http://127.0.0.1:8000" }""").TransactionServices.Single().ReadApiKey());
    }

    [Theory]
    [InlineData("{ \"Url\": \"ftp://host\" }", "Url: not an address of an endpoint")]
    [InlineData("{ \"Url\": \"https://host/api/\" }", "Url: leave /api away")]
    [InlineData("{ \"Url\": \"https://me:secret@host/\" }", "Url: it holds a name or a password")]
    [InlineData("{ \"Url\": \"https://host/?key=secret\" }", "Url: it must end with its path")]
    [InlineData("{ \"Url\": \"http://host/\", \"ApiKeyFile\": \"key.txt\" }", "Url: http:// would show the key")]
    [InlineData("{ \"Ulr\": \"https://host/\" }", "Url: missing")]
    [InlineData("{ \"Url\": \"https://host/\", \"ApiKey\": \"secret\" }", "ApiKey: no such key: use ApiKeyFile")]
    public void A_mistake_is_told_with_its_key_and_without_what_may_be_secret(string section, string problem)
    {
        var refused = Assert.Throws<ChainWatchException>(() => Load(section));
        Assert.Contains($"Escrow:TransactionService:{problem}", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Each_chain_has_a_service_of_its_own()
    {
        var services = Load(null, """[ { "Chain": "localnet", "Url": "https://one/" }, { "Chain": "second", "Url": "https://two/" } ]""", secondChain: true).TransactionServices;
        Assert.Equal([("localnet", "one"), ("second", "two")], services.Select(service => (service.Chain, service.Url.Host)));
        using var open = SafeTransactionService.Open(services, "second", new FakeClock());
        var refused = Assert.Throws<ChainWatchException>(() => SafeTransactionService.Open([services[0]], "second", new FakeClock()));
        Assert.Equal(("no-service", true), (refused.Code, refused.Message.Contains("of second", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("""{ "Url": "https://one/" }""", null, "TransactionService:Chain: missing: a service is of one chain, and treasuries are on 2")]
    [InlineData("""{ "Chain": "thrid", "Url": "https://one/" }""", null, "TransactionService:Chain: 'thrid' has no treasury")]
    [InlineData("""{ "Chain": "second", "Url": "https://one/" }""", """[ { "Chain": "localnet", "Url": "https://two/" } ]""", "TransactionServices: TransactionService is given as well")]
    [InlineData(null, """[ { "Chain": "second", "Url": "https://one/" }, { "Chain": "second", "Url": "https://two/" } ]""", "TransactionServices: second has several")]
    public void Whose_chain_it_is_must_be_clear(string? one, string? several, string problem) => Assert.Contains(
        $"Escrow:{problem}", Assert.Throws<ChainWatchException>(() => Load(one, several, secondChain: true)).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("two words")]
    [InlineData("line\u0007bell")]
    public void A_file_without_a_usable_key_is_refused_and_not_repeated(string? content)
    {
        var file = Path.Combine(_folder, "key.txt");
        if (content is not null)
        {
            File.WriteAllText(file, content);
        }

        var refused = Assert.Throws<ChainWatchException>(() => new TransactionServiceSettings("localnet", new Uri("https://host/"), file).ReadApiKey());
        Assert.Equal("service-key", refused.Code);
        Assert.Contains(file, refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("words", refused.Message, StringComparison.Ordinal);
    }

    // Another chain with a treasury of its own.
    private static void AddChain(JsonObject root)
    {
        var chain = root["Chains"]![0]!.DeepClone();
        (chain["Name"], chain["ChainId"]) = ("second", 31338);
        root["Chains"]!.AsArray().Add(chain);
        var escrow = root["Escrow"]!.AsObject();
        var treasury = escrow["Treasury"]!.DeepClone();
        var other = treasury.DeepClone();
        other["Chain"] = "second";
        escrow.Remove("Treasury");
        escrow["Treasuries"] = new JsonArray(treasury, other);
    }

    private Settings Load(string? section, string? services = null, bool secondChain = false)
    {
        var root = ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Address(30));
        if (section is not null)
        {
            root["Escrow"]!["TransactionService"] = JsonNode.Parse(section);
        }

        if (services is not null)
        {
            root["Escrow"]!["TransactionServices"] = JsonNode.Parse(services);
        }

        if (secondChain)
        {
            AddChain(root);
        }

        var file = Path.Combine(_folder, "appsettings.json");
        File.WriteAllText(file, root.ToJsonString());
        return Settings.Load(file);
    }
}
