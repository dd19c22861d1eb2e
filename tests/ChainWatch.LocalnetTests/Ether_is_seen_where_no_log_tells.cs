using System.Numerics;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Support;
using ChainWatch.Support.Localnet;

namespace ChainWatch.LocalnetTests;

/// <summary>
/// Ether to a plain wallet and to a Safe, by transactions and through a contract: once each, and the sum of it is what the
/// chain's own balances grew by, to the wei, before a reorg and after it. Where the wallet pays and is paid in one block, what it
/// paid is reckoned.
/// </summary>
public sealed class Ether_is_seen_where_no_log_tells
{
    private static readonly Address Wallet = Some.Address(77);

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    [Fact]
    public async Task On_a_node_that_traces_one_transaction_after_the_other() => await LiveAsync(await LocalChain.StartAsync(Cancellation), "debug_traceTransaction");

    [Fact]
    public async Task On_a_node_that_traces_whole_blocks() => await LiveAsync(await LocalChain.StartAnvilAsync(Cancellation), "debug_traceBlockByHash");

    private static async Task LiveAsync(LocalChain started, string method)
    {
        await using var chain = started;
        var forwarder = await chain.DeployForwarderAsync();
        var start = (await chain.HeadAsync()).Number;
        using var folder = new WatchFolder(new WatchEntry(chain));
        folder.Edit(configuration => configuration["Sources"] = new JsonArray(
            Source("tips", Wallet, start), Source("spender", chain.Deployment.Account("strangers"), start),
            Source("client-ether", chain.Deployment.Treasury, start, chain.Deployment.Account("payers"), forwarder)));
        var cli = new ChainWatchCli(folder);
        await using var worker = WorkerProcess.Start(folder, Cancellation);
        var snapshot = await chain.SnapshotAsync();

        List<Paid> first =
        [
            await chain.PayEtherAsync("tips", Wallet, 1_000_000_000_000_000_001),
            await chain.ForwardEtherAsync("tips", forwarder, Wallet, 2_000_000_000_000_000_002),
            await chain.PayEtherAsync("client-ether", chain.Deployment.Treasury, 3_000_000_000_000_000_003),
            await chain.ForwardEtherAsync("client-ether", forwarder, chain.Deployment.Treasury, 4),
        ];
        await chain.PretendEtherAsync(forwarder, Wallet, 5);
        await worker.CaughtUpAsync(chain);
        await MustHoldAsync(chain, folder, start, first, []);

        await chain.RevertAsync(snapshot);
        List<Paid> second =
        [
            await chain.ForwardEtherAsync("client-ether", forwarder, chain.Deployment.Treasury, 60),
            await chain.ForwardEtherAsync("tips", forwarder, Wallet, 7_000_000_000_000_000_007),
        ];
        await chain.MineAsync(5);
        second.Add(await chain.PayEtherAsync("tips", Wallet, 80));
        second.AddRange(await SpendAndBePaidAsync(chain, forwarder));
        await worker.CaughtUpAsync(chain);
        await MustHoldAsync(chain, folder, start, second, first);

        Assert.All((await cli.AskAsync("income", "list")).AsArray(), row => Assert.Equal("agreed", row!["balanceCheck"]!.GetValue<string>()));
        Assert.Equal(0, (await cli.RunAsync("ledger", "verify", "--proofs")).ExitCode);
        Assert.Contains(method, (await cli.AskAsync("sources", "show", "tips"))["sees"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("what the Safe logs", (await cli.RunAsync("check")).Output.ReplaceLineEndings(" "), StringComparison.Ordinal);
        Assert.Equal(0, folder.Ledger.OpenAlerts());
        Assert.Equal(0, await worker.StopAsync());
    }

    // One block in which an account is paid twice, once by a call, and in between pays itself, which costs it gas.
    private static async Task<IReadOnlyList<Paid>> SpendAndBePaidAsync(LocalChain chain, Address forwarder)
    {
        var (spender, paid) = (chain.Deployment.Account("strangers"), new Paid[2]);
        await chain.MineTogetherAsync(
            async () => paid[0] = await chain.PayEtherAsync("spender", spender, 900),
            async () => Assert.True(await chain.TryAsync(spender, Some.Stranger, [], 30)),
            async () => paid[1] = await chain.ForwardEtherAsync("spender", forwarder, spender, 1));
        Assert.Single(paid.Select(one => one.BlockNumber).Distinct());
        return paid;
    }

    private static async Task MustHoldAsync(LocalChain chain, WatchFolder folder, ulong start, IReadOnlyList<Paid> standing, IReadOnlyList<Paid> orphaned)
    {
        var rows = folder.Ledger.Income();
        Assert.All(rows, row => Assert.Null(row.Quarantine));
        Assert.Equal(InOrder(standing), InOrder(rows.Where(row => !row.IsOrphaned).Select(row => row.Paid)));
        Assert.Equal(InOrder(orphaned), InOrder(rows.Where(row => row.IsOrphaned).Select(row => row.Paid)));
        await MustBeAllAsync(chain, start, Wallet, rows, "tips");
        await MustBeAllAsync(chain, start, chain.Deployment.Treasury, rows, "client-ether");
    }

    // Neither of them sends anything, so that all that they have more is what came.
    private static async Task MustBeAllAsync(LocalChain chain, ulong start, Address account, IEnumerable<IncomeRow> rows, string source)
    {
        var grown = await chain.BalanceAsync(account, (await chain.HeadAsync()).Number) - await chain.BalanceAsync(account, start);
        Assert.Equal(grown, rows.Where(row => !row.IsOrphaned && row.Paid.Source == source).Aggregate(BigInteger.Zero, (sum, row) => sum + row.Paid.Amount));
    }

    private static IEnumerable<Paid> InOrder(IEnumerable<Paid> payments) => payments.OrderBy(paid => paid.BlockNumber).ThenBy(paid => paid.LogIndex);

    private static JsonObject Source(string name, Address beneficiary, ulong from, params IReadOnlyList<Address> payers)
    {
        var source = new JsonObject
        {
            ["Name"] = name, ["Chain"] = "localnet", ["Kind"] = "native-payments", ["Beneficiary"] = $"{beneficiary}", ["Category"] = "Service", ["FromBlock"] = from,
        };
        if (payers.Count > 0)
        {
            source["Payers"] = new JsonArray([.. payers.Select(payer => JsonValue.Create($"{payer}"))]);
        }

        return source;
    }
}
