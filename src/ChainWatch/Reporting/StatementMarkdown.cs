using System.Globalization;
using System.Text;
using ChainWatch.Primitives;

namespace ChainWatch.Reporting;

/// <summary>A statement as a Markdown document: totals by jurisdiction, token and stage, then every payment.</summary>
public static class StatementMarkdown
{
    /// <summary>The whole document.</summary>
    public static string Write(TaxStatement statement)
    {
        var text = new StringBuilder();
        Line(text, $"# Tax statement {statement.Year}");
        Line(text, $"");
        Line(text, $"Calendar year {statement.Year} in UTC; {statement.Lines.Count} final payments. Calculated by rules that the owner of this ledger has set: no tax advice.");
        if (statement.NotFinal + statement.Quarantined > 0)
        {
            Line(text, $"Left out: {statement.NotFinal} payments that are not final yet, {statement.Quarantined} quarantined ones.");
        }

        WriteTotals(text, statement.Lines);
        WriteUnassessed(text, statement.Lines);
        WritePayments(text, statement.Lines);
        return text.ToString();
    }

    private static void WriteTotals(StringBuilder text, IReadOnlyList<StatementLine> lines)
    {
        Line(text, $"\n## Totals\n");
        Line(text, $"| jurisdiction | chain | token | stage | payments | amount | due | in escrow | outstanding | settled |");
        Line(text, $"|---|---|---|---|--:|--:|--:|--:|--:|--:|");
        foreach (var group in lines.Where(line => line.Jurisdiction is not null)
            .GroupBy(line => (line.Jurisdiction, line.Chain, line.Amount.Token, line.Stage))
            .OrderBy(group => group.Key.Jurisdiction, StringComparer.Ordinal).ThenBy(group => group.Key.Chain, StringComparer.Ordinal)
            .ThenBy(group => group.First().Amount.Symbol, StringComparer.Ordinal).ThenBy(group => group.Key.Token, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Stage, StringComparer.Ordinal))
        {
            Amount Sum(Func<StatementLine, Amount> of) => group.Select(of).Aggregate((left, right) => left.Plus(right));
            Line(text, $"| {Text(group.Key.Jurisdiction)} | {Text(group.Key.Chain)} | {Text(group.First().Amount.Symbol)} | {group.Key.Stage} | {group.Count()} | {Sum(line => line.Amount).Display} | {Sum(line => line.Due).Display} | {Sum(line => line.Escrowed).Display} | {Sum(line => line.Outstanding).Display} | {Sum(line => line.Settled).Display} |");
        }

        Line(text, $"\n| jurisdiction | category | stage | payments | without value | taxed value |");
        Line(text, $"|---|---|---|--:|--:|--:|");
        foreach (var group in lines.Where(line => line.Jurisdiction is not null)
            .GroupBy(line => (line.Jurisdiction, line.Category, line.Stage))
            .OrderBy(group => group.Key.Jurisdiction, StringComparer.Ordinal).ThenBy(group => group.Key.Category, StringComparer.Ordinal)
            .ThenBy(group => group.Key.Stage, StringComparer.Ordinal))
        {
            Line(text, $"| {Text(group.Key.Jurisdiction)} | {Text(group.Key.Category)} | {group.Key.Stage} | {group.Count()} | {group.Count(line => line.Basis is null)} | {Values(group)} |");
        }
    }

    private static void WriteUnassessed(StringBuilder text, IReadOnlyList<StatementLine> lines)
    {
        var unassessed = lines.Where(line => line.Unassessed is not null).ToList();
        if (unassessed.Count == 0)
        {
            return;
        }

        Line(text, $"\n## Not assessed\n");
        Line(text, $"| payment | amount | why |");
        Line(text, $"|--:|--:|---|");
        foreach (var line in unassessed)
        {
            Line(text, $"| {line.IncomeId} | {line.Amount.Display} {Text(line.Amount.Symbol)} | {Text(line.Unassessed)} |");
        }
    }

    private static void WritePayments(StringBuilder text, IReadOnlyList<StatementLine> lines)
    {
        Line(text, $"\n## Payments\n");
        Line(text, $"| payment | when (UTC) | source | category | amount | value | rule | rate | due | in escrow | transaction |");
        Line(text, $"|--:|---|---|---|--:|--:|---|--:|--:|--:|---|");
        foreach (var line in lines)
        {
            var rate = line.BasisPoints is { } points ? new BasisPoints(points).ToString() : "";
            Line(text, $"| {line.IncomeId} | {line.OccurredAt.UtcDateTime:yyyy-MM-dd HH:mm:ss} | {Text(line.Source)} | {Text(line.Category)} | {line.Amount.Display} {Text(line.Amount.Symbol)} | {Text(line.Value?.ToString())} | {Text(line.RuleId)} | {rate} | {line.Due.Display} | {line.Escrowed.Display} | {Text(line.Chain)} {line.TransactionHash} |");
        }
    }

    private static string Values(IEnumerable<StatementLine> lines) => string.Join(", ", lines.Select(line => line.Basis).OfType<FiatAmount>()
        .GroupBy(basis => basis.Currency)
        .Select(same => same.Aggregate(FiatAmount.Add).ToString()));

    private static void Line(StringBuilder text, FormattableString line) => text.Append(line.ToString(CultureInfo.InvariantCulture)).Append('\n');

    // What comes from a chain must not build tables, links or tags of its own.
    private static string Text(string? text) => string.Concat((text ?? "").Select(letter =>
        char.IsControl(letter) ? " " : "\\`*_{}[]<>#|!".Contains(letter, StringComparison.Ordinal) ? $"\\{letter}" : letter.ToString()));
}
