using System.Globalization;

namespace ChainWatch.Reporting;

/// <summary>Everything that is known of each entry, for a spreadsheet.</summary>
internal static class ExportCsv
{
    public static ExportFormat Format { get; } = ExportFormat.Csv(
        "csv",
        "entry,subject,what,occurred_at,source,category,kind,stage,chain,transaction_hash,log_index,payer,beneficiary,token,symbol,amount,value,currency,price_source",
        Cells);

    private static string[] Cells(ExportEntry entry) =>
    [
        entry.IsCorrection ? "correction" : "new",
        CsvCell.Text(entry.Key),
        entry.What,
        entry.When,
        CsvCell.Text(entry.Source),
        CsvCell.Text(entry.Category),
        entry.Kind,
        entry.Stage,
        CsvCell.Text(entry.Chain),
        entry.Transaction,
        entry.LogIndex?.ToString(CultureInfo.InvariantCulture) ?? "",
        entry.Payer ?? "",
        entry.Beneficiary ?? "",
        entry.Token,
        CsvCell.Text(entry.Symbol),
        entry.Shown.Display,
        entry.Value?.Display ?? "",
        entry.Value?.Currency ?? "",
        entry.PriceSource ?? "",
    ];
}
