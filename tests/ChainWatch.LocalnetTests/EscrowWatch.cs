using System.Globalization;
using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>A worker that sets a fifth of every payment aside, and the owners of its treasury. The chain is afterwards as it was before.</summary>
internal sealed class EscrowWatch : IAsyncDisposable
{
    /// <summary>So many blocks above a block make it final.</summary>
    public const int Final = 13;

    private readonly LocalChain _chain;
    private readonly CancellationToken _cancellation;
    private readonly string _before;

    private EscrowWatch(LocalChain chain, string before, Action<JsonNode> change, CancellationToken cancellation)
    {
        (_chain, _before, _cancellation) = (chain, before, cancellation);
        Folder = new WatchFolder(new WatchEntry(chain));
        Folder.Edit(configuration =>
        {
            configuration["Taxes"] = new JsonObject { ["Residency"] = "EE" };
            configuration["Escrow"] = new JsonObject
            {
                ["Treasury"] = new JsonObject { ["Chain"] = "localnet", ["Kind"] = "Safe", ["Address"] = $"{chain.Deployment.Treasury}" },
                ["TaxEscrow"] = $"{chain.Deployment.TaxEscrow}",
            };
            change(configuration);
        });
        Cli = new ChainWatchCli(Folder);
        Worker = WorkerProcess.Start(Folder, cancellation);
    }

    public WatchFolder Folder { get; }

    public ChainWatchCli Cli { get; }

    public WorkerProcess Worker { get; private set; }

    private string Keys => Path.Combine(Path.GetDirectoryName(Folder.Configuration)!, "keys");

    public static async Task<EscrowWatch> StartAsync(LocalChain chain, CancellationToken cancellation, Action<JsonNode>? change = null)
    {
        var watch = new EscrowWatch(chain, await chain.SnapshotAsync(), change ?? (_ => { }), cancellation);
        await chain.WriteKeysAsync(watch.Keys);
        await watch.Worker.CaughtUpAsync(chain);
        return watch;
    }

    /// <summary>A path in the watch's own folder.</summary>
    public string FileOf(string name) => Path.Combine(Path.GetDirectoryName(Folder.Configuration)!, name);

    /// <summary>Pays in the stablecoin, makes that final, and waits for the proposal; its id.</summary>
    public async Task<long> DraftedAsync(BigInteger amount)
    {
        var drafted = Folder.Ledger.Proposals().Count;
        await _chain.PayByStablecoinAsync(amount);
        await _chain.MineAsync(Final);
        await Worker.UntilAsync(ledger => ledger.Proposals().Count == drafted + 1, "a proposal is drafted");
        return drafted + 1;
    }

    public Task<JsonNode> SignAsync(long id, int owner) => Cli.AskAsync(SignCommand(id, owner));

    /// <summary>What is typed after <c>chainwatch</c> to sign a proposal as an owner.</summary>
    public IReadOnlyList<string> SignCommand(long id, int owner) =>
        ["escrow", "sign", Text(id), "--key", Path.Combine(Keys, $"owner-{owner}.json"), "--passphrase-file", Path.Combine(Keys, "passphrase.txt"), "--yes"];

    /// <summary>What is typed after <c>chainwatch</c> to execute a proposal with the relayer's key.</summary>
    public IReadOnlyList<string> ExecuteCommand(long id) =>
        ["escrow", "execute", Text(id), "--key", Path.Combine(Keys, "relayer.json"), "--passphrase-file", Path.Combine(Keys, "passphrase.txt")];

    /// <summary>The real command line as a process of its own, which can be killed.</summary>
    public ChildProcess StartCli(params IEnumerable<string> arguments) => ChildProcess.Start(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet",
        Path.GetDirectoryName(Folder.Configuration)!,
        [Path.Combine(AppContext.BaseDirectory, "ChainWatch.Cli.dll"), "--config", Folder.Configuration, .. arguments]);

    /// <summary>Restarts the worker with a keeper, whose key is new; its account.</summary>
    public async Task<Address> KeepAsync()
    {
        var made = await Cli.AskAsync("keys", "create", "--light", "--name", "keeper", "--folder", Keys, "--passphrase-file", Path.Combine(Keys, "passphrase.txt"));
        Folder.Edit(configuration => configuration["Keeper"] = new JsonObject
        {
            ["Enabled"] = true,
            ["KeyFile"] = "keys/keeper.json",
            ["PassphraseFile"] = "keys/passphrase.txt",
            ["DailyGasBudget"] = "0.5",
        });
        var keeper = Address.Parse(made["address"]!.GetValue<string>());
        await _chain.UnlockAsync(keeper);
        await RestartAsync();
        return keeper;
    }

