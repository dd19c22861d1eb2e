using System.Text.Json.Nodes;
using ChainWatch.Primitives;
using ChainWatch.Proposing;
using ChainWatch.Support;
using ChainWatch.Tests.Configuration;

namespace ChainWatch.Tests.Proposing;

public sealed class EscrowSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_whole_section_is_read()
    {
        var escrow = Load(_ => { })!;
        Assert.Equal(("localnet", Some.Address(30), "0x000000000000000000000000000000000000dEaD"), (escrow.Treasuries.Single().Chain, escrow.Treasuries.Single().Address, $"{escrow.TaxEscrow}"));
        Assert.Equal((FiatAmount.Parse("USD", "10"), FiatAmount.Parse("USD", "50000")), (escrow.MinimumTransfer, escrow.MultisigAbove));
    }

    [Fact]
    public void Amounts_are_documented_ones_where_none_are_given()
    {
        var escrow = Load(section =>
        {
            section.Remove("MinimumTransfer");
            section.Remove("MultisigAbove");
        })!;
        Assert.Equal((FiatAmount.Parse("USD", "10"), FiatAmount.Parse("USD", "50000")), (escrow.MinimumTransfer, escrow.MultisigAbove));
    }

    [Fact]
    public void Several_treasuries_are_read_each_of_its_kind()
    {
        var escrow = Load(section =>
        {
            section.Remove("Treasury");
            section["Treasuries"] = new JsonArray(Entry(30, "Safe"), Entry(31, "TaxSplitter"), Entry(32, "Eoa"));
        })!;
        Assert.Equal(
            [
                new TreasurySettings("localnet", TreasuryKind.Safe, Some.Address(30)),
                new TreasurySettings("localnet", TreasuryKind.TaxSplitter, Some.Address(31)),
                new TreasurySettings("localnet", TreasuryKind.Eoa, Some.Address(32)),
            ],
            escrow.Treasuries);
        Assert.Equal((3, 0), (escrow.On("localnet").Count(), escrow.On("mainnet").Count()));
    }

    [Fact]
    public void Amounts_without_a_currency_are_in_that_of_the_prices()
    {
        var root = ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Address(30));
        root["Pricing"]!["Currency"] = "EUR";
        ((JsonObject)root["Escrow"]!).Remove("MinimumTransfer");
        ((JsonObject)root["Escrow"]!["MultisigAbove"]!).Remove("Currency");
        var escrow = Load(root)!;
        Assert.Equal((FiatAmount.Parse("EUR", "10"), FiatAmount.Parse("EUR", "50000")), (escrow.MinimumTransfer, escrow.MultisigAbove));
    }

    [Fact]
    public void A_treasury_alone_sets_nothing_aside() => Assert.Null(Load(section => section.Remove("TaxEscrow"))!.TaxEscrow);

    public static TheoryData<string, Action<JsonObject>, string> Mistakes => new()
    {
        { "another chain", section => Treasury(section)["Chain"] = "localnt", "Escrow:Treasury:Chain: 'localnt' is not in Chains: use localnet." },
        { "no chain", section => Treasury(section).Remove("Chain"), "Escrow:Treasury:Chain: missing: it must be given." },
        { "no treasury address", section => Treasury(section).Remove("Address"), "Escrow:Treasury:Address: missing: it must be given." },
        { "escrow into itself", section => section["TaxEscrow"] = $"{Some.Address(30)}", $"Escrow:TaxEscrow: '{Some.Address(30)}' is the treasury itself" },
        { "escrow without treasury", section => section.Remove("Treasury"), "Escrow:Treasury: missing: TaxEscrow says where tax goes" },
        { "an escrow that is nobody", section => section["TaxEscrow"] = "0x0000000000000000000000000000000000000000", "Escrow:TaxEscrow: '0x0000000000000000000000000000000000000000' is nobody" },
        { "no address", section => section["TaxEscrow"] = "tax", "Escrow:TaxEscrow: 'tax' is not an address" },
        { "a kind that is not there", section => Treasury(section)["Kind"] = "Sfe", "Escrow:Treasury:Kind: 'Sfe' is not known: use Safe." },
        { "negative minimum", section => section["MinimumTransfer"]!["Amount"] = "-1", "Escrow:MinimumTransfer:Amount: '-1' is not an amount of money" },
        { "words for money", section => section["MultisigAbove"]!["Amount"] = "much", "Escrow:MultisigAbove:Amount: 'much' is not an amount of money" },
        { "a comma", section => section["MultisigAbove"]!["Amount"] = "50,000", "Escrow:MultisigAbove:Amount: '50,000' is not an amount of money" },
        { "an exponent", section => section["MultisigAbove"]!["Amount"] = "5e4", "Escrow:MultisigAbove:Amount: '5e4' is not an amount of money" },
        { "misspelt key", section => section["MinimunTransfer"] = new JsonObject(), "Escrow:MinimunTransfer: no such key: use MinimumTransfer, or remove it." },
        { "misspelt key of the treasury", section => Treasury(section)["Adress"] = "x", "Escrow:Treasury:Adress: no such key: use Address, or remove it." },
        { "one and several", section => section["Treasuries"] = new JsonArray(Entry(31, "Safe")), "Escrow:Treasuries: Treasury is given as well" },
        { "twice the same", section => Several(section, Entry(31, "Safe"), Entry(31, "Eoa")), $"Escrow:Treasuries: '{Some.Address(31)}' on localnet is given twice" },
        { "another chain among several", section => { Several(section, Entry(31, "Safe")); section["Treasuries"]![0]!["Chain"] = "localnt"; }, "Escrow:Treasuries:0:Chain: 'localnt' is not in Chains: use localnet." },
        { "escrow into one of several", section => Several(section, Entry(31, "Safe"), Entry(50, "Eoa"), escrow: 50), $"Escrow:TaxEscrow: '{Some.Address(50)}' is the treasury itself" },
        { "another currency", section => section["MultisigAbove"]!["Currency"] = "EUR", "Escrow:MultisigAbove:Currency: 'EUR' is not the currency in which payments are valued: use USD" },
        { "an authority that is nobody", section => section["Authority"] = "0x0000000000000000000000000000000000000000", "Escrow:Authority: '0x0000000000000000000000000000000000000000' is nobody" },
        { "misspelt key of an amount", section => section["MinimumTransfer"]!["Amonut"] = "1", "Escrow:MinimumTransfer:Amonut: no such key: use Amount, or remove it." },
    };

    [Theory]
    [MemberData(nameof(Mistakes), DisableDiscoveryEnumeration = true)]
    public void A_mistake_is_one_line_that_names_the_key_the_value_and_the_fix(string mistake, Action<JsonObject> make, string expected)
    {
        var refused = Assert.Throws<ChainWatchException>(() => Load(make));
        Assert.True(refused.Message.Contains(expected, StringComparison.Ordinal) && refused.Message.Split('\n').Length == 1, $"{mistake}: {refused.Message}");
        Assert.Equal((1, "configuration"), (refused.ExitCode, refused.Code));
    }

    private static JsonObject Treasury(JsonObject section) => (JsonObject)section["Treasury"]!;

    private static JsonObject Entry(int address, string kind) => new() { ["Chain"] = "localnet", ["Kind"] = kind, ["Address"] = $"{Some.Address(address)}" };

    private static void Several(JsonObject section, JsonObject first, JsonObject? second = null, int? escrow = null)
    {
        section.Remove("Treasury");
        section["Treasuries"] = second is null ? new JsonArray(first) : new JsonArray(first, second);
        if (escrow is { } wallet)
        {
            section["TaxEscrow"] = $"{Some.Address(wallet)}";
        }
    }

    private EscrowSettings? Load(Action<JsonObject> change)
    {
        var root = ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Address(30));
        change((JsonObject)root["Escrow"]!);
        return Load(root);
    }

    private EscrowSettings? Load(JsonObject root)
    {
        var path = Path.Combine(_folder, "appsettings.json");
        File.WriteAllText(path, root.ToJsonString());
        return Settings.Load(path).Escrow;
    }
}
