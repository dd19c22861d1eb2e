using ChainWatch.Support;
using ChainWatch.Tests.Configuration;

namespace ChainWatch.Tests.Cli;

/// <summary>Nothing is published unless a service is configured.</summary>
public sealed class EscrowPublishingTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("publish", "1")]
    [InlineData("fetch", "1")]
    [InlineData("unpublish", "1", "--key", "alice")]
    public async Task Without_a_service_each_command_says_how_to_name_one(params string[] words)
    {
        var file = Path.Combine(_folder, "appsettings.json");
        await File.WriteAllTextAsync(
            file, ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Address(30)).ToJsonString(), TestContext.Current.CancellationToken);

        var refused = await CliRun.Of(new ScriptedTerminal(), ["--config", file, "--json", "escrow", .. words]);

        Assert.Equal((1, "no-service"), (refused.Code, refused.Failure["code"]!.GetValue<string>()));
        Assert.Contains("docs/configuration.md", refused.Failure["hint"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
