using System.Diagnostics;
using System.Runtime.InteropServices;

namespace ChainWatch.Ethereum.Tests.CrossChecks;

/// <summary>Foundry's cast, which stands on alloy in Rust: one program for each question, without a node or a network.</summary>
internal static class Cast
{
    /// <summary>What cast prints, without the line's end.</summary>
    public static async Task<string> AskAsync(params string[] arguments)
    {
        using var cast = Process.Start(Start(arguments))!;
        var cancellation = TestContext.Current.CancellationToken;
        var errors = cast.StandardError.ReadToEndAsync(cancellation);
        var answer = await cast.StandardOutput.ReadToEndAsync(cancellation);
        await cast.WaitForExitAsync(cancellation);
        Assert.True(cast.ExitCode == 0, $"cast {string.Join(' ', arguments)}\n{await errors}");
        return answer.TrimEnd('\r', '\n');
    }

    private static ProcessStartInfo Start(string[] arguments)
    {
        var start = new ProcessStartInfo(Program(), arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,

            // Away from any foundry.toml and .env, which cast would obey, as it would the variables.
            WorkingDirectory = Path.GetTempPath(),
        };
        foreach (var name in start.Environment.Keys.Where(IsObeyed).ToArray())
        {
            start.Environment.Remove(name);
        }

        return start;
    }

    private static bool IsObeyed(string variable) => ((string[])["ETH_", "FOUNDRY_", "DAPP_", "TEMPO_"]).Any(
        prefix => variable.StartsWith(prefix, StringComparison.Ordinal));

    private static string Program()
    {
        var system = OperatingSystem.IsWindows() ? "win32" : OperatingSystem.IsMacOS() ? "darwin" : "linux";
        var processor = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        var file = Path.Combine("@foundry-rs", $"cast-{system}-{processor}", "bin", OperatingSystem.IsWindows() ? "cast.exe" : "cast");
        return Path.Combine(NodeModules.With(file), file);
    }
}
