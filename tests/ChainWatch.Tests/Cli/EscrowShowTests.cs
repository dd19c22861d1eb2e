using ChainWatch.Primitives;
using ChainWatch.Support;
using ChainWatch.Tests.Configuration;
using ChainWatch.Tests.Proposing;

namespace ChainWatch.Tests.Cli;

/// <summary>What a person reads of a batch before signing it.</summary>
public sealed class EscrowShowTests : IDisposable
{
    private readonly TreasuryBooks _books = new();

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task Every_transfer_of_a_batch_is_named_with_a_word_of_warning_and_what_the_ledger_says()
    {
        _books.DeployBatchContract();
        _books.Pay(5_000_000);
        _books.Pay(5000, token: Token.Native);
        await _books.BatchAsync();

        var shown = await RunAsync("show", "1");
        Assert.Contains($"1 USDC ({Some.Coin}) from the Safe {Some.Owner} to {TreasuryBooks.TaxEscrow}", shown, StringComparison.Ordinal);
        Assert.Contains($"0.000000000000001 ETH from the Safe {Some.Owner} to {TreasuryBooks.TaxEscrow}", shown, StringComparison.Ordinal);
        Assert.Contains("not every hardware wallet shows what such a batch does", shown, StringComparison.Ordinal);
        Assert.Contains("says the same", shown, StringComparison.Ordinal);

        var listed = await RunAsync("list");
        Assert.Matches(@"draft +escrow +0 +0\.000000000000001 +ETH", listed);
        Assert.Matches(@"\n +1 +USDC", listed);

        _books.Books.Temp.Execute("UPDATE proposal_transfer SET amount = '999999' WHERE amount = '1000000'");
        Assert.Contains($"the ledger says that it moves 999999 base units of {Some.Coin}", await RunAsync("show", "1"), StringComparison.Ordinal);
    }

    // Lines are broken by the width of the terminal: what is compared is the words.
    private async Task<string> RunAsync(params string[] words)
    {
        var root = ConfigurationExample.Of(Some.Contract, Some.Owner, Some.Owner);
        root["Ledger"]!["ConnectionString"] = $"Data Source={_books.Books.Temp.Settings.File}";
        var file = Path.Combine(_books.Books.Temp.Folder, "appsettings.json");
        await File.WriteAllTextAsync(file, root.ToJsonString(), TestContext.Current.CancellationToken);
        var run = await CliRun.Of(new ScriptedTerminal(), ["--config", file, "escrow", .. words]);
        Assert.Equal((0, ""), (run.Code, run.Error));
        return run.Output;
    }
}
