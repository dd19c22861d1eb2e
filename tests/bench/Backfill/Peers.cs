namespace ChainWatch.Bench.Backfill;

/// <summary>Where the peers are that are no .NET programs: scripts/bench installs them, and runs this program from the repository's root.</summary>
internal static class Peers
{
    public static string File(string peer, string name)
    {
        var path = Path.GetFullPath(Path.Combine("tests", "bench", "peers", peer, name));
        return System.IO.File.Exists(path) ? path : throw new FileNotFoundException($"{path} is not there: run scripts/bench.");
    }
}
