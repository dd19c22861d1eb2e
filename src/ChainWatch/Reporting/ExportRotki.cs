using System.Globalization;

namespace ChainWatch.Reporting;

/// <summary>
/// rotki's generic events (its importer <c>rotki_events.py</c>): types and locations are case-sensitive, amounts have no sign,
/// times are in milliseconds, and there is no column for a transaction: it stands in the description. rotki keeps every row
/// that it reads, so a file that is imported twice counts twice.
/// </summary>
internal static class ExportRotki
{
    // rotki takes a row of a location that it does not know for an error and drops it.
    private const string Elsewhere = "external";

    private static readonly Dictionary<ulong, string> Locations = new() { [1] = "ethereum", [10] = "optimism", [100] = "gnosis", [8453] = "base" };

    private static readonly HashSet<string> StakingKinds = ["staking-rewards", "lido"];

    public static ExportFormat Format { get; } = ExportFormat.Csv(
        "rotki", "Type,Location,Currency,Amount,Fee,Fee Currency,Description,Timestamp", Cells);

    private static string[] Cells(ExportEntry entry) =>
    [
        TypeOf(entry),
        Locations.GetValueOrDefault(entry.ChainId, Elsewhere),
        entry.IsNative ? CsvCell.Text(entry.Symbol) : string.Create(CultureInfo.InvariantCulture, $"eip155:{entry.ChainId}/erc20:{entry.Token}"),
        entry.Digits,
        "",
        "",
        CsvCell.Text(entry.Words),
        entry.OccurredAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture),
    ];

    // Deposit and withdrawal are as seen by what holds the money for the owner: neither is income or loss to rotki.
    private static string TypeOf(ExportEntry entry) => (entry.Subject, entry.Amount.Sign) switch
    {
        (ExportSubject.Income, > 0) => StakingKinds.Contains(entry.Kind) ? "Staking" : "Income",
        (ExportSubject.Income, _) => "Loss",
        (ExportSubject.Tax, > 0) => "Income",
        (ExportSubject.Tax, _) => "Spend",
        (_, > 0) => "Withdrawal",
        _ => "Deposit",
    };
}
