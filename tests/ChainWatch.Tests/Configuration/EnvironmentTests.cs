using ChainWatch.Support;

namespace ChainWatch.Tests.Configuration;

/// <summary>The environment is the process's: these tests run alone.</summary>
[CollectionDefinition(nameof(EnvironmentTests), DisableParallelization = true)]
[Collection(nameof(EnvironmentTests))]
public sealed class EnvironmentTests : IDisposable
{
    private const string Confirmations = "CHAINWATCH_Chains__0__Confirmations";
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-test-").FullName;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Confirmations, null);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void An_environment_variable_overrides_the_file()
    {
        Environment.SetEnvironmentVariable(Confirmations, "33");
        Assert.Equal(33UL, Load().Chains[0].Confirmations);
    }

    [Fact]
    public void A_mistake_in_an_environment_variable_is_told_like_one_in_the_file()
    {
        Environment.SetEnvironmentVariable(Confirmations, "many");
        Assert.Contains("Chains:0:Confirmations: 'many' is not a whole number", Assert.Throws<ChainWatchException>(Load).Message, StringComparison.Ordinal);
    }

    private Settings Load()
    {
        var path = Path.Combine(_folder, "appsettings.json");
        File.WriteAllText(path, ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Address(30)).ToJsonString());
        return Settings.Load(path);
    }
}
