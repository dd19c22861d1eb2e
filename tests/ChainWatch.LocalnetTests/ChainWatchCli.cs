using System.Text.Json.Nodes;
using ChainWatch.Cli;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>The real command line, run on a folder's configuration within this process.</summary>
internal sealed class ChainWatchCli(WatchFolder folder)
{
    /// <summary>Runs a command: its exit code, and what it wrote to standard output and to standard error.</summary>
    public async Task<(int ExitCode, string Output, string Error)> RunAsync(params IEnumerable<string> arguments)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(
            ["--config", folder.Configuration, .. arguments], output, error, TestContext.Current.CancellationToken);
        return (code, $"{output}", $"{error}");
    }

    /// <summary>Runs a command that must succeed; its JSON.</summary>
    public async Task<JsonNode> AskAsync(params IEnumerable<string> arguments)
    {
        var (code, output, error) = await RunAsync([.. arguments, "--json"]);
        Assert.True((code, error) == (0, ""), $"{string.Join(' ', arguments)}: {code}: {error}");
        return JsonNode.Parse(output)!;
    }
}
