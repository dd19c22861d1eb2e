using System.Diagnostics;
using System.Globalization;
using System.Numerics;
using System.Text.Json;
using ChainWatch.Bench.Backfill;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Replay;
using ChainWatch.Storage;
using ChainWatch.Watching;
using Dapper;

namespace ChainWatch.Bench;

/// <summary>
/// What commands cost on a year of payments to twenty sources: the whole process, its runtime's start included, by the time
/// on the processors, which other programs move less than the clock.
/// </summary>
internal sealed class ReportsBenchmark(BenchOptions options) : IBenchmark
{
    private static readonly string[] Nowhere = ["http://127.0.0.1:1"];

    private const int SourceCount = 20;
    private const int Batch = 10_000;
    private const string Currency = "USD";

    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    // The trailing windows of the yields end now, so the year does too.
    private static readonly DateTimeOffset First = DateTimeOffset.FromUnixTimeSeconds(TimeProvider.System.GetUtcNow().ToUnixTimeSeconds()) - Year;

    private readonly int _rows = options.Number("--rows", 50_000);
    private readonly int _rounds = options.Number("--rounds", 3);

    public string Name => "reports";

    public void Run()
    {
        var folder = Directory.CreateTempSubdirectory("chainwatch-bench-").FullName;
        try
        {
            var configuration = WriteConfiguration(folder);
            Fill(Settings.Load(configuration));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_rows:N0} payments of {SourceCount} sources; seconds of processor time (and by the clock), the middle of {_rounds}"));
            Add("status", configuration, _ => ["status"]);
            Add("status --json", configuration, _ => ["status", "--json"]);
            string[] month = ["--from", Day(First.AddDays(100)), "--to", Day(First.AddDays(130))];
            Add("income list, a month", configuration, _ => ["income", "list", .. month]);
            Add("income list --json, a month", configuration, _ => ["income", "list", "--json", .. month]);
            string[] year = ["--from", Day(First), "--to", Day(First + Year)];
            Add("income list, the year", configuration, _ => ["income", "list", .. year]);
            Add("income list --json, the year", configuration, _ => ["income", "list", "--json", .. year]);
            foreach (var format in (string[])["csv", "json", "rotki", "koinly"])
            {
                Add($"income export {format}, the first", configuration, round => ["income", "export", "--format", format, "--out", Path.Combine(folder, $"{format}{round}")], () => Forget(configuration));
                Add($"income export {format}, nothing new", configuration, round => ["income", "export", "--format", format, "--out", Path.Combine(folder, $"{format}-new{round}")]);
                Add($"income export {format} --all", configuration, round => ["income", "export", "--all", "--format", format, "--out", Path.Combine(folder, $"{format}-all{round}")]);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private void Add(string what, string configuration, Func<int, IReadOnlyList<string>> arguments, Action? before = null)
    {
        var costs = new List<(double Cpu, double Clock)>();
        for (var round = 0; round < _rounds; round++)
        {
            before?.Invoke();
            costs.Add(Cost([.. arguments(round), "--config", configuration]));
        }

        var (cpu, clock) = costs.Order().ElementAt(_rounds / 2);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Name,-12} {what,-44} {cpu,8:N2} s CPU {clock,8:N2} s"));
    }

    // Bash's own "time" counts a child that has ended, which .NET does not.
    private static (double Cpu, double Clock) Cost(IReadOnlyList<string> arguments)
    {
        var start = new ProcessStartInfo("bash") { RedirectStandardError = true };
        foreach (var argument in (string[])["-c", "TIMEFORMAT='%U %S %R'; time \"$@\" > /dev/null", "bash", Dotnet.Host, Cli(), .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        using var process = Process.Start(start)!;
        var told = process.StandardError.ReadToEnd();
        process.WaitForExit();
        var seconds = told.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries);
        return process.ExitCode == 0 && seconds.Length == 3
            ? (Number(seconds[0]) + Number(seconds[1]), Number(seconds[2]))
            : throw new InvalidOperationException($"chainwatch {string.Join(' ', arguments)} ended with {process.ExitCode}: {told}");
    }

    private static double Number(string text) => double.Parse(text, CultureInfo.InvariantCulture);

    // Beside this program in the checkout; scripts/bench builds both.
    private static string Cli()
    {
        var framework = new DirectoryInfo(AppContext.BaseDirectory.TrimEnd('/'));
        var root = framework.Parent!.Parent!.Parent!.Parent!.Parent!.FullName;
        return Path.Combine(root, "src", "ChainWatch.Cli", "bin", framework.Parent.Name, framework.Name, "ChainWatch.Cli.dll");
    }

    private static string Day(DateTimeOffset time) => time.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static void Forget(string configuration) => Ledger.OpenToWrite(Settings.Load(configuration).Ledger, TimeProvider.System).Write(connection =>
        connection.Execute("DELETE FROM export_pack; DELETE FROM export_row; DELETE FROM export"));

    private static string WriteConfiguration(string folder)
    {
        var file = Path.Combine(folder, "appsettings.json");
        File.WriteAllText(file, JsonSerializer.Serialize(new
        {
            Ledger = new { ConnectionString = "Data Source=ledger.db" },
            Chains = new[] { new { Name = "replay", ChainId = 31337, Endpoints = Nowhere } },
            Pricing = new { Currency, Pinned = new[] { new { Chain = "replay", Token = "native", Price = "2500" } } },
            Sources = Enumerable.Range(0, SourceCount).Select(n => new
            {
                Name = $"source-{n}",
                Chain = "replay",
                Kind = "payment-splitter",
                Contract = $"0x{n + 1:x40}",
                Beneficiary = $"{Actors.Owner}",
                Category = "Micro-SaaS",
                Cost = new { Currency, Amount = "100000" },
            }),
        }));
        return file;
    }

    private void Fill(Settings settings)
    {
        var ledger = Ledger.OpenToWrite(settings.Ledger, TimeProvider.System);
        var ids = SourceBook.Enter(ledger, settings);
        var recorder = new Recorder(ledger, settings.Chains[0].ChainId);
        var coin = new Token(Actors.Coin);
        var tokens = new[] { new TokenDescription(coin, "RPC", 6), new TokenDescription(Token.Native, "ETH", 18) };
        var sources = settings.Sources.Select(source => new WatchedSource(ids[source.Name], source, null!)).ToList();
        for (var first = 0; first < _rows; first += Batch)
        {
            var findings = Enumerable.Range(first, Math.Min(Batch, _rows - first))
                .Select(row => (sources[row % SourceCount], (Finding)PaymentOf(row, row % 10 == 0 ? Token.Native : coin))).ToList();
            var stretch = new Stretch((ulong)first, (ulong)first + Batch - 1, IsLive: false, [.. sources.Select(source => source.Id)]);
            recorder.Record([new Entry(stretch, [], findings, tokens, new Dictionary<Hash32, ProvedBlock>(), [])], 0, DateTimeOffset.UnixEpoch);
        }

        ledger.Write(connection => connection.Execute(
            """
            UPDATE chain SET head_block = @_rows, final_block = @_rows;
            INSERT INTO valuation (income_id, base_units, currency, amount, price_source, evidence, pricing, valued_at)
            SELECT id, amount, @Currency, '123456789', 'pinned', '{"token":"native","baseUnits":"0","decimals":0,"steps":[],"refused":[]}', '', 0 FROM income;
            """,
            new { _rows, Currency }));
    }

    private Payment PaymentOf(int row, Token token) => new(
        new LogPosition((ulong)row, HashOf(row, 1), 0, 0, HashOf(row, 2), TimeOf(row)), Actors.Payers[row % Actors.PayerCount], token, new BigInteger(1_000_000 + row));

    private DateTimeOffset TimeOf(int row) => DateTimeOffset.FromUnixTimeSeconds((First + (Year / _rows * row)).ToUnixTimeSeconds());

    private static Hash32 HashOf(int row, int which)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        new Random((row * 2) + which).NextBytes(bytes);
        return new Hash32(bytes);
    }
}
