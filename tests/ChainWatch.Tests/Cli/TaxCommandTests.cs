using System.Text.Json;
using ChainWatch.Cli;
using ChainWatch.Primitives;
using ChainWatch.Splitting;
using ChainWatch.Tests.Taxing;

namespace ChainWatch.Tests.Cli;

public sealed class TaxCommandTests : IDisposable
{
    private const string Estonia = "{ 'Residency': 'EE' }";

    private readonly Books _books = new();
    private readonly long _first;
    private readonly long _second;
    private readonly long _ether;

    public TaxCommandTests()
    {
        _first = _books.Pay(1_000_001, "2026-01-31T23:59:59Z", value: "1");
        _second = _books.Pay(2_000_000, "2026-02-01", "Dividend", value: "none");
        _ether = _books.Pay(1_000_000_000_000_000_000, "2026-02-02", value: "3000", token: Token.Native);
        _books.Pass(Books.Taxes(Estonia));
        _books.Ledger.Write(connection => DueLedger.RecordEscrowed(connection, Books.ChainId, Books.Coin, 300_001, "0xaa", null, _books.Clock.GetUtcNow()));
    }

    public void Dispose() => _books.Dispose();

    [Fact]
    public async Task Due_tells_of_each_payment_and_ends_with_totals_where_they_are_asked_for()
    {
        var lines = (await JsonAsync(Estonia, "tax", "due", "--totals")).EnumerateArray().ToList();

        Assert.Equal(5, lines.Count);
        Assert.Equal($"{_first}", Text(lines[0], "incomeId"));
        Assert.Equal(("EE", "EE/*", 2000), (Text(lines[0], "jurisdiction"), Text(lines[0], "ruleId"), lines[0].GetProperty("basisPoints").GetInt32()));
        Assert.Equal(("200001", "200001", "0"), Due(lines[0]));
        Assert.Equal(("400000", "100000", "300000"), Due(lines[1]));
        Assert.Equal(("200000000000000000", "0", "200000000000000000"), Due(lines[2]));
        Assert.Equal("native", Text(lines[2].GetProperty("due"), "token"));
        Assert.Equal(["ETH", "USDC"], lines[3..].Select(line => Text(line.GetProperty("due"), "symbol")));
        Assert.Equal(("600001", "300001", "300000"), Due(lines[4]));
        Assert.Equal(("all", 2), (Text(lines[4], "total"), lines[4].GetProperty("payments").GetInt32()));
    }

    [Theory]
    [InlineData("source", "album-royalties album-royalties")]
    [InlineData("month", "2026-01 2026-02 2026-02")]
    [InlineData("token", "0x native")]
    public async Task Due_is_summed_by_source_month_or_token(string by, string groups)
    {
        var lines = (await JsonAsync(Estonia, "tax", "due", "--by", by)).EnumerateArray().ToList();

        Assert.Equal(groups, string.Join(' ', lines.Select(line => Text(line, "total")).Select(total => total.StartsWith("0x", StringComparison.Ordinal) ? "0x" : total)));
        Assert.Equal(3, lines.Sum(line => line.GetProperty("payments").GetInt32()));
    }

    [Fact]
    public async Task Rates_tell_of_every_jurisdiction_and_which_are_examples()
    {
        var rates = (await JsonAsync("{ 'Residency': [ { 'Code': 'EE', 'From': '2026-01-01' } ], 'Jurisdictions': [ { 'Code': 'SG', 'BasisPoints': 850 } ] }", "tax", "rates")).EnumerateArray().ToList();

        Assert.Equal("AE true 0, EE true 1, SG false 1, US true 0", string.Join(", ", rates.Select(rate =>
            $"{Text(rate, "jurisdiction")} {(rate.GetProperty("example").GetBoolean() ? "true" : "false")} {rate.GetProperty("rules").GetArrayLength()}")));
        Assert.Equal("2026-01-01", Text(rates[1].GetProperty("residency")[0], "from"));
        Assert.Equal(850, rates[2].GetProperty("rules")[0].GetProperty("basisPoints").GetInt32());
        Assert.Equal(1000, rates[2].GetProperty("range").GetProperty("max").GetInt32());
    }

    [Fact]
    public async Task Compare_tells_both_ends_of_a_range_without_a_rate()
    {
        var compared = (await JsonAsync(Estonia, "tax", "compare", "--residency", "ee", "US")).EnumerateArray().ToList();

        Assert.Equal(["EE", "US"], compared.Select(item => Text(item, "jurisdiction")));
        Assert.Equal("600.2000008", Text(compared[0].GetProperty("low").GetProperty("value"), "amount"));
        Assert.Equal(("450.15", "1110.37"), (Cents(compared[1], "low"), Cents(compared[1], "high")));
        Assert.Equal(["200000000000000000", "600001"], compared[0].GetProperty("high").GetProperty("tokens").EnumerateArray().Select(token => Text(token.GetProperty("due"), "baseUnits")));
        Assert.Equal(3, compared[1].GetProperty("payments").GetInt32());
    }

