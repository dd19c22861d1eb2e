using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text.Json.Nodes;
using ChainWatch.Support.Localnet;
using Microsoft.Data.Sqlite;

namespace ChainWatch.LocalnetTests;

/// <summary>Whatever is wrong is said in one line that names the key, the value and the fix; the exit code tells which kind; nothing is written.</summary>
public sealed class Bad_input(OneChain one) : IClassFixture<OneChain>, IDisposable
{
    private readonly WatchFolder _folder = new(new WatchEntry(one.Chain));

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_misspelt_key_is_named_with_the_right_one()
    {
        _folder.Edit(configuration => configuration["Chains"]![0]!["PolInterval"] = "00:00:01");

        await MustBeRefusedAsync(1, "Chains:0:PolInterval", "no such key", "PollInterval");
    }

    [Fact]
    public async Task A_wrong_checksum_is_shown_with_the_right_spelling()
    {
        var right = Text(Source(0), "Contract");
        var wrong = SwapCaseOfOneLetter(right);
        _folder.Edit(configuration => configuration["Sources"]![0]!["Contract"] = wrong);

        await MustBeRefusedAsync(1, "Sources:0:Contract", wrong, $"write it as {right}");
    }

    [Fact]
    public async Task An_unknown_kind_is_named_with_the_nearest_one()
    {
        _folder.Edit(configuration => configuration["Sources"]![0]!["Kind"] = "payment-spliter");

        await MustBeRefusedAsync(1, "Sources:0:Kind", "'payment-spliter'", "use payment-splitter");
    }

    [Fact]
    public async Task A_chain_id_that_the_endpoint_does_not_confirm_is_refused()
    {
        _folder.Edit(configuration => configuration["Chains"]![0]!["ChainId"] = 1);

        await MustBeRefusedAsync(1, "localnet: ChainId", "1 is configured", "serves chain 31337", "Correct ChainId or Endpoints");
    }

    [Fact]
    public async Task A_contract_without_code_is_refused()
    {
        var nobody = $"{one.Chain.Deployment.Account("strangers")}";
        _folder.Edit(configuration => configuration["Sources"]![0]!["Contract"] = nobody);

        await MustBeRefusedAsync(1, "album-royalties: Contract", nobody, "Correct Contract or Chain");
    }

    [Fact]
    public async Task A_contract_of_another_kind_is_refused()
    {
        var noVault = $"{one.Chain.Deployment.Contract("stablecoin")}";
        _folder.Edit(configuration => configuration["Sources"]!.AsArray().Single(source => Text(source!, "Name") == "usdc-vault")!["Contract"] = noVault);

        await MustBeRefusedAsync(1, "usdc-vault: Kind", noVault, "erc4626-vault", "Correct Kind or Contract");
    }

    [Fact]
    public async Task An_endpoint_that_does_not_answer_is_named()
    {
        var endpoint = $"http://127.0.0.1:{FreePort()}/";
        _folder.Edit(configuration => configuration["Chains"]![0]!["Endpoints"]![0] = endpoint);

        await MustBeRefusedAsync(3, "localnet: Endpoints", endpoint.TrimEnd('/'), "Start the endpoint or correct its address");
    }

    [Fact]
    public async Task A_ledger_of_a_newer_schema_is_left_as_it_is()
    {
        await MakeLedgerAsync();
        Write("INSERT INTO migration VALUES (999, '999.FromTheFuture.sql', 0)");
        var before = await File.ReadAllBytesAsync(_folder.Ledger.Path, Cancellation);

        await WorkerMustRefuseAsync(4, "Ledger", _folder.Ledger.Path, "schema version 999", "Use the ChainWatch that wrote it");
        await CliMustRefuseAsync(["status"], 4, _folder.Ledger.Path, "schema version 999");
        Assert.Equal(before, await File.ReadAllBytesAsync(_folder.Ledger.Path, Cancellation));
    }

