using System.CommandLine;
using System.Globalization;
using ChainWatch.Reporting;
using ChainWatch.Splitting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch tax reassess</c>: what follows from a value that a person corrected.</summary>
internal static class TaxReassessCommand
{
    private static readonly Argument<long> Id = new("ID") { Description = "Id of a payment whose value was corrected." };

    private static readonly Option<string> Note = new("--note") { Description = "Why; it is kept for good.", HelpName = "N", Required = true };

    public static Command Create() => Invocation.Command("reassess", "Assess a payment anew after its value was corrected, by the rule that it was assessed by.", RunAsync, Id, Note);

    private static Task<int> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var ledger = invocation.OpenLedgerToWrite();
        var changed = Adjusting.Run(ledger, invocation.Value(Id), invocation.Value(Note)!, TimeProvider.System.GetUtcNow()).ToDictionary(one => one.IncomeId);
        var items = TaxDue.Read(ledger).Items.Where(item => changed.ContainsKey(long.Parse(item.IncomeId, CultureInfo.InvariantCulture))).ToList();
        return Task.FromResult(invocation.Print<IReadOnlyList<object>>(
            [.. items.Select(item => new { item.IncomeId, Before = $"{changed[long.Parse(item.IncomeId, CultureInfo.InvariantCulture)].Before}", item.Due, item.Escrowed, item.Outstanding, item.Credit })],
            (_, console) => Show(items, console)));
    }

    private static void Show(IReadOnlyList<DueItem> items, IAnsiConsole console)
    {
        var table = Tables.Of(" income", " due", " escrowed", " outstanding", " credit", "token");
        foreach (var item in items)
        {
            table.Row(item.IncomeId, item.Due.Display, item.Escrowed.Display, item.Outstanding.Display, item.Credit.Display, item.Due.Symbol);
        }

        console.Write(table);
    }
}
