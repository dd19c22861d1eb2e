using System.Globalization;
using System.Numerics;
using System.Text.RegularExpressions;

namespace ChainWatch.Tests.Reporting;

/// <summary>What rotki makes of a file of generic events; it drops what it does not know, which is a failure here.</summary>
internal sealed record RotkiEvent(string Type, string Location, string Currency, string Amount, string Description, DateTimeOffset At)
{
    private static readonly string[] Types = ["Deposit", "Withdrawal", "Income", "Loss", "Spend", "Staking"];
    private static readonly string[] Locations = ["ethereum", "optimism", "gnosis", "base", "external"];

    public static IReadOnlyList<RotkiEvent> Read(string text)
    {
        Assert.Equal("Type,Location,Currency,Amount,Fee,Fee Currency,Description,Timestamp", StrictCsv.HeaderOf(text));
        return [.. StrictCsv.Read(text).Select(Of)];
    }

    /// <summary>What rotki holds after reading files, in base units of a token with these decimals, from income and loss alone.</summary>
    public static BigInteger Earned(IEnumerable<RotkiEvent> events, int decimals) => events.Aggregate(BigInteger.Zero, (sum, item) => sum + (item.Type switch
    {
        "Income" or "Staking" => ChainWatch.Primitives.BaseUnits.TryParse(item.Amount, decimals, out var amount) ? amount : throw new FormatException(item.Amount),
        "Loss" => ChainWatch.Primitives.BaseUnits.TryParse(item.Amount, decimals, out var amount) ? -amount : throw new FormatException(item.Amount),
        _ => 0,
    }));

    private static RotkiEvent Of(IReadOnlyDictionary<string, string> row)
    {
        Assert.Contains(row["Type"], Types);
        Assert.Contains(row["Location"], Locations);
        Assert.Matches(@"^(eip155:\d+/erc20:0x[0-9a-fA-F]{40}|'?.{1,40})$", row["Currency"]);
        Assert.Matches(@"^\d+(\.\d+)?$", row["Amount"]);
        Assert.Equal(("", ""), (row["Fee"], row["Fee Currency"]));
        Assert.True(Regex.IsMatch(row["Timestamp"], @"^\d{13}$"), "a time is in milliseconds");
        return new RotkiEvent(
            row["Type"], row["Location"], row["Currency"], row["Amount"], row["Description"],
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(row["Timestamp"], CultureInfo.InvariantCulture)));
    }
}
