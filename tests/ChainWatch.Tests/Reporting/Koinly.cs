using System.Globalization;

namespace ChainWatch.Tests.Reporting;

/// <summary>What Koinly makes of a file in its universal template: one side of a row is filled, and labels belong to a side.</summary>
internal sealed record KoinlyRow(DateTimeOffset At, bool IsSent, string Amount, string Currency, string NetWorth, string Label, string Description, string TxHash)
{
    private static readonly string[] In =
        ["", "salary", "income", "lending interest", "airdrop", "fork", "mining", "reward", "cashback", "fee refund", "realized pnl", "loan"];

    private static readonly string[] Out = ["", "cost", "tax", "margin fee", "loan fee", "gift", "lost", "donation", "realized pnl"];

    public static IReadOnlyList<KoinlyRow> Read(string text)
    {
        Assert.Equal(
            "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,Net Worth Amount,Net Worth Currency,Label,Description,TxHash",
            StrictCsv.HeaderOf(text));
        return [.. StrictCsv.Read(text).Select(Of)];
    }

    private static KoinlyRow Of(IReadOnlyDictionary<string, string> row)
    {
        var isSent = row["Sent Amount"].Length > 0;
        var (side, other) = isSent ? ("Sent", "Received") : ("Received", "Sent");
        Assert.Equal(("", ""), (row[$"{other} Amount"], row[$"{other} Currency"]));
        Assert.Matches(@"^\d+(\.\d+)?$", row[$"{side} Amount"]);
        Assert.NotEmpty(row[$"{side} Currency"]);
        Assert.Equal(row["Net Worth Amount"].Length > 0, row["Net Worth Currency"].Length > 0);
        Assert.Matches(@"^(\d+(\.\d+)?)?$", row["Net Worth Amount"]);
        Assert.Contains(row["Label"], isSent ? Out : In);
        Assert.Matches("^(0x[0-9a-f]{64})?$", row["TxHash"]);
        return new KoinlyRow(
            DateTimeOffset.ParseExact(row["Date"], "yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal),
            isSent, row[$"{side} Amount"], row[$"{side} Currency"], row["Net Worth Amount"], row["Label"], row["Description"], row["TxHash"]);
    }
}
