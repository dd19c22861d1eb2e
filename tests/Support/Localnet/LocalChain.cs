using System.Globalization;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;

namespace ChainWatch.Support.Localnet;

/// <summary>
/// A chain of a test's own on a free port, with the real contracts deployed. Every transaction is a block, mined before
/// the verb that sends it returns.
/// </summary>
public sealed partial class LocalChain : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-chain-").FullName;
    private readonly CancellationToken _cancellation;
    private readonly ChildProcess _node;
    private RpcPoster _rpc = null!;

    private readonly string[] _full;

    private LocalChain(ulong chainId, ChildProcess node, string[] full, CancellationToken cancellation) =>
        (ChainId, _node, _full, _cancellation) = (chainId, node, full, cancellation);

    /// <summary>Whether what only the full chain needs is installed.</summary>
    public static bool IsFullInstalled => File.Exists(Path.Combine(Installation.Localnet, "node_modules", ".compiled-full"));

    /// <summary>The ABI that the full chain's declared event is read by.</summary>
    public static string InvoiceAbi => Path.Combine(Installation.Localnet, "artifacts", "full", "contracts", "InvoiceProxy.sol", "InvoiceProxy.json");

    /// <summary>EIP-155 id.</summary>
    public ulong ChainId { get; }

    /// <summary>JSON-RPC over HTTP.</summary>
    public Uri Http { get; private set; } = null!;

    /// <summary>JSON-RPC over a WebSocket.</summary>
    public Uri WebSocket => new UriBuilder(Http) { Scheme = "ws" }.Uri;

    /// <summary>What was deployed.</summary>
    public Deployment Deployment { get; private set; } = null!;

    /// <summary>Starts the chain and deploys the contracts: the usual ones, or those of every family.</summary>
    public static Task<LocalChain> StartAsync(CancellationToken cancellation, ulong chainId = 31337, bool full = false)
    {
        string[] options = full ? ["--full"] : [];
        return StartAsync(
            chainId,
            ChildProcess.Start(Installation.Node, Installation.Localnet, ["scripts/chain.ts", .. options, "--port", "0", "--chain-id", $"{chainId}", "--exit-with-stdin"]),
            options,
            "READY ",
            cancellation);
    }

    /// <summary>Lives through months of income and noise.</summary>
    public async Task<SimulatedIncome> SimulateAsync(int months, int seed)
    {
        var file = Path.Combine(_folder, $"simulated-income-{seed}.json");
        await RunAsync(
        [
            "scripts/simulate.ts",
            .. _full,
            "--rpc", $"{Http}",
            "--deployment", Path.Combine(_folder, "deployment.json"),
            "--months", months.ToString(CultureInfo.InvariantCulture),
            "--seed", seed.ToString(CultureInfo.InvariantCulture),
            "--out", file,
        ]);
        return SimulatedIncome.Read(file);
    }

    /// <summary>The newest block.</summary>
    public async Task<Place> HeadAsync() => PlaceOf((await AskAsync("eth_getBlockByNumber", "latest", false))!);

    /// <summary>Mines empty blocks. One by one: <c>hardhat_mine</c> breaks the parent links.</summary>
    public Task MineAsync(int blocks = 1) => _rpc.RepeatAsync("evm_mine", blocks);

    /// <summary>Whether a transaction is mined as soon as it is sent; else it waits for <see cref="MineAsync"/>.</summary>
    public Task MineAtOnceAsync(bool atOnce) => AskAsync("evm_setAutomine", atOnce);

    /// <summary>Sets the time of the next block, in seconds after the newest: with equal contents, equal times make equal blocks.</summary>
    public async Task NextBlockAfterAsync(ulong seconds)
    {
        var newest = RpcPoster.Number((await AskAsync("eth_getBlockByNumber", "latest", false))!["timestamp"]);
        await AskAsync("evm_setNextBlockTimestamp", newest + seconds);
    }

    /// <summary>Remembers the chain as it is. One <see cref="RevertAsync"/> uses it up.</summary>
    public async Task<string> SnapshotAsync() => (await AskAsync("evm_snapshot"))!.GetValue<string>();

    /// <summary>Throws away every block since the snapshot: whatever is mined next is a reorg.</summary>
    public async Task RevertAsync(string snapshot)
    {
        if (!(await AskAsync("evm_revert", snapshot))!.GetValue<bool>())
        {
            throw new InvalidOperationException($"There is no snapshot {snapshot}.");
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _rpc?.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static async Task<LocalChain> StartAsync(ulong chainId, ChildProcess node, string[] full, string ready, CancellationToken cancellation)
    {
        var chain = new LocalChain(chainId, node, full, cancellation);
        try
        {
            chain.Http = await chain.ReadyAsync(ready);
            chain._rpc = new RpcPoster(chain.Http, cancellation);
            var file = Path.Combine(chain._folder, "deployment.json");
            await chain.RunAsync(["scripts/deploy.ts", .. full, "--rpc", $"{chain.Http}", "--out", file]);
            chain.Deployment = Deployment.Read(file);
            return chain;
        }
        catch
        {
            await chain.DisposeAsync();
            throw;
        }
    }

    private static Place PlaceOf(JsonNode block) => new(RpcPoster.Number(block["number"]), Hash32.Parse(block["hash"]!.GetValue<string>()));

    private async Task<Uri> ReadyAsync(string ready)
    {
        await foreach (var line in _node.Lines.ReadAllAsync(_cancellation))
        {
            if (line.StartsWith(ready, StringComparison.Ordinal))
            {
                return new UriBuilder(line[ready.Length..]) { Scheme = Uri.UriSchemeHttp }.Uri;
            }
        }

        throw Installation.Failure($"The local chain did not start: {_node.Output}{_node.Error}");
    }

    private async Task RunAsync(params string[] arguments)
    {
        await using var script = ChildProcess.Start(Installation.Node, Installation.Localnet, arguments);
        if (await script.EndAsync(TimeSpan.FromMinutes(3), _cancellation) != 0)
        {
            throw Installation.Failure($"{arguments[0]} failed: {script.Output}{script.Error}");
        }
    }

    private Task<JsonNode?> AskAsync(string method, params IEnumerable<JsonNode?> parameters) => _rpc.SendAsync(method, parameters);
}