    /// <summary>The keeper's key, as a thief would have it.</summary>
    public PrivateKey StealKeeperKey() => KeystoreFile.Read(Path.Combine(Keys, "keeper.json"), File.ReadLines(Path.Combine(Keys, "passphrase.txt")).First());

    public Task<JsonNode> UnpublishAsync(long id, int owner) =>
        Cli.AskAsync("escrow", "unpublish", Text(id), "--key", Path.Combine(Keys, $"owner-{owner}.json"), "--passphrase-file", Path.Combine(Keys, "passphrase.txt"));

    /// <summary>A command on a proposal that must be refused; the refusal's code.</summary>
    public async Task<string> RefusedAsync(string command, long id)
    {
        var (code, _, error) = await Cli.RunAsync("escrow", command, Text(id), "--json");
        Assert.Equal(1, code);
        return JsonNode.Parse(error)!["error"]!["code"]!.GetValue<string>();
    }

    public Task<JsonNode> ShowAsync(long id) => Cli.AskAsync("escrow", "show", Text(id));

    /// <summary>Executes a proposal with all signatures that the ledger has, but one owner's where that is said; what it moved becomes final with <see cref="Final"/> more blocks.</summary>
    public async Task ExecuteAsync(long id, int? but = null)
    {
        var proposal = await ShowAsync(id);
        var signatures = proposal["confirmations"]!.AsArray()
            .Where(each => but is not { } left || each!["owner"]!.GetValue<string>() != $"{_chain.Deployment.Owners[left - 1]}")
            .OrderBy(each => Address.Parse(each!["owner"]!.GetValue<string>())).SelectMany(each => Hex.Decode(each!["signature"]!.GetValue<string>()));
        await _chain.ExecuteAsync(
            Address.Parse(proposal["to"]!.GetValue<string>()),
            BigInteger.Parse(proposal["value"]!.GetValue<string>(), CultureInfo.InvariantCulture),
            Hex.Decode(proposal["data"]!.GetValue<string>()),
            [.. signatures],
            Address.Parse(proposal["safe"]!.GetValue<string>()),
            proposal["operation"]!.GetValue<int>());
    }

    /// <summary>Waits until the proposals are in these states, the oldest first.</summary>
    public Task UntilAsync(params IReadOnlyList<string> states) =>
        Worker.UntilAsync(ledger => ledger.Proposals().Select(proposal => proposal.State).SequenceEqual(states), $"the proposals are {string.Join(", ", states)}");

    /// <summary>Waits until so many transactions were sent and mined.</summary>
    public Task SentAsync(int transactions) => Worker.UntilAsync(ledger => ledger.Sendings().Succeeded == transactions, $"{transactions} transactions are mined");

    public IEnumerable<string> States => Folder.Ledger.Proposals().Select(proposal => proposal.State);

    /// <summary>What stands in escrow on the chain is what the ledger says, and every invariant holds.</summary>
    public async Task MustAgreeAsync(BigInteger inEscrow)
    {
        Assert.Equal((0, ""), ((await Cli.RunAsync("ledger", "verify")) is var verified ? verified.ExitCode : 1, verified.Error));
        Assert.Equal(inEscrow, await _chain.InEscrowAsync());
        Assert.Equal(inEscrow, await TotalAsync("escrowed"));
    }

    /// <summary>A column of <c>tax due</c> for the stablecoin, in base units.</summary>
    public async Task<BigInteger> TotalAsync(string column)
    {
        var rows = (await Cli.AskAsync("tax", "due", "--totals")).AsArray().Where(row => row!["total"] is not null);
        return rows.Aggregate(BigInteger.Zero, (sum, row) => sum + BigInteger.Parse(row![column]!["baseUnits"]!.GetValue<string>(), CultureInfo.InvariantCulture));
    }

    public async Task RestartAsync()
    {
        await Worker.DisposeAsync();
        Worker = WorkerProcess.Start(Folder, _cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        await Worker.DisposeAsync();
        await _chain.RevertAsync(_before);
        Folder.Dispose();
    }

    private static string Text(long id) => id.ToString(CultureInfo.InvariantCulture);
}
