using System.Globalization;
using System.Text.Json;
using ChainWatch.Guarding;
using ChainWatch.Replay;
using ChainWatch.Storage;
using ChainWatch.Support;
using ChainWatch.Support.Localnet;
using Dapper;

namespace ChainWatch.Soaking;

/// <summary>What became of a backfill whose process was killed again and again.</summary>
/// <param name="Kills">How often it was killed before it was done.</param>
/// <param name="Orphaned">Payments that a reorg had taken back from it meanwhile.</param>
/// <param name="Wrong">What differs from an undisturbed run; null where nothing does.</param>
public sealed record KilledOutcome(int Kills, long Orphaned, string? Wrong);

/// <summary>
/// A process that records a replayed chain is killed (SIGKILL) again and again, each time once it has asked a random number
/// of questions and a random few milliseconds later, while the chain grows and is taken back under it. In the end the ledger
/// must be that of one undisturbed run.
/// </summary>
/// <param name="seed">Decides the chain and the moments, but for what the machine does in a millisecond.</param>
public sealed class KilledBackfill(int seed) : IDisposable
{
    private const int MaxReorgDepth = 24;
    private const int Beginning = 60;
    private const int MaxQuestions = 40;
    private const int EnoughForAll = 200;
    private const int MaxDelay = 8;

    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Random _random = new(seed);
    private readonly TempLedger _killed = new();

    /// <summary>Kills so often before it is done, lets the last process come to the end, and compares.</summary>
    public async Task<KilledOutcome> RunAsync(int kills, CancellationToken cancellation)
    {
        var chain = new ReplayChain(new ReplayOptions { Seed = (ulong)seed, Blocks = Beginning, OwnPerThousand = 300 });
        await using var node = await ReplayNode.StartAsync(chain);
        var configuration = Configure(_killed, node.Endpoint);
        var early = 0;
        for (var life = 0; early < kills && life < 10 * kills; life++)
        {
            // Most die on the way; some reach the head, so that there is something that a reorg can take back.
            var questions = life % 5 == 0 ? EnoughForAll : _random.Next(1, MaxQuestions);
            early += await LiveUntilKilledAsync(chain, node, configuration, questions, cancellation) ? 1 : 0;
            node.Faults.Clear();
            Move(chain);
        }

        await using (var last = Start(configuration))
        {
            if (!await IsDoneAsync(last, cancellation))
            {
                return new KilledOutcome(early, 0, $"it ended before the head: {last.Error}");
            }
        }

        return new KilledOutcome(
            early, _killed.Value<long>("SELECT count(*) FROM income WHERE orphaned_at IS NOT NULL"), await CompareAsync(chain, node, cancellation));
    }

    public void Dispose() => _killed.Dispose();

    private async Task<bool> LiveUntilKilledAsync(ReplayChain chain, ReplayNode node, string configuration, int questions, CancellationToken cancellation)
    {
        var (delay, moves) = (_random.Next(MaxDelay), _random.Next(3) == 0);
        var asked = 0;
        var enough = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        node.Faults.Troubles = _ =>
        {
            if (Interlocked.Increment(ref asked) == questions)
            {
                enough.SetResult();
            }
            else if (moves && asked == questions / 2)
            {
                Move(chain);
            }

            return null;
        };
        await using var process = Start(configuration);
        var isEarly = await Task.WhenAny(enough.Task, IsDoneAsync(process, cancellation)) == enough.Task;
        await Task.Delay(TimeSpan.FromMilliseconds(delay), TimeProvider.System, cancellation);
        process.Kill();
        await process.EndAsync(Patience, cancellation);
        return isEarly;
    }

    private static ChildProcess Start(string configuration) => ChildProcess.Start(
        Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", AppContext.BaseDirectory, [typeof(KilledBackfill).Assembly.Location, configuration]);

    // It says so; whoever ends without a word has failed.
    private static async Task<bool> IsDoneAsync(ChildProcess process, CancellationToken cancellation)
    {
        await foreach (var line in process.Lines.ReadAllAsync(cancellation))
        {
            if (line == "done")
            {
                return true;
            }
        }

        return false;
    }

    private void Move(ReplayChain chain)
    {
        lock (_random)
        {
            var depth = (ulong)_random.Next(1, MaxReorgDepth / 2);
            chain.Reorg(depth, depth + (ulong)_random.Next(1, 20));
        }
    }

    private async Task<string?> CompareAsync(ReplayChain chain, ReplayNode node, CancellationToken cancellation)
    {
        using var undisturbed = new TempLedger();
        var settings = Settings.Load(Configure(undisturbed, node.Endpoint));
        await new WatchedChain(settings, settings.Chains[0], undisturbed.Ledger, TimeProvider.System).RecordAsync(null, null, cancellation);
        string[] queries =
        [
            """
            SELECT s.name, i.block_number, hex(i.block_hash), i.log_index, i.part, hex(i.transaction_hash), i.occurred_at, hex(i.payer), hex(i.token), i.amount, i.proof
            FROM income i JOIN source s ON s.id = i.source_id WHERE i.orphaned_at IS NULL ORDER BY i.block_number, i.log_index, i.part, s.name
            """,
            "SELECT number, hex(hash), hex(parent_hash) FROM block ORDER BY number",
            "SELECT name, next_block FROM source ORDER BY name",
            "SELECT head_block, final_block FROM chain",
        ];
        foreach (var sql in queries)
        {
            var (one, other) = (Lines(_killed.Ledger, sql), Lines(undisturbed.Ledger, sql));
            if (one.Except(other).Concat(other.Except(one)).FirstOrDefault() is { } apart || one.Count != other.Count)
            {
                return $"{one.Count} rows, {other.Count} undisturbed; the first that differs: {one.Except(other).Concat(other.Except(one)).FirstOrDefault()}: {sql}";
            }
        }

        return Lines(undisturbed.Ledger, queries[0]).Count != chain.Now.Payments().Count() ? "the undisturbed run itself is not complete"
            : LedgerVerification.Run(_killed.Ledger, withProofs: true).Select(invariant => invariant.Broken).FirstOrDefault(broken => broken is not null);
    }

    private static List<string> Lines(Ledger ledger, string sql) => ledger.Read(connection =>
        connection.Query(sql).Cast<IDictionary<string, object?>>().Select(row => string.Join(' ', row.Values)).ToList());

    private static string Configure(TempLedger ledger, Uri endpoint)
    {
        Dictionary<string, object> Source(string name, string kind, string contract) => new()
        {
            ["Name"] = name, ["Chain"] = "replay", ["Kind"] = kind, ["Contract"] = contract, ["Beneficiary"] = $"{Actors.Owner}", ["Category"] = "Royalty",
        };
        var coin = Source("coin", "erc20-payments", $"{Actors.Coin}");
        coin["Payers"] = Actors.Payers.Select(payer => $"{payer}");
        var file = Path.Combine(ledger.Folder, "appsettings.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            Ledger = new { Provider = "Sqlite", ConnectionString = $"Data Source={ledger.Settings.File}" },
            Chains = new[]
            {
                new { Name = "replay", ChainId = 31337, Endpoints = new[] { $"{endpoint}" }, PollInterval = "00:00:00.05", MaxBlockRange = 4, MaxReorgDepth, Confirmations = 3, Balances = "Trust" },
            },
            Sources = new[] { coin, Source("splitter", "payment-splitter", $"{Actors.Splitter}") },
        }));
        return file;
    }

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"seed {seed}");
}