    [Fact]
    public async Task A_statement_in_csv_has_every_figure_of_every_payment()
    {
        var file = Path.Combine(_books.Temp.Folder, "2026.csv");
        var told = await JsonAsync(Estonia, "tax", "statement", "--year", "2026", "--out", file);
        var version = _books.Temp.Value<string>("SELECT version FROM tax_rule");

        string Line(long id, string at, string category, string token, string amount, string value, string from, string basis, string due, string escrowed, string outstanding) =>
            $"{id},{at},album-royalties,{category},localnet,{ChainWatch.Support.Some.Hash((int)id)},{id},{token},{amount},{value},{from},EE,EE/*,{version},2000,{basis},{due},{escrowed},{outstanding},0,,received";
        Assert.Equal(
            [
                "income_id,occurred_at,source,category,chain,transaction_hash,log_index,token,symbol,amount,value,currency,price_source,jurisdiction,rule_id,rule_version,basis_points,basis,allowance,due,escrowed,outstanding,settled,unassessed,stage",
                Line(_first, "2026-01-31T23:59:59Z", "Royalty", $"{Books.Coin},USDC", "1.000001", "1.00,USD", "pinned", "1.00,0.00", "0.200001", "0.200001", "0"),
                Line(_second, "2026-02-01T00:00:00Z", "Dividend", $"{Books.Coin},USDC", "2", ",", "none", ",", "0.4", "0.1", "0.3"),
                Line(_ether, "2026-02-02T00:00:00Z", "Royalty", "native,ETH", "1", "3000.00,USD", "pinned", "3000.00,0.00", "0.2", "0", "0.2"),
                "",
            ],
            (await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken)).Split("\r\n"));
        Assert.Equal(3, told.GetProperty("payments").GetInt32());
    }

    [Fact]
    public async Task A_statement_in_markdown_sums_by_token_and_lets_nothing_from_a_chain_build_tables()
    {
        _books.Temp.Execute("UPDATE token SET symbol = 'a|<b>' WHERE symbol = 'USDC'");
        var file = Path.Combine(_books.Temp.Folder, "2026.md");
        await JsonAsync(Estonia, "tax", "statement", "--year", "2026", "--out", file);
        var text = await File.ReadAllTextAsync(file, TestContext.Current.CancellationToken);

        Assert.Contains("| EE | localnet | ETH | received | 1 | 1 | 0.2 | 0 | 0.2 | 0 |\n", text, StringComparison.Ordinal);
        Assert.Contains("| EE | localnet | a\\|\\<b\\> | received | 2 | 3.000001 | 0.600001 | 0.300001 | 0.3 | 0 |\n", text, StringComparison.Ordinal);
        Assert.Contains("| EE | Royalty | received | 2 | 0 | 3001.00 USD |\n", text, StringComparison.Ordinal);
        Assert.Contains("no tax advice", text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Income_show_recites_the_tax()
    {
        var tax = (await JsonAsync(Estonia, "income", "show", $"{_first}")).GetProperty("tax");

        Assert.Equal(("0.200001", "0.8"), (Text(tax.GetProperty("assessed"), "display"), Text(tax.GetProperty("owner"), "display")));
        Assert.Equal(
            ["rule EE/*: category *, stage received", "1.000001 USDC at 20 %", "tax: 0.200001 USDC, rounded up to a base unit"],
            tax.GetProperty("steps").EnumerateArray().Select(step => step.GetString()));
        var (code, output, _) = await RunAsync(Estonia, "income", "show", $"{_first}");
        Assert.Equal(0, code);
        Assert.Contains("0.200001 USDC (EE, 20 %), the owner keeps 0.8 USDC", output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Income_show_recites_what_was_assessed_before_a_value_was_corrected()
    {
        const string elsewhere =
            "{ 'Residency': 'XX', 'Jurisdictions': [ { 'Code': 'XX', 'Name': 'Elsewhere', 'Range': { 'Min': 0, 'Max': 5000 }, 'Rules': [ { 'Category': '*', 'Allowance': '100', 'BasisPoints': 1000 } ] } ] }";
        var id = _books.Pay(1_000_000, "2026-03-03", value: "600");
        _books.Pass(Books.Taxes(elsewhere));
        _books.Value(id, "200");
        _books.Temp.Execute("UPDATE valuation SET price_source = 'manual' WHERE income_id = @id", new { id });
        Adjusting.Run(_books.Ledger, id, "the feed was wrong", _books.Clock.GetUtcNow());

        var tax = (await JsonAsync(elsewhere, "income", "show", $"{id}")).GetProperty("tax");

        Assert.Equal("0.05", Text(tax.GetProperty("assessed"), "display"));
        var before = Assert.Single(tax.GetProperty("history").EnumerateArray().ToList());
        Assert.Equal(("0.083334", "the feed was wrong", $"{id}"), (Text(before.GetProperty("assessed"), "display"), Text(before, "note"), Text(before, "correctedId")));
        Assert.Contains("500.00 USD at 10 %", before.GetProperty("steps").EnumerateArray().Select(step => step.GetString()));
        Assert.Contains("the feed was wrong", (await RunAsync(elsewhere, "income", "show", $"{id}")).Output, StringComparison.Ordinal);
        Assert.Empty((await JsonAsync(Estonia, "income", "show", $"{_first}")).GetProperty("tax").GetProperty("history").EnumerateArray());
    }

    [Theory]
    [InlineData(Estonia, 0, "tax", "due")]
    [InlineData(Estonia, 0, "tax", "due", "--by", "month", "--totals")]
    [InlineData(Estonia, 0, "tax", "rates")]
    [InlineData(Estonia, 0, "tax", "compare")]
    [InlineData(Estonia, 1, "tax", "compare", "--residency", "ZZ")]
    [InlineData(Estonia, 1, "tax", "statement", "--year", "2026", "--out", "statement.pdf")]
    [InlineData(Estonia, 1, "tax", "statement", "--year", "2026", "--out", "/nowhere/at/all.md")]
    [InlineData(Estonia, 2, "tax", "statement", "--year", "26", "--out", "statement.md")]
    [InlineData(Estonia, 2, "tax", "statement", "--year", "2026")]
    [InlineData(Estonia, 2, "tax", "due", "--by", "week")]
    [InlineData(Estonia, 2, "tax")]
    [InlineData("{ 'Residency': 'US' }", 1, "tax", "rates")]
    public async Task Each_ends_with_its_exit_code(string taxes, int code, params string[] args)
    {
        var (ended, output, error) = await RunAsync(taxes, args);

        Assert.Equal(code, ended);
        Assert.Equal(code == 0, error.Length == 0);
        Assert.True(code != 0 || output.Length > 0);
    }

    [Fact]
    public async Task Reassess_tells_of_what_changed_and_refuses_what_nobody_corrected()
    {
        const string brackets = "{ 'Residency': 'XX', 'Jurisdictions': [ { 'Code': 'XX', 'Name': 'X', 'Range': { 'Min': 0, 'Max': 5000 }, 'Rules': [ { 'Category': '*', 'Brackets': [ { 'UpTo': '1', 'BasisPoints': 1000 }, { 'BasisPoints': 2000 } ] } ] } ] }";
        var id = _books.Pay(1_000_000, "2026-02-03", value: "1");
        _books.Pass(Books.Taxes(brackets));
        Assert.Equal(1, (await RunAsync(brackets, "tax", "reassess", $"{id}", "--note", "why")).Code);
        Assert.Equal(0, (await RunAsync(brackets, "income", "value", $"{id}", "--price", "2", "--note", "why")).Code);

        var line = Assert.Single((await JsonAsync(brackets, "tax", "reassess", $"{id}", "--note", "why")).EnumerateArray());

        Assert.Equal(($"{id}", "100000"), (Text(line, "incomeId"), Text(line, "before")));
        Assert.Equal(("150000", "0", "150000"), Due(line));
    }

    private static (string, string, string) Due(JsonElement line) => (BaseUnits(line, "due"), BaseUnits(line, "escrowed"), BaseUnits(line, "outstanding"));

    private static string BaseUnits(JsonElement line, string name) => Text(line.GetProperty(name), "baseUnits");

    private static string Cents(JsonElement item, string end)
    {
        var amount = Text(item.GetProperty(end).GetProperty("value"), "amount");
        return amount[..(amount.IndexOf('.', StringComparison.Ordinal) + 3)];
    }

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private async Task<JsonElement> JsonAsync(string taxes, params string[] args)
    {
        var (code, output, error) = await RunAsync(taxes, [.. args, "--json"]);
        Assert.Equal((0, ""), (code, error));
        return JsonDocument.Parse(output).RootElement;
    }

    private async Task<(int Code, string Output, string Error)> RunAsync(string taxes, params string[] args)
    {
        var config = Path.Combine(_books.Temp.Folder, "appsettings.json");
        await File.WriteAllTextAsync(
            config,
            $$"""
            {
              "Ledger": { "ConnectionString": "Data Source={{_books.Temp.Settings.File}}" },
              "Chains": [ { "Name": "localnet", "ChainId": 31337, "Endpoints": [ "http://127.0.0.1:1" ] } ],
              "Sources": [],
              "Taxes": {{taxes.Replace('\'', '"')}}
            }
            """,
            TestContext.Current.CancellationToken);
        var (output, error) = (new StringWriter(), new StringWriter());
        var code = await CommandLine.RunAsync([.. args, "--config", config], output, error, TestContext.Current.CancellationToken);
        return (code, output.ToString(), error.ToString());
    }
}
