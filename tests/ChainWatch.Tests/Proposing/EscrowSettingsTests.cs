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
        Assert.Equal(("localnet", Some.Address(30), "0x000000000000000000000000000000000000dEaD"), (escrow.Chain, escrow.Treasury, $"{escrow.TaxEscrow}"));
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

    private EscrowSettings? Load(Action<JsonObject> change)
    {
        var root = ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Address(30));
        change((JsonObject)root["Escrow"]!);
        var path = Path.Combine(_folder, "appsettings.json");
        File.WriteAllText(path, root.ToJsonString());
        return Settings.Load(path).Escrow;
    }
}
