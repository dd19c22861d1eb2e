namespace ChainWatch.Bench.Backfill;

/// <summary>What runs .NET programs here.</summary>
internal static class Dotnet
{
    public static string Host => Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";
}
