using System.Text.Json;
using ChainWatch.Support;

namespace ChainWatch.Tests.Cli;

public sealed class IncomeCommandTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source(name: "album-royalties")] };

    public IncomeCommandTests()
    {
        _watch.Chain.Deploy(Some.Contract);
        _watch.Chain.DeployToken();
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Fact]
    public async Task Every_payment_is_listed_in_the_promised_shape()
    {
        var block = _watch.Chain.Mine(Emitted.EtherRelease(1, to: Some.Stranger), Emitted.TokenRelease(1_250_000));
        await _watch.PassAsync(cancellation: Cancellation);

        var item = (await TypedCommand.RunAsync(_watch, "income", "list", "--json")).Json.EnumerateArray().Single();

        Assert.Equal(
            ["id", "source", "category", "kind", "stage", "chain", "blockNumber", "blockHash", "transactionHash", "logIndex", "occurredAt", "payer", "beneficiary", "amount", "value", "priceSource", "status", "proof", "balanceCheck"],
            item.EnumerateObject().Select(field => field.Name).Except(["quarantine", "orphanedAt"]));
        Assert.Equal("1", item.GetProperty("id").GetString());
        Assert.Equal(("album-royalties", "Royalty", "payment-splitter", "received", "localnet"), (Text(item, "source"), Text(item, "category"), Text(item, "kind"), Text(item, "stage"), Text(item, "chain")));
        Assert.Equal((1UL, 1), (item.GetProperty("blockNumber").GetUInt64(), item.GetProperty("logIndex").GetInt32()));
        Assert.Equal(block.Hash.ToString(), Text(item, "blockHash"));
        Assert.Equal("2026-01-01T00:00:12Z", Text(item, "occurredAt"));
        Assert.Equal((Some.Contract.ToString(), Some.Owner.ToString()), (Text(item, "payer"), Text(item, "beneficiary")));
        Assert.Equal(("pending", "verified"), (Text(item, "status"), Text(item, "proof")));
        Assert.Equal(
            $$"""{"token":"{{Some.Coin}}","symbol":"USDC","decimals":6,"baseUnits":"1250000","display":"1.25"}""",
            JsonSerializer.Serialize(item.GetProperty("amount")));
        Assert.Equal(JsonValueKind.Null, item.GetProperty("value").ValueKind);
    }

    [Fact]
    public async Task The_chains_own_coin_is_called_native()
    {
        _watch.Chain.Mine(Emitted.EtherRelease(5));
        await _watch.PassAsync(cancellation: Cancellation);

        var amount = (await TypedCommand.RunAsync(_watch, "income", "list", "--json")).Json[0].GetProperty("amount");

        Assert.Equal(("native", "ETH", "0.000000000000000005"), (Text(amount, "token"), Text(amount, "symbol"), Text(amount, "display")));
    }

    [Fact]
    public async Task Each_payment_says_where_it_stands()
    {
        _watch.Chain.Mine(Emitted.EtherRelease(1));
        _watch.Chain.MineTo(20);
        _watch.Chain.Mine(Emitted.EtherRelease(2));
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Chain.ReorgTo(20);
        _watch.Chain.Mine(Emitted.EtherRelease(3), Emitted.TokenRelease(4, token: Some.Stranger));
        await _watch.PassAsync(cancellation: Cancellation);

        var all = await TypedCommand.RunAsync(_watch, "income", "list", "--json", "--include-orphaned");
        var standing = await TypedCommand.RunAsync(_watch, "income", "list", "--json");

        Assert.Equal(
            [("1", "final"), ("2", "orphaned"), ("3", "pending"), ("4", "quarantined")],
            all.Json.EnumerateArray().Select(item => (Text(item.GetProperty("amount"), "baseUnits"), Text(item, "status"))).Order());
        Assert.Equal(3, standing.Json.GetArrayLength());
    }

    [Fact]
    public async Task Days_are_whole_days_in_UTC()
    {
        // Blocks are twelve seconds apart: block 7200 begins the second day.
        _watch.Chain.MineTo(7198);
        for (var i = 1; i <= 3; i++)
        {
            _watch.Chain.Mine(Emitted.EtherRelease(i));
        }

        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal(["1"], await AmountsAsync("--to", "2026-01-01"));
        Assert.Equal(["2", "3"], await AmountsAsync("--from", "2026-01-02"));
        Assert.Equal(["2", "3"], await AmountsAsync("--from", "2026-01-02", "--to", "2026-01-02"));
        Assert.Equal(["1", "2"], await AmountsAsync("--to", "2026-01-02T00:00:12Z"));
        Assert.Equal(["3"], await AmountsAsync("--from", "2026-01-02T01:00:12+01:00"));
        Assert.Equal(["1", "2", "3"], await AmountsAsync("--to", "9999-12-31"));
        Assert.Empty(await AmountsAsync("--source", "another"));
        Assert.Empty(await AmountsAsync("--stage", "accrued"));
    }

    [Theory]
    [InlineData("--from", "yesterday")]
    [InlineData("--from", "2026-02-30")]
    [InlineData("--to", "31.01.2026")]
    public async Task What_is_no_day_is_exit_code_two(string option, string value)
    {
        var typed = await TypedCommand.RunAsync(_watch, "income", "list", option, value);

        Assert.Equal(2, typed.ExitCode);
        Assert.Contains($"'{value}' is not a day or a time", typed.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task One_payment_is_shown_by_its_id_also_when_it_was_orphaned()
    {
        _watch.Chain.Mine(Emitted.EtherRelease(1));
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Chain.ReorgTo(0);
        _watch.Chain.Mine();
        await _watch.PassAsync(cancellation: Cancellation);

        Assert.Equal("orphaned", Text((await TypedCommand.RunAsync(_watch, "income", "show", "1", "--json")).Json, "status"));
        Assert.Contains("orphaned", (await TypedCommand.RunAsync(_watch, "income", "show", "1")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_id_that_is_not_there_is_exit_code_one_and_told_on_standard_error()
    {
        await _watch.PassAsync(cancellation: Cancellation);

        var typed = await TypedCommand.RunAsync(_watch, "income", "show", "42", "--json");

        Assert.Equal((1, ""), (typed.ExitCode, typed.Output));
        Assert.Equal(("no-income", "There is no income with the id 42."), (Text(typed.ErrorJson, "code"), Text(typed.ErrorJson, "message")));
        Assert.Contains("income list", Text(typed.ErrorJson, "hint"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_hostile_symbol_breaks_no_table()
    {
        _watch.Sources = [Some.Source(name: "[bold]royalties[/] [oops")];
        _watch.Chain.DeployToken(symbol: "[red]US\u001b[31mDC[/][");
        _watch.Chain.Mine(Emitted.TokenRelease(5));
        await _watch.PassAsync(cancellation: Cancellation);

        foreach (IReadOnlyList<string> command in (string[][])[["income", "list"], ["income", "show", "1"], ["status"], ["sources", "list"]])
        {
            var typed = await TypedCommand.RunAsync(_watch, command);
            Assert.Equal((0, ""), (typed.ExitCode, typed.Error));
            Assert.Contains(command[0] == "sources" ? "[bold]royalties[/] [oops" : "[red]US[31mDC[/][", typed.Output, StringComparison.Ordinal);
        }
    }

    private static string? Text(JsonElement element, string field) => element.GetProperty(field).GetString();

    private async Task<IReadOnlyList<string?>> AmountsAsync(params IReadOnlyList<string> options) =>
        [.. (await TypedCommand.RunAsync(_watch, ["income", "list", "--json", .. options])).Json.EnumerateArray().Select(item => Text(item.GetProperty("amount"), "baseUnits"))];
}
