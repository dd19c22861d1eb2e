using System.Text.Json;
using ChainWatch.Alerts;
using ChainWatch.Cli;
using ChainWatch.Support;
using ChainWatch.Tests.Valuing;

namespace ChainWatch.Tests.Cli;

public sealed class ValueAndAlertCommandTests : IDisposable
{
    private readonly PaidLedger _paid = new();
    private readonly string _config;

    public ValueAndAlertCommandTests()
    {
        _config = Path.Combine(_paid.Temp.Folder, "appsettings.json");
        File.WriteAllText(_config, """
            { "Ledger": { "ConnectionString": "Data Source=ledger.db" }, "Sources": [],
              "Chains": [ { "Name": "localnet", "ChainId": 31337, "Endpoints": [ "http://127.0.0.1:1" ] } ] }
            """);
    }

    public void Dispose() => _paid.Dispose();

    [Fact]
    public async Task A_value_is_given_listed_and_shown()
    {
        var id = $"{_paid.Pay()}";
        Assert.Equal(JsonValueKind.Null, (await RunAsync("income", "list", "--json")).Json[0].GetProperty("value").ValueKind);

        Assert.Equal(0, (await RunAsync("income", "value", id, "--price", "2500.5", "--note", "closing price", "--json")).Code);

        var item = (await RunAsync("income", "list", "--json")).Json[0];
        Assert.Equal(("USD", "2500.50", "manual"), (Text(item, "value", "currency"), Text(item, "value", "amount"), Text(item, "priceSource")));
        var shown = (await RunAsync("income", "show", id, "--json")).Json;
        Assert.Equal("closing price", Text(shown.GetProperty("valuation").GetProperty("evidence").GetProperty("steps")[0], "note"));
        Assert.Equal("closing price", Text(shown.GetProperty("valuation").GetProperty("history")[0], "note"));
        Assert.Contains("the owner said 2500.5: closing price", (await RunAsync("income", "show", id)).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_feed_said_is_shown_in_words()
    {
        _paid.AddFeed(new FakeFeed(Some.Address(11)).Round(90, 2500_00000000, 1));
        var id = $"{_paid.Pay()}";
        await _paid.ValueAsync();

        var shown = (await RunAsync("income", "show", id)).Output;

        Assert.Contains(
            $"feed {Some.Address(11)} answered 250000000000 (2500 with 8 decimals) in round 18446744073709551617, updated 2026-01-01 00:18:00 UTC, read at block 100 of 2026-01-01 00:20:00 UTC",
            shown,
            StringComparison.Ordinal);
        Assert.Contains("1 × 2500 = 2500.00 USD", shown, StringComparison.Ordinal);
        Assert.Equal("feed", Text((await RunAsync("income", "show", id, "--json")).Json.GetProperty("valuation").GetProperty("evidence").GetProperty("steps")[0], "kind"));
    }

    [Fact]
    public async Task A_refused_value_ends_with_1_and_says_why()
    {
        var refused = await RunAsync("income", "value", "99", "--price", "1", "--note", "n", "--json");

        Assert.Equal((1, "no-income"), (refused.Code, Text(refused.Error, "error", "code")));
        Assert.Equal(2, (await RunAsync("income", "value", "1", "--price", "1")).Code);
    }

    [Fact]
    public async Task Alerts_are_listed_acknowledged_and_part_of_status()
    {
        AlertBook.Raise(_paid.Temp.Ledger, new Alert("k", Severity.Critical, "subject", "It is wrong.", "Mend it."), FakeClock.Start);

        Assert.Equal("critical", Text((await RunAsync("alerts", "--json")).Json[0], "severity"));
        Assert.Equal("k", Text((await RunAsync("status", "--json")).Json.GetProperty("alerts")[0], "key"));
        Assert.Equal(0, (await RunAsync("alerts", "ack", "1")).Code);
        Assert.NotEqual(JsonValueKind.Null, (await RunAsync("alerts", "list", "--json")).Json[0].GetProperty("acknowledgedAt").ValueKind);
        Assert.Equal(1, (await RunAsync("alerts", "ack", "2")).Code);
        Assert.Contains("It is wrong. Mend it.", (await RunAsync("status")).Output, StringComparison.Ordinal);
    }

    private static string? Text(JsonElement element, params ReadOnlySpan<string> path)
    {
        foreach (var key in path)
        {
            element = element.GetProperty(key);
        }

        return element.GetString();
    }

    private async Task<Ran> RunAsync(params string[] args)
    {
        using var output = new StringWriter();
        using var error = new StringWriter();
        var code = await CommandLine.RunAsync([.. args, "--config", _config], output, error, TestContext.Current.CancellationToken);
        return new Ran(code, output.ToString(), error.ToString());
    }

    private sealed record Ran(int Code, string Output, string ErrorText)
    {
        public JsonElement Json => JsonDocument.Parse(Output).RootElement;

        public JsonElement Error => JsonDocument.Parse(ErrorText).RootElement;
    }
}