    [Fact]
    public async Task A_file_that_is_no_ledger_is_left_as_it_is()
    {
        Directory.CreateDirectory(_folder.DataFolder);
        var before = string.Concat(Enumerable.Repeat("This is a letter, and not a database. ", 500));
        await File.WriteAllTextAsync(_folder.Ledger.Path, before, Cancellation);

        await WorkerMustRefuseAsync(4, "Ledger", _folder.Ledger.Path, "Put a good copy in its place");
        await CliMustRefuseAsync(["status"], 4, _folder.Ledger.Path);
        Assert.Equal(before, await File.ReadAllTextAsync(_folder.Ledger.Path, Cancellation));
    }

    [Fact]
    public async Task A_data_folder_that_cannot_be_made_is_named()
    {
        await File.WriteAllTextAsync(_folder.DataFolder, "in the way", Cancellation);

        await WorkerMustRefuseAsync(1, "Ledger: ConnectionString", _folder.Ledger.Path, "Give the user that runs ChainWatch the right to write there");
        Assert.Equal("in the way", await File.ReadAllTextAsync(_folder.DataFolder, Cancellation));
    }

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task A_data_folder_that_may_not_be_written_is_named()
    {
        Assert.SkipWhen(Environment.IsPrivilegedProcess, "No folder is closed to the superuser.");
        Directory.CreateDirectory(_folder.DataFolder, UnixFileMode.UserRead | UnixFileMode.UserExecute);

        await WorkerMustRefuseAsync(1, "Ledger: ConnectionString", _folder.Ledger.Path, "Give the user that runs ChainWatch the right to write there");
        Assert.Empty(Directory.EnumerateFileSystemEntries(_folder.DataFolder));
    }

    [Fact]
    public async Task A_configuration_that_is_not_there_is_named()
    {
        File.Delete(_folder.Configuration);

        await MustBeRefusedAsync(1, _folder.Configuration, "--config FILE");
    }

    [Fact]
    public async Task A_configuration_that_is_no_JSON_is_named_with_the_place()
    {
        await File.WriteAllTextAsync(_folder.Configuration, "{ \"Chains\": [\n  { \"Name\" \"localnet\" } ] }", Cancellation);

        await MustBeRefusedAsync(1, _folder.Configuration, "LineNumber: 1", "Correct the JSON");
    }

    private static string Text(JsonNode json, string name) => json[name]!.GetValue<string>();

    private static string SwapCaseOfOneLetter(string address)
    {
        var at = address.LastIndexOfAny([.. "abcdefABCDEF"]);
        var letter = address[at];
        return address[..at] + (char.IsLower(letter) ? char.ToUpperInvariant(letter) : char.ToLowerInvariant(letter)) + address[(at + 1)..];
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static void MustBeOneLine(string error, string[] said)
    {
        var lines = error.Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.True(lines.Length == 2, $"One line says what is wrong, another what to do. There are {lines.Length}:\n{error}");
        Assert.All(said, words => Assert.Contains(words, error, StringComparison.Ordinal));
    }

    private async Task MustBeRefusedAsync(int exitCode, params string[] said)
    {
        await CliMustRefuseAsync(["check"], exitCode, said);
        await WorkerMustRefuseAsync(exitCode, said);
        Assert.False(Directory.Exists(_folder.DataFolder), "Something was written.");
    }

    private async Task CliMustRefuseAsync(string[] command, int exitCode, params string[] said)
    {
        var (code, _, error) = await new ChainWatchCli(_folder).RunAsync(command);
        MustBeOneLine(error, said);
        Assert.Equal(exitCode, code);
    }

    private async Task WorkerMustRefuseAsync(int exitCode, params string[] said)
    {
        await using var worker = WorkerProcess.Start(_folder, Cancellation);
        var code = await worker.EndAsync();
        MustBeOneLine(worker.Error, said);
        Assert.Equal((exitCode, ""), (code, worker.Output));
    }

    private async Task MakeLedgerAsync()
    {
        await using var worker = WorkerProcess.Start(_folder, Cancellation);
        await worker.CaughtUpAsync(one.Chain);
        Assert.Equal(0, await worker.StopAsync());
    }

    private void Write(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={_folder.Ledger.Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
#pragma warning disable CA2100 // The text is a test's own.
        command.CommandText = sql;
#pragma warning restore CA2100
        command.ExecuteNonQuery();
    }

    private JsonNode Source(int index) => one.Chain.Deployment.Sources[index]!;
}
