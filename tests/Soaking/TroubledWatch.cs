using ChainWatch.Alerts;
using ChainWatch.Chains;
using ChainWatch.Ethereum;
using ChainWatch.Ethereum.JsonRpc;
using ChainWatch.Guarding;
using ChainWatch.Replay;
using ChainWatch.Support;
using Dapper;
using Microsoft.Data.Sqlite;

namespace ChainWatch.Soaking;

/// <summary>
/// A replayed chain under watch, through endpoints over HTTP of which each has faults of its own: the product's own chain and
/// pass over a real ledger, and the truth to hold the ledger against.
/// </summary>
public sealed class TroubledWatch : IAsyncDisposable
{
    /// <summary>Newest blocks that are read as ones that may be taken back.</summary>
    public const ulong MaxReorgDepth = 32;

    /// <summary>Depth up to which the chain is taken back: the ledger may be a few blocks ahead of who does it.</summary>
    public const ulong Followed = 20;

    private const int Times = 8;
    private const int Passes = 12;

    private const string Rows =
        "SELECT block_number, hex(block_hash), log_index, hex(transaction_hash), occurred_at, hex(payer), hex(token), amount FROM income";

    private readonly Settings _settings;
    private WatchedChain? _watched;

    private TroubledWatch(ReplayChain chain, IReadOnlyList<ReplayNode> nodes, ChainSettings settings)
    {
        (Chain, Nodes) = (chain, nodes);
        _settings = new Settings(
            Books.Settings,
            [settings with { Endpoints = [.. nodes.Select(node => node.Endpoint)] }],
            [
                Some.Source("erc20-payments", contract: Actors.Coin, beneficiary: Actors.Owner, payers: Actors.Payers),
                Some.Source("payment-splitter", contract: Actors.Splitter, beneficiary: Actors.Owner),
            ]);
    }

    /// <summary>The chain.</summary>
    public ReplayChain Chain { get; }

    /// <summary>Its endpoints.</summary>
    public IReadOnlyList<ReplayNode> Nodes { get; }

    /// <summary>The ledger.</summary>
    public TempLedger Books { get; } = new();

    /// <summary>The product's clock.</summary>
    public HastyClock Clock { get; } = new(Times);

    /// <summary>Starts so many endpoints that serve a chain.</summary>
    public static async Task<TroubledWatch> StartAsync(ReplayChain chain, int nodes = 1, int quorum = 1, ulong maxBlockRange = 100, ulong sampleEvery = 0, ReplayNodeOptions? options = null)
    {
        var started = await Task.WhenAll(Enumerable.Range(0, nodes).Select(_ => ReplayNode.StartAsync(chain, options)));
        var settings = Some.ChainSettings(maxReorgDepth: MaxReorgDepth, maxBlockRange: maxBlockRange) with { Quorum = quorum, SampleEvery = sampleEvery };
        return new TroubledWatch(chain, started, settings);
    }

    /// <summary>Forgets whatever was in memory: the next pass is the first of a new process.</summary>
    public void Restart() => _watched = null;

    /// <summary>The disk has room for so many more pages of the ledger.</summary>
    public void FillDisk(int room) =>
        Books.Ledger.Write(connection => connection.Execute($"PRAGMA max_page_count = {connection.ExecuteScalar<long>("PRAGMA page_count") + room}"));

