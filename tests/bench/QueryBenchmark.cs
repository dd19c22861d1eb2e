using System.Globalization;
using System.Numerics;
using ChainWatch.Bench.Backfill;
using ChainWatch.Ethereum;
using ChainWatch.Primitives;
using ChainWatch.Proving;
using ChainWatch.Recognizing;
using ChainWatch.Recording;
using ChainWatch.Replay;
using ChainWatch.Reporting;
using ChainWatch.Storage;
using ChainWatch.Watching;

namespace ChainWatch.Bench;

/// <summary>What the owner asks a ledger with a long history: five years of payments, written by the product's own recorder.</summary>
internal sealed class QueryBenchmark(BenchOptions options) : IBenchmark
{
    private const int Batch = 10_000;
    private const int Rounds = 5;
    private const int Newest = 50;

    private static readonly DateTimeOffset First = new(2021, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly TimeSpan History = TimeSpan.FromDays(5 * 365);

    private readonly int _rows = options.Number("--rows", 1_000_000);

    public string Name => "query";

    public void Run()
    {
        using var watch = new BenchWatch(new Uri("http://127.0.0.1:1"));
        var settings = Settings.Load(watch.Configuration());
        var ledger = Ledger.OpenToWrite(settings.Ledger, TimeProvider.System);
        var started = TimeProvider.System.GetTimestamp();
        Fill(ledger, settings);
        var took = TimeProvider.System.GetElapsedTime(started);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{_rows:N0} rows written in {took.TotalSeconds:N0} s"));

        var newest = new IncomeFilter(Newest: Newest);
        Add($"newest {Newest}", () => IncomeList.Read(ledger, newest));
        Add($"newest {Newest} of one source", () => IncomeList.Read(ledger, newest with { Source = settings.Sources[1].Name }));
        Add("totals by year and token", () => IncomeTotals.ReadYears(ledger));
        Add("totals by token", () => IncomeTotals.Read(ledger));
        Add("every source's payments and newest payment", () => SourceList.Read(ledger, settings));
    }

    private void Add(string what, Action query) =>
        Report.Add(Name, what, Measure.Of(query, Rounds, TimeSpan.Zero, TimeSpan.Zero));

    private void Fill(Ledger ledger, Settings settings)
    {
        var ids = SourceBook.Enter(ledger, settings);
        var recorder = new Recorder(ledger, settings.Chains[0].ChainId);
        var token = new Token(Actors.Coin);
        var tokens = new[] { new TokenDescription(token, "RPC", 6), new TokenDescription(Token.Native, "ETH", 18) };

        // Only what decides which rows are written is needed of a source: nothing is asked of a chain.
        var sources = settings.Sources.Select(source => new WatchedSource(ids[source.Name], source, null!)).ToList();
        for (var first = 0; first < _rows; first += Batch)
        {
            var rows = Enumerable.Range(first, Math.Min(Batch, _rows - first));
            var findings = rows.Select(row => (sources[row % 5 == 0 ? 1 : 0], (Finding)PaymentOf(row, row % 10 == 0 ? Token.Native : token))).ToList();
            var stretch = new Stretch((ulong)first, (ulong)first + Batch - 1, IsLive: false, [.. sources.Select(source => source.Id)]);
            recorder.Record([new Entry(stretch, [], findings, tokens, new Dictionary<Hash32, ProvedBlock>(), [])], 0, DateTimeOffset.UnixEpoch);
        }
    }

    private Payment PaymentOf(int row, Token token) => new(
        new LogPosition((ulong)row, HashOf(row, 1), 0, 0, HashOf(row, 2), TimeOf(row)), Actors.Payers[row % Actors.PayerCount], token, new BigInteger(1_000_000 + row));

    private DateTimeOffset TimeOf(int row) => DateTimeOffset.FromUnixTimeSeconds((First + (History / _rows * row)).ToUnixTimeSeconds());

    private static Hash32 HashOf(int row, int which)
    {
        Span<byte> bytes = stackalloc byte[Hash32.Size];
        new Random((row * 2) + which).NextBytes(bytes);
        return new Hash32(bytes);
    }
}
