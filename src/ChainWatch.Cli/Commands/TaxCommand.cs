using System.CommandLine;
using System.Text;
using ChainWatch.Primitives;
using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch tax</c>: what is owed, by which rules, and what it would be elsewhere.</summary>
internal static class TaxCommand
{
    private const string Disclaimer = "Shipped jurisdictions are examples and no advice: what you owe is for you and your adviser to say.";

    private static readonly Option<string?> By = new("--by") { Description = "Sum by source, month or token.", HelpName = "source|month|token" };
    private static readonly Option<bool> Totals = new("--totals") { Description = "Also the total of each token." };
    private static readonly Option<string[]> Codes = new("--residency")
    {
        Description = "Only these jurisdictions.", HelpName = "CODE", AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<int> Year = new("--year") { Description = "Calendar year (UTC).", HelpName = "YYYY", Required = true };
    private static readonly Option<string> Out = new("--out") { Description = "File to write; its ending, .md or .csv, says how.", HelpName = "FILE", Required = true };

    static TaxCommand()
    {
        By.AcceptOnlyFromAmong("source", "month", "token");
        Year.Validators.Add(given =>
        {
            if (given.Tokens.Count == 1 && (given.Tokens[0].Value.Length != 4 || !int.TryParse(given.Tokens[0].Value, out var year) || year is < 1970 or > 9998))
            {
                given.AddError($"'{given.Tokens[0].Value}' is not a year: write it as 2026.");
            }
        });
    }

    public static Command Create() => new("tax", "What is owed on it.")
    {
        Invocation.Command("due", "What is owed on each payment, and what of it is set aside.", DueAsync, By, Totals),
        Invocation.Command("rates", "Every jurisdiction and its rules.", RatesAsync),
        Invocation.Command("compare", "What the recorded income would have owed elsewhere.", CompareAsync, Codes),
        TaxReassessCommand.Create(),
        Invocation.Command("statement", "Write the statement of a year.", StatementAsync, Year, Out),
    };

    private static Task<int> DueAsync(Invocation invocation, CancellationToken cancellation)
    {
        var due = TaxDue.Read(invocation.OpenLedger());
        IReadOnlyList<DueTotal> totals = invocation.Value(Totals) ? due.Totals() : [];
        if (invocation.Value(By) is { } group)
        {
            var groups = due.TotalsBy(group);
            return Task.FromResult(invocation.Print([.. groups, .. totals], (IReadOnlyList<DueTotal> lines, IAnsiConsole console) => Show(lines, console, group)));
        }

        return Task.FromResult(invocation.Print<IReadOnlyList<object>>([.. due.Items, .. totals], (_, console) =>
        {
            Show(due.Items, console);
            if (totals.Count > 0)
            {
                Show(totals, console, "");
            }
        }));
    }

    private static void Show(IReadOnlyList<DueItem> items, IAnsiConsole console)
    {
        var table = Tables.Of(" income", "when (UTC)", "source", "rule", " rate", " due", " escrowed", " outstanding", " credit", "token", "");
        foreach (var item in items)
        {
            table.Row(
                item.IncomeId, Tables.Shown(item.OccurredAt), item.Source, item.RuleId, new BasisPoints(item.BasisPoints).ToString(), item.Due.Display,
                item.Escrowed.Display, item.Outstanding.Display, item.Credit.Display, item.Due.Symbol, item.Orphaned ? "orphaned" : "");
        }

        console.Write(table);
    }

    private static void Show(IReadOnlyList<DueTotal> totals, IAnsiConsole console, string group)
    {
        var table = Tables.Of(group, "chain", " payments", " due", " escrowed", " outstanding", " credit", " settled", "token");
        foreach (var total in totals)
        {
            table.Row(
                total.Total, total.Chain, $"{total.Payments}", total.Due.Display, total.Escrowed.Display, total.Outstanding.Display, total.Credit.Display,
                total.Settled.Display, total.Due.Symbol);
        }

        console.Write(table);
    }

    private static Task<int> RatesAsync(Invocation invocation, CancellationToken cancellation) =>
        Task.FromResult(invocation.Print(TaxRates.Read(invocation.Settings.Taxes), ShowRates));

    private static void ShowRates(IReadOnlyList<JurisdictionItem> jurisdictions, IAnsiConsole console)
    {
        var table = Tables.Of("", "jurisdiction", "range", "residency", "rule", "category", "stage", "rate", "from", "to");
        foreach (var item in jurisdictions)
        {
            var residency = string.Join(", ", item.Residency.Select(span => $"{span.From ?? "…"} to {span.To ?? "…"}"));
            var range = $"{new BasisPoints(item.Range.Min)} to {new BasisPoints(item.Range.Max)}";
            var name = item.Example ? $"{item.Name} (example)" : item.Name;
            if (item.Rules.Count == 0)
            {
                table.Row(item.Jurisdiction, name, range, residency, "-", "-", "-", "no rate set", "-", "-");
            }

            foreach (var rule in item.Rules)
            {
                table.Row(item.Jurisdiction, name, range, residency, rule.Id, rule.Category, rule.Stage, TaxRates.Words(rule), rule.From, rule.To);
            }
        }

        console.Write(table);
        console.WriteLine(Disclaimer);
    }

    private static Task<int> CompareAsync(Invocation invocation, CancellationToken cancellation) => Task.FromResult(invocation.Print(
        TaxComparison.Read(invocation.OpenLedger(), invocation.Settings.Taxes, invocation.Value(Codes) ?? []), ShowComparison));

    private static void ShowComparison(IReadOnlyList<ComparisonItem> items, IAnsiConsole console)
    {
        var table = Tables.Of("", "jurisdiction", "rates", " payments", " not assessed", " due", "in tokens");
        foreach (var item in items)
        {
            foreach (var (due, rates) in item.RateSet ? [(item.Low, "as set")] : new[] { (item.Low, $"all {new BasisPoints(item.Range.Min)}"), (item.High, $"all {new BasisPoints(item.Range.Max)}") })
            {
                table.Row(
                    item.Jurisdiction, item.Example ? $"{item.Name} (example)" : item.Name, rates, $"{item.Payments}", $"{due.Unassessed}", due.Value?.ToString(),
                    string.Join(", ", due.Tokens.Select(token => token.Due)));
            }
        }

        console.Write(table);
        console.WriteLine(Disclaimer);
    }

    private static Task<int> StatementAsync(Invocation invocation, CancellationToken cancellation)
    {
        var file = Path.GetFullPath(invocation.Value(Out)!);
        Func<TaxStatement, string> write = Path.GetExtension(file).ToUpperInvariant() switch
        {
            ".MD" => StatementMarkdown.Write,
            ".CSV" => StatementCsv.Write,
            _ => throw new ChainWatchException(Refusal.Refused, "statement-format", $"--out: {file} ends neither in .md nor in .csv.", "Name a file that does."),
        };
        var statement = TaxStatement.Read(invocation.OpenLedger(), invocation.Value(Year));
        try
        {
            File.WriteAllText(file, write(statement), new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        }
        catch (Exception denied) when (denied is IOException or UnauthorizedAccessException)
        {
            throw new ChainWatchException(Refusal.Refused, "cannot-write", $"--out: {file} cannot be written: {denied.Message}", "Name another file.", denied);
        }

        var written = new { File = file, statement.Year, Payments = statement.Lines.Count, Unassessed = statement.Lines.Count(line => line.Unassessed is not null), statement.NotFinal, statement.Quarantined };
        return Task.FromResult(invocation.Print(written, (_, console) => console.WriteLine($"{written.File}: {written.Payments} payments of {written.Year}, {written.Unassessed} of them not assessed.")));
    }
}
