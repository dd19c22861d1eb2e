using ChainWatch.Support;

namespace ChainWatch.Tests.Cli;

/// <summary>Exit codes and shapes of the commands besides <c>income</c>.</summary>
public sealed class CommandLineTests : IDisposable
{
    private readonly FakeWatch _watch = new() { Sources = [Some.Source(name: "album-royalties")] };

    public CommandLineTests() => _watch.Chain.Deploy(Some.Contract);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _watch.Dispose();

    [Theory]
    [InlineData("stats")]
    [InlineData("income")]
    [InlineData("income", "show")]
    [InlineData("income", "show", "first")]
    [InlineData("status", "--jsn")]
    [InlineData("sources", "show")]
    public async Task What_is_no_command_is_exit_code_two(params string[] typed)
    {
        var ended = await TypedCommand.RunAsync(typed);

        Assert.Equal(2, ended.ExitCode);
        Assert.NotEmpty(ended.Error);
    }

    [Fact]
    public async Task What_is_no_command_is_told_as_JSON_to_whoever_reads_JSON()
    {
        var ended = await TypedCommand.RunAsync(["income", "show", "first", "--json"]);

        Assert.Equal((2, "", "usage"), (ended.ExitCode, ended.Output, ended.ErrorJson.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_missing_configuration_is_exit_code_one()
    {
        var typed = await TypedCommand.RunAsync(["status", "--config", Path.Combine(_watch.Ledger.Folder, "nowhere.json")]);

        Assert.Equal((1, ""), (typed.ExitCode, typed.Output));
        Assert.Contains("no such configuration file", typed.Error, StringComparison.Ordinal);
        Assert.Contains("--config FILE", typed.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("status")]
    [InlineData("sources", "list")]
    [InlineData("income", "list")]
    [InlineData("ledger", "verify")]
    public async Task Before_there_is_a_ledger_every_reading_command_is_exit_code_one_and_makes_none(params string[] typed)
    {
        var ended = await TypedCommand.RunAsync(_watch, [.. typed, "--json"]);

        Assert.Equal((1, "", "no-ledger"), (ended.ExitCode, ended.Output, ended.ErrorJson.GetProperty("code").GetString()));
        Assert.False(File.Exists(_watch.Ledger.Settings.File));
    }

    [Fact]
    public async Task A_ledger_of_a_newer_schema_is_exit_code_four()
    {
        _watch.Ledger.Execute("INSERT INTO migration VALUES (999, '999.Later.sql', 0)");
        Assert.Equal(4, (await TypedCommand.RunAsync(_watch, "status")).ExitCode);
    }

    [Fact]
    public async Task A_file_that_is_no_ledger_is_exit_code_four()
    {
        await File.WriteAllTextAsync(_watch.Ledger.Settings.File, string.Concat(Enumerable.Repeat("no ledger ", 500)), Cancellation);
        Assert.Equal(4, (await TypedCommand.RunAsync(_watch, "ledger", "verify")).ExitCode);
    }

    [Fact]
    public async Task An_endpoint_that_is_not_there_is_exit_code_three()
    {
        var typed = await TypedCommand.RunAsync(_watch, "check", "--json");

        Assert.Equal(3, typed.ExitCode);
        Assert.Equal("unreachable", typed.ErrorJson.GetProperty("code").GetString());
        var finding = Assert.Single(typed.Json.EnumerateArray());
        Assert.Equal(("chain localnet", false), (finding.GetProperty("subject").GetString(), finding.GetProperty("ok").GetBoolean()));
    }

    [Fact]
    public async Task The_status_says_how_far_each_chain_is_recorded()
    {
        _watch.Chain.Mine(Emitted.EtherRelease(5));
        _watch.Chain.MineTo(20);
        await _watch.PassAsync(cancellation: Cancellation);

        var status = (await TypedCommand.RunAsync(_watch, "status", "--json")).Json;

        var chain = Assert.Single(status.GetProperty("chains").EnumerateArray());
        Assert.Equal((20UL, 8UL, 20UL, 0UL), (Number("head"), Number("final"), Number("recorded"), Number("lag")));
        Assert.Equal("2026-01-01T00:04:00Z", chain.GetProperty("headAt").GetString());
        Assert.Equal("5", Assert.Single(status.GetProperty("totals").EnumerateArray()).GetProperty("amount").GetProperty("baseUnits").GetString());
        Assert.Equal(1, Assert.Single(status.GetProperty("sources").EnumerateArray()).GetProperty("payments").GetInt32());

        ulong Number(string field) => chain.GetProperty(field).GetUInt64();
    }

    [Fact]
    public async Task Orphaned_and_quarantined_payments_are_in_no_total()
    {
        _watch.Chain.Mine(Emitted.EtherRelease(5));
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Chain.ReorgTo(0);
        _watch.Chain.Mine(Emitted.EtherRelease(7), Emitted.EtherRelease(8), Emitted.TokenRelease(9));
        await _watch.PassAsync(cancellation: Cancellation);

        var total = Assert.Single((await TypedCommand.RunAsync(_watch, "status", "--json")).Json.GetProperty("totals").EnumerateArray());

        Assert.Equal(("15", 2), (total.GetProperty("amount").GetProperty("baseUnits").GetString(), total.GetProperty("payments").GetInt32()));
    }

    [Fact]
    public async Task A_halted_chain_says_why()
    {
        _watch.ChainSettings = Some.ChainSettings(maxReorgDepth: 2);
        _watch.Chain.MineTo(10);
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Chain.ReorgTo(3);
        _watch.Chain.MineTo(11);
        await Assert.ThrowsAsync<ChainWatchException>(() => _watch.PassAsync(cancellation: Cancellation));

        Assert.Contains("deeper than MaxReorgDepth", (await TypedCommand.RunAsync(_watch, "status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_source_that_is_not_configured_is_exit_code_one()
    {
        await _watch.PassAsync(cancellation: Cancellation);

        var typed = await TypedCommand.RunAsync(_watch, "sources", "show", "nobody", "--json");

        Assert.Equal((1, "no-source"), (typed.ExitCode, typed.ErrorJson.GetProperty("code").GetString()));
    }

    [Fact]
    public async Task A_sound_ledger_is_verified_with_exit_code_zero()
    {
        _watch.Chain.Mine(Emitted.EtherRelease(5));
        await _watch.PassAsync(cancellation: Cancellation);

        var typed = await TypedCommand.RunAsync(_watch, "ledger", "verify", "--json");

        Assert.Equal((0, ""), (typed.ExitCode, typed.Error));
        Assert.All(typed.Json.EnumerateArray(), invariant => Assert.True(invariant.GetProperty("ok").GetBoolean()));
    }

    [Theory]
    [InlineData("UPDATE income SET amount = '0'")]
    [InlineData("UPDATE income SET amount = '1.5'")]
    [InlineData("UPDATE income SET amount = '007'")]
    [InlineData("UPDATE income SET block_hash = zeroblob(32)")]
    [InlineData("UPDATE block SET parent_hash = zeroblob(32) WHERE number = 2")]
    [InlineData("INSERT INTO income SELECT id + 1, source_id, kind, category, stage, chain_id, block_number, zeroblob(32), log_index, part, transaction_hash, occurred_at, payer, beneficiary, token, amount, quarantine, orphaned_at, proof, note, balance_check, arrived, claimed FROM income")]
    public async Task A_broken_ledger_is_exit_code_one_and_says_what_does_not_hold(string damage)
    {
        _watch.Chain.Mine(Emitted.EtherRelease(5));
        _watch.Chain.MineTo(3);
        await _watch.PassAsync(cancellation: Cancellation);
        _watch.Ledger.Execute(damage);

        var typed = await TypedCommand.RunAsync(_watch, "ledger", "verify", "--json");

        Assert.Equal((1, "broken-invariant"), (typed.ExitCode, typed.ErrorJson.GetProperty("code").GetString()));
        Assert.False(typed.Json.EnumerateArray().Last().GetProperty("ok").GetBoolean());
    }
}
