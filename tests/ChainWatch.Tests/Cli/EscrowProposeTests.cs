using ChainWatch.Storage;
using ChainWatch.Support;
using ChainWatch.Tests.Configuration;

namespace ChainWatch.Tests.Cli;

/// <summary>What of the words of <c>escrow propose</c> makes no sense together is refused before any chain is asked.</summary>
public sealed class EscrowProposeTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Theory]
    [InlineData("Safe", "amount", "Leave one of them", "--batch", "--token", "native", "--amount", "1")]
    [InlineData("Safe", "amount", "Leave one of them", "--all", "--token", "native", "--amount", "1")]
    [InlineData("Eoa", "no-batch", "name a Safe with --treasury", "--all", "--batch")]
    [InlineData("TaxSplitter", "splitter", "release(token)", "--all", "--batch")]
    public async Task What_makes_no_sense_together(string kind, string code, string hint, params string[] words)
    {
        var root = ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Owner);
        root["Escrow"]!["Treasury"]!["Kind"] = kind;
        var file = Path.Combine(_folder, "appsettings.json");
        await File.WriteAllTextAsync(file, root.ToJsonString(), TestContext.Current.CancellationToken);
        Ledger.OpenToWrite(new LedgerSettings(Path.Combine(_folder, "data", "chainwatch.db")), new FakeClock());

        var refused = await CliRun.Of(new ScriptedTerminal(), ["--config", file, "--json", "escrow", "propose", .. words]);

        Assert.Equal((1, code), (refused.Code, refused.Failure["code"]!.GetValue<string>()));
        Assert.Contains(hint, refused.Failure["hint"]!.GetValue<string>(), StringComparison.Ordinal);
    }
}
