using System.CommandLine;
using ChainWatch.Reporting;
using ChainWatch.Valuing;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch income value</c>: the owner says what a payment was worth.</summary>
internal static class IncomeValueCommand
{
    private static readonly Argument<long> Id = new("ID") { Description = "Id of a payment." };

    private static readonly Option<string> Price = new("--price")
    {
        Description = "What one whole token was worth, in the currency of Pricing.",
        HelpName = "P",
        Required = true,
    };

    private static readonly Option<string> Note = new("--note") { Description = "Why; it is kept for good.", HelpName = "N", Required = true };

    public static Command Create() => Invocation.Command("value", "Value a payment by your own price, with a note that is kept.", RunAsync, Id, Price, Note);

    /// <summary>What is known of a payment's value, for <c>income show</c>.</summary>
    public static void AddRows(Table table, ValuationItem? valuation)
    {
        if (valuation is null)
        {
            table.Row("value", "not valued yet");
            return;
        }

        table.Row("value", Shown(valuation));
        foreach (var sentence in EvidenceInWords.Of(valuation))
        {
            table.Row("", sentence);
        }

        foreach (var before in valuation.History ?? [])
        {
            table.Row("before", $"{Shown(before)}, until {Tables.Shown(before.ReplacedAt)} UTC: {before.Note}");
        }
    }

    private static Task<int> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var (ledger, id) = (invocation.OpenLedgerToWrite(), invocation.Value(Id));
        ManualValue.Enter(ledger, invocation.Settings, id, invocation.Value(Price)!, invocation.Value(Note)!, TimeProvider.System.GetUtcNow());
        var item = IncomeList.Read(ledger, new IncomeFilter(Id: id))[0] with { Valuation = IncomeValuation.Read(ledger, id) };
        return Task.FromResult(invocation.Print(item, (shown, console) => console.WriteLine(
            $"Income {shown.Id}, {shown.Amount}, is worth {shown.Value} from now on.")));
    }

    private static string Shown(ValuationItem valuation) => $"{valuation.Value?.ToString() ?? "none"} ({valuation.PriceSource})";
}
