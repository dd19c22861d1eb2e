using System.Text.Json.Nodes;
using ChainWatch.Cli;

namespace ChainWatch.Tests.Cli;

/// <summary>One command run in this process: its exit code and all that it printed.</summary>
internal sealed record CliRun(int Code, string Output, string Error)
{
    public JsonNode Json => JsonNode.Parse(Output)!;

    public JsonNode Failure => JsonNode.Parse(Error)!["error"]!;

    public static async Task<CliRun> Of(ScriptedTerminal terminal, params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync(args, output, error, terminal, TestContext.Current.CancellationToken);
        return new CliRun(code, output.ToString(), error.ToString());
    }
}
