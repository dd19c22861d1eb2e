using System.Globalization;

namespace ChainWatch.Reporting;

/// <summary>
/// Koinly's universal template (support.koinly.io, articles 9489976 and 9490023). It knows no negative amounts: what is taken
/// back, and a loss, stand on the side of what was sent, with the label for gains and losses where it was income.
/// </summary>
internal static class ExportKoinly
{
    private const string GainOrLoss = "realized pnl";

    // The labels for what comes in that a category of the owner may name by itself.
    private static readonly HashSet<string> OwnWords = new(StringComparer.OrdinalIgnoreCase)
    {
        "salary", "lending interest", "airdrop", "fork", "mining", "reward", "cashback",
    };

    private static readonly HashSet<string> Lending = ["erc4626-vault", "erc7540-vault", "aave-v3", "compound-v3"];

    private static readonly HashSet<string> Rewarding = ["staking-rewards", "lido"];

    public static ExportFormat Format { get; } = ExportFormat.Csv(
        "koinly",
        "Date,Sent Amount,Sent Currency,Received Amount,Received Currency,Fee Amount,Fee Currency,Net Worth Amount,Net Worth Currency,Label,Description,TxHash",
        Cells);

    private static string[] Cells(ExportEntry entry)
    {
        var (amount, symbol) = (entry.Digits, CsvCell.Text(entry.Symbol));
        var isSent = entry.Amount.Sign < 0;
        return
        [
            entry.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss 'UTC'", CultureInfo.InvariantCulture),
            isSent ? amount : "",
            isSent ? symbol : "",
            isSent ? "" : amount,
            isSent ? "" : symbol,
            "",
            "",
            entry.Value?.Display.TrimStart('-') ?? "",
            entry.Value?.Currency ?? "",
            LabelOf(entry),
            CsvCell.Text(entry.Words),
            entry.Transaction,
        ];
    }

    private static string LabelOf(ExportEntry entry) => (entry.Subject, entry.Amount.Sign) switch
    {
        (ExportSubject.Income, < 0) => GainOrLoss,
        (ExportSubject.Income, _) when entry.IsCorrection => GainOrLoss,
        (ExportSubject.Income, _) => IncomeLabel(entry),
        (ExportSubject.Tax, < 0) => "tax",
        _ => "",
    };

    private static string IncomeLabel(ExportEntry entry) =>
        OwnWords.TryGetValue(entry.Category, out var word) ? word
        : Lending.Contains(entry.Kind) ? "lending interest"
        : Rewarding.Contains(entry.Kind) ? "reward"
        : "income";
}
