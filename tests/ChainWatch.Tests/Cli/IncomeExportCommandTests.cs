using System.Text.Json;
using ChainWatch.Tests.Reporting;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Cli;

public sealed class IncomeExportCommandTests : IDisposable
{
    private readonly Books _books = new();
    private string _source = "";
    private string _sections = "";

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task An_export_says_what_it_wrote_and_what_it_left_out()
    {
        _books.Pay(1_000_000, "2026-01-31");
        _books.Pay(2_000_000, "2026-02-01");
        _books.Orphan(_books.Pay(3_000_000, "2026-02-02"));
        var file = Path.Combine(_books.Temp.Folder, "rotki.csv");

        var written = (await TypeAsync("income", "export", "--format", "rotki", "--out", file, "--to", "2026-01-31", "--json")).Json;
        var rest = await TypeAsync("income", "export", "--format", "rotki", "--out", file + "2");

        Assert.Equal((file, 1, 0), (written.GetProperty("file").GetString(), written.GetProperty("rows").GetInt32(), written.GetProperty("leftOut").GetArrayLength()));
        Assert.Equal("1", Assert.Single(RotkiEvent.Read(await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken))).Amount);
        Assert.Contains("1 rows, 0 of them take back", rest.Output, StringComparison.Ordinal);
        Assert.Contains("left out: 1 orphaned: a reorg took it back", rest.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_can_be_asked_for_again_and_a_file_is_not_replaced()
    {
        _books.Pay(1_000_000);
        var file = Path.Combine(_books.Temp.Folder, "all.json");

        Assert.Equal(0, (await TypeAsync("income", "export", "--format", "json", "--out", file, "--all")).ExitCode);
        var again = await TypeAsync("income", "export", "--format", "json", "--out", file, "--all", "--json");

        Assert.Equal((1, "file-exists"), (again.ExitCode, again.ErrorJson.GetProperty("code").GetString()));
        Assert.Equal(2, (await TypeAsync("income", "export", "--format", "xml", "--out", file)).ExitCode);
        Assert.Equal(2, (await TypeAsync("income", "export", "--format", "csv")).ExitCode);
    }

    [Fact]
    public async Task Status_tells_of_yields_beside_what_the_configuration_expects()
    {
        _source = ", \"Cost\": { \"Currency\": \"USD\", \"Amount\": \"10000\" }";
        _sections = ", \"Categories\": { \"Royalty\": { \"ExpectedYield\": { \"Min\": \"7.5\", \"Max\": \"12\" } } }";
        _books.Pay(1_000_000, "2020-01-01", value: "1");

        var yields = (await TypeAsync("status", "--json")).Json.GetProperty("yields")[0];
        var shown = await TypeAsync("sources", "show", Books.Source);

        Assert.Equal("""{"min":"7.5","max":"12"}""", JsonSerializer.Serialize(yields.GetProperty("expected")));
        Assert.Equal([7, 30, 90, 365], yields.GetProperty("windows").EnumerateArray().Select(window => window.GetProperty("days").GetInt32()));
        Assert.All(yields.GetProperty("windows").EnumerateArray(), window => Assert.Equal("0.00", window.GetProperty("percent").GetString()));
        Assert.Contains("7.5 to 12 %", shown.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(", \"Cost\": { \"Currency\": \"USD\", \"Amount\": \"-1\" }", "", "Sources:0:Cost:Amount: '-1' is not what something cost")]
    [InlineData(", \"Cost\": { \"Currency\": \"EUR\", \"Amount\": \"1\" }", ", \"Pricing\": {\"Currency\":\"USD\"}", "Cost: EUR is not the currency")]
    [InlineData("", ", \"Categories\": { \"X\": { \"ExpectedYield\": { \"Min\": \"9\", \"Max\": \"7\" } } }", "Categories:X:ExpectedYield:Max: it is below Min")]
    [InlineData("", ", \"Categories\": { \"X\": { \"ExpectedYield\": { \"Min\": \"x\", \"Max\": \"7\" } } }", "'x' is not a percentage")]
    [InlineData("", ", \"Categories\": { \"X\": { \"Expected\": \"7\" } }", "Categories:X:Expected: no such key")]
    public async Task What_makes_no_sense_is_refused(string source, string sections, string message)
    {
        (_source, _sections) = (source, sections);

        var typed = await TypeAsync("status");

        Assert.Equal(1, typed.ExitCode);
        Assert.Contains(message, typed.Error, StringComparison.Ordinal);
    }

    private async Task<TypedCommand> TypeAsync(params string[] arguments)
    {
        var config = Path.Combine(_books.Temp.Folder, "appsettings.json");
        _ = _books.Ledger;
        await File.WriteAllTextAsync(
            config,
            $$"""
            {
              "Ledger": { "ConnectionString": "Data Source={{_books.Temp.Settings.File}}" },
              "Chains": [ { "Name": "localnet", "ChainId": 31337, "Endpoints": [ "http://127.0.0.1:1" ] } ],
              "Sources": [ { "Name": "{{Books.Source}}", "Chain": "localnet", "Kind": "payment-splitter", "Contract": "0x00000000000000000000000000000000000000aa",
                  "Beneficiary": "0x00000000000000000000000000000000000000bb", "Category": "Royalty"{{_source}} } ]{{_sections}}
            }
            """,
            TestContext.Current.CancellationToken);
        return await TypedCommand.RunAsync([.. arguments, "--config", config]);
    }
}
