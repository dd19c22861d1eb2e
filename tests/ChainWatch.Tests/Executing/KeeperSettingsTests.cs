using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Executing;
using ChainWatch.Support;
using ChainWatch.Tests.Configuration;

namespace ChainWatch.Tests.Executing;

public sealed class KeeperSettingsTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void There_is_no_keeper_unless_it_is_asked_for()
    {
        Assert.False(Load(null).IsEnabled);
        Assert.False(Load("""{ "KeyFile": "k.json", "PassphraseFile": "p.txt" }""").IsEnabled);
    }

    [Fact]
    public void Files_are_relative_to_the_configuration_and_the_rest_is_as_documented()
    {
        var keeper = Load("""{ "Enabled": true, "KeyFile": "keys/k.json", "PassphraseFile": "p.txt" }""");
        Assert.Equal((Path.Combine(_folder, "keys/k.json"), Path.Combine(_folder, "p.txt")), (keeper.KeyFile, keeper.PassphraseFile));
        Assert.Equal(BigInteger.Pow(10, 16), keeper.DailyGasBudget);
        Assert.Equal((true, true, TimeSpan.FromDays(1), TimeSpan.FromMinutes(3)), (keeper.Execute, keeper.Release, keeper.ReleaseEvery, keeper.ReplaceAfter));
    }

    [Theory]
    [InlineData("""{ "Enabled": true }""", "Keeper:KeyFile: missing")]
    [InlineData("""{ "Enabled": "perhaps" }""", "Keeper:Enabled: 'perhaps' is neither true nor false")]
    [InlineData("""{ "DailyGasBudget": "much" }""", "Keeper:DailyGasBudget: 'much' is no amount of coins")]
    [InlineData("""{ "DailyGasBudget": "0" }""", "Keeper:DailyGasBudget: '0' is no amount of coins")]
    [InlineData("""{ "Budget": "1" }""", "Keeper:Budget: no such key")]
    [InlineData("""{ "ReplaceAfter": "3" }""", "Keeper:ReplaceAfter: '3' is not a duration")]
    public void What_makes_no_sense_is_named(string section, string problem) =>
        Assert.Contains(problem, Assert.Throws<ChainWatchException>(() => Load(section)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_keeper_without_a_treasury_is_refused()
    {
        var refused = Assert.Throws<ChainWatchException>(() => Load("""{ "Enabled": true, "KeyFile": "k.json", "PassphraseFile": "p.txt" }""", hasTreasury: false));
        Assert.Contains("Keeper:Enabled: there is nothing to keep", refused.Message, StringComparison.Ordinal);
    }

    private KeeperSettings Load(string? section, bool hasTreasury = true)
    {
        var root = ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Address(30));
        if (section is not null)
        {
            root["Keeper"] = JsonNode.Parse(section);
        }

        if (!hasTreasury)
        {
            root.Remove("Escrow");
        }

        var file = Path.Combine(_folder, "appsettings.json");
        File.WriteAllText(file, root.ToJsonString());
        return Settings.Load(file).Keeper;
    }
}
