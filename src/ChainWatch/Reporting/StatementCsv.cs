using System.Globalization;
using System.Text;

namespace ChainWatch.Reporting;

/// <summary>A statement as CSV by RFC 4180: one line for each payment, numbers with a point and without grouping.</summary>
public static class StatementCsv
{
    private static readonly string[] Columns =
    [
        "income_id", "occurred_at", "source", "category", "chain", "transaction_hash", "log_index", "token", "symbol", "amount",
        "value", "currency", "price_source", "jurisdiction", "rule_id", "rule_version", "basis_points", "basis", "allowance",
        "due", "escrowed", "outstanding", "settled", "unassessed", "stage",
    ];

    /// <summary>The whole file.</summary>
    public static string Write(TaxStatement statement)
    {
        var csv = new StringBuilder().AppendJoin(',', Columns).Append("\r\n");
        foreach (var line in statement.Lines)
        {
            csv.AppendJoin(',', Cells(line)).Append("\r\n");
        }

        return csv.ToString();
    }

    private static IEnumerable<string> Cells(StatementLine line) =>
    [
        line.IncomeId,
        line.OccurredAt.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture),
        CsvCell.Text(line.Source),
        CsvCell.Text(line.Category),
        CsvCell.Text(line.Chain),
        line.TransactionHash,
        line.LogIndex.ToString(CultureInfo.InvariantCulture),
        line.Amount.Token,
        CsvCell.Text(line.Amount.Symbol),
        line.Amount.Display,
        line.Value?.Display ?? "",
        CsvCell.Text(line.Value?.Currency ?? line.Basis?.Currency ?? ""),
        CsvCell.Text(line.PriceSource ?? ""),
        CsvCell.Text(line.Jurisdiction ?? ""),
        CsvCell.Text(line.RuleId ?? ""),
        line.RuleVersion ?? "",
        line.BasisPoints?.ToString(CultureInfo.InvariantCulture) ?? "",
        line.Basis?.Display ?? "",
        line.Allowance?.Display ?? "",
        line.Due.Display,
        line.Escrowed.Display,
        line.Outstanding.Display,
        line.Settled.Display,
        CsvCell.Text(line.Unassessed ?? ""),
        line.Stage,
    ];
}