    /// <summary>Another program writes in the ledger, and keeps everybody else waiting for so long.</summary>
    public async Task LockAsync(TimeSpan time)
    {
        await using var other = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = Books.Settings.File, Pooling = false }.ToString());
        await Task.Run(() =>
        {
            other.Open();
            other.Execute("BEGIN IMMEDIATE");
        });
        await Task.Delay(time, TimeProvider.System);
    }

    /// <summary>One pass.</summary>
    public Task PassAsync(CancellationToken cancellation) =>
        (_watched ??= new WatchedChain(_settings, _settings.Chains[0], Books.Ledger, Clock)).RecordAsync(null, null, cancellation);

    /// <summary>One pass, which may fail as one does whose endpoints fail; why it did.</summary>
    public async Task<string?> TryPassAsync(CancellationToken cancellation)
    {
        try
        {
            await PassAsync(cancellation);
            return null;
        }
        catch (Exception failed) when (failed is RpcException or ChainWatchException { Refusal: Refusal.Unreachable } or ChainWatchException { Code: "disk-full" })
        {
            return failed.Message;
        }
    }

    /// <summary>All is well again with the disk and all endpoints, the owner has looked at every alert, and passes follow until one ends well.</summary>
    /// <returns>Why none did; null where one did.</returns>
    public async Task<string?> RecoverAsync(CancellationToken cancellation)
    {
        foreach (var node in Nodes)
        {
            node.Faults.Clear();
        }

        Books.LetGo();
        string? failure = null;
        for (var pass = 0; pass < Passes; pass++)
        {
            foreach (var alert in Books.Query<long>("SELECT id FROM alert WHERE closed_at IS NULL"))
            {
                AlertBook.Acknowledge(Books.Ledger, alert, Clock.GetUtcNow());
            }

            Clock.Advance(TimeSpan.FromMinutes(2));
            failure = await TryPassAsync(cancellation);
            if (failure is null && Books.Value<long>("SELECT head_block FROM chain") == (long)Chain.Now.Head)
            {
                return null;
            }
        }

        return failure ?? $"after {Passes} passes the ledger has not seen the head";
    }

    /// <summary>A payment in the ledger, standing or not, that was never made on any branch; null where there is none.</summary>
    public string? Invented()
    {
        var made = new Dictionary<Hash32, HashSet<Row>>();
        foreach (var row in RowsOf(Rows))
        {
            var block = Hash32.Parse("0x" + row.BlockHash);
            if (!made.TryGetValue(block, out var paid))
            {
                made.Add(block, paid = Chain.Find(block) is { } found ? [.. found.Branch.UpTo(found.Number).PaymentsOf(found.Number).Select(Row.Of)] : []);
            }

            if (!paid.Contains(row))
            {
                return $"invented: {row}";
            }
        }

        return null;
    }

    /// <summary>What in the ledger differs from what the chain really paid, or breaks an invariant; null where nothing does.</summary>
    public string? Difference()
    {
        var truth = Chain.Now.Payments().Select(Row.Of).ToList();
        var standing = RowsOf(Rows + " WHERE orphaned_at IS NULL ORDER BY block_number, log_index, part");
        return standing.Except(truth).Select(row => $"stands, but was not paid: {row}")
            .Concat(truth.Except(standing).Select(row => $"was paid, but does not stand: {row}"))
            .Concat(standing.Count == truth.Count ? [] : [$"{standing.Count} rows stand for {truth.Count} payments"])
            .Concat(LedgerVerification.Run(Books.Ledger, withProofs: true).Select(invariant => invariant.Broken))
            .FirstOrDefault(wrong => wrong is not null) ?? Invented();
    }

    /// <summary>Keys of the alerts that are open.</summary>
    public IReadOnlyList<string> Alerts() => Books.Query<string>("SELECT key FROM alert WHERE closed_at IS NULL ORDER BY key");

    private List<Row> RowsOf(string sql) =>
    [
        .. Books.Query<(long, string, long, string, long, string, string, string)>(sql)
            .Select(row => new Row(row.Item1, row.Item2, row.Item3, row.Item4, row.Item5, row.Item6, row.Item7, row.Item8)),
    ];

    public async ValueTask DisposeAsync()
    {
        foreach (var node in Nodes)
        {
            await node.DisposeAsync();
        }

        Books.Dispose();
    }

    private sealed record Row(long Block, string BlockHash, long LogIndex, string TransactionHash, long Time, string Payer, string Token, string Amount)
    {
        public static Row Of(TruePayment paid) => new(
            (long)paid.BlockNumber,
            Convert.ToHexString(paid.BlockHash.Bytes),
            paid.LogIndex,
            Convert.ToHexString(paid.TransactionHash.Bytes),
            (long)paid.Time,
            Convert.ToHexString(paid.Payer.Bytes),
            Convert.ToHexString(paid.Token.Bytes),
            $"{paid.Amount}");
    }
}
