using System.Text.Json;
using ChainWatch.Replay;
using ChainWatch.Storage;
using Dapper;

namespace ChainWatch.Bench.Backfill;

/// <summary>A folder for one contender: its configuration, and whatever it writes.</summary>
internal sealed class BenchWatch : IDisposable
{
    /// <summary>Blocks in one question, for every contender that may be told.</summary>
    public const int Range = 2_000;

    private readonly Uri _endpoint;
    private readonly long _payments;
    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-bench-").FullName;

    /// <summary>A folder whose configuration names an endpoint, and how many payments there are to be found.</summary>
    public BenchWatch(Uri endpoint, long payments = 0)
    {
        _endpoint = endpoint;
        _payments = payments;
    }

    /// <summary>A file of this folder.</summary>
    public string File(string name) => Path.Combine(_folder, name);

    /// <summary>Payments that a ledger holds.</summary>
    public static long RowsOf(Ledger ledger) => ledger.Read(connection => connection.ExecuteScalar<long>("SELECT count(*) FROM income"));

    /// <summary>Writes a configuration that watches all of the chain's sources; its path.</summary>
    /// <param name="verify">What is proved: nothing, since no contender proves anything, or <c>Receipts</c>. No balance is asked for either way.</param>
    public string Configuration(string verify = "None") => Write("appsettings.json", new
    {
        Ledger = new { Provider = "Sqlite", ConnectionString = "Data Source=ledger.db" },
        Chains = new[] { new { Name = "replay", ChainId = 31337, Endpoints = new[] { $"{_endpoint}" }, MaxBlockRange = Range, Verify = verify, Balances = "Trust" } },
        Sources = new object[]
        {
            Source("coin", "erc20-payments", $"{Actors.Coin}", [.. Actors.Payers.Select(payer => $"{payer}")]),
            Source("splitter", "payment-splitter", $"{Actors.Splitter}", null),
        },
    });

    /// <summary>Writes the same for a script; its path.</summary>
    public string ScriptSettings() => Write("settings.json", new
    {
        url = $"{_endpoint}",
        file = File("income.db"),
        coin = $"{Actors.Coin}",
        splitter = $"{Actors.Splitter}",
        owner = $"{Actors.Owner}".ToLowerInvariant(),
        payers = Actors.Payers.Select(payer => $"{payer}"),
        range = Range,
        payments = _payments,
    });

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private static Dictionary<string, object> Source(string name, string kind, string contract, string[]? payers)
    {
        var source = new Dictionary<string, object>
        {
            ["Name"] = name,
            ["Chain"] = "replay",
            ["Kind"] = kind,
            ["Contract"] = contract,
            ["Beneficiary"] = $"{Actors.Owner}",
            ["Category"] = "Royalty",
        };
        if (payers is not null)
        {
            source["Payers"] = payers;
        }

        return source;
    }

    private string Write(string name, object content)
    {
        System.IO.File.WriteAllText(File(name), JsonSerializer.Serialize(content));
        return File(name);
    }
}
