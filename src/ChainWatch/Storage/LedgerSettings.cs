using ChainWatch.Configuration;

namespace ChainWatch.Storage;

/// <summary>The configuration section <c>Ledger</c>: where the ledger is kept.</summary>
/// <param name="File">Full path of the SQLite file.</param>
public sealed record LedgerSettings(string File)
{
    private static readonly TimeSpan DefaultBusyTimeout = TimeSpan.FromSeconds(30);

    /// <summary>How long a ledger is waited for that another program has locked; whole seconds.</summary>
    public TimeSpan BusyTimeout { get; init; } = DefaultBusyTimeout;

    internal static LedgerSettings Read(SectionReader section, string folder)
    {
        section.OneOf("Provider", ["Sqlite"], "Sqlite");
        var connection = section.Text("ConnectionString", "Data Source=data/chainwatch.db");
        var busy = section.Duration("BusyTimeout", DefaultBusyTimeout);
        if (busy.TotalSeconds < 1 || busy > TimeSpan.FromHours(1))
        {
            section.Problem("BusyTimeout", $"'{busy}' is not from 00:00:01 to 01:00:00");
        }

        section.RefuseUnknownKeys();

        const string key = "Data Source=";
        if (!connection.StartsWith(key, StringComparison.OrdinalIgnoreCase) || connection.Contains(';', StringComparison.Ordinal)
            || connection[key.Length..].Trim() is not { Length: > 0 } file || file == ":memory:")
        {
            section.Problem("ConnectionString", $"'{connection}' names no ledger file: write Data Source=PATH and nothing else");
            return new LedgerSettings("");
        }

        return new LedgerSettings(Path.GetFullPath(Path.Combine(folder, file))) { BusyTimeout = busy };
    }
}
