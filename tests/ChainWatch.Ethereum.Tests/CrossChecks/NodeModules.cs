namespace ChainWatch.Ethereum.Tests.CrossChecks;

/// <summary>
/// Packages of npm that the library is compared with: those in the folder that CHAINWATCH_NODE_MODULES names, else those of
/// the local chain. A test of an absent one is a reported skip.
/// </summary>
internal static class NodeModules
{
    /// <summary>The checkout that holds these tests.</summary>
    public static string Repository
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "ChainWatch.sln")))
            {
                folder = folder.Parent;
            }

            Assert.SkipWhen(folder is null, "The tests do not run inside a checkout, where the other programs are looked for.");
            return folder!.FullName;
        }
    }

    /// <summary>The folder of packages, which holds <paramref name="file"/>.</summary>
    public static string With(string file)
    {
        var modules = Environment.GetEnvironmentVariable("CHAINWATCH_NODE_MODULES") is { Length: > 0 } named
            ? named
            : Path.Combine(Repository, "hardhat-localnet", "node_modules");
        Assert.SkipUnless(
            File.Exists(Path.Combine(modules, file)),
            $"There is no {file} in {modules}: run `npm ci --ignore-scripts` in hardhat-localnet, or set CHAINWATCH_NODE_MODULES.");
        return Path.GetFullPath(modules);
    }
}
