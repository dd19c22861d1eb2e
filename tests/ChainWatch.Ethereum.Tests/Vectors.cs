namespace ChainWatch.Ethereum.Tests;

/// <summary>
/// Public test data that nobody in this project wrote. It is read where it lies, in the folder that CHAINWATCH_VECTORS
/// names, else in shared/vectors beside the repository; a test whose data is absent is a reported skip, never a pass.
/// </summary>
internal static class Vectors
{
    private static readonly string? Folder = Find();

    /// <summary>The full path of a file or folder below the vectors' folder; skips the test where it is absent.</summary>
    public static string Path(string relative)
    {
        Assert.SkipWhen(Folder is null, "No vectors here: set CHAINWATCH_VECTORS to their folder.");
        var path = System.IO.Path.Combine(Folder!, relative);
        Assert.SkipUnless(File.Exists(path) || Directory.Exists(path), $"The vectors hold no {relative}.");
        return path;
    }

    private static string? Find()
    {
        if (Environment.GetEnvironmentVariable("CHAINWATCH_VECTORS") is { Length: > 0 } named)
        {
            return named;
        }

        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(System.IO.Path.Combine(folder.FullName, "ChainWatch.sln")))
            {
                var beside = System.IO.Path.Combine(folder.FullName, "..", "shared", "vectors");
                return Directory.Exists(beside) ? System.IO.Path.GetFullPath(beside) : null;
            }
        }

        return null;
    }
}
