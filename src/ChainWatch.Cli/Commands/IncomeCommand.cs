using System.CommandLine;
using System.CommandLine.Parsing;
using System.Globalization;
using ChainWatch.Primitives;
using ChainWatch.Reporting;
using ChainWatch.Watching;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch income</c>: what was paid?</summary>
internal static class IncomeCommand
{
    internal static readonly Option<string?> Source = new("--source") { Description = "Only this source.", HelpName = "NAME" };
    internal static readonly Option<DateTimeOffset?> From = Time("--from", "Not before this day or time (UTC).", endOfDay: false);
    internal static readonly Option<DateTimeOffset?> To = Time("--to", "Up to this day, included, or before this time (UTC).", endOfDay: true);
    private static readonly Option<string?> Stage = OneStage();
    private static readonly Option<bool> IncludeOrphaned = new("--include-orphaned") { Description = "Also what a reorg took back." };
    private static readonly Option<int?> Limit = new("--limit") { Description = "At most so many, the newest.", HelpName = "N" };
    private static readonly Option<bool> Proof = new("--proof") { Description = "Also what proves it, checked again." };
    private static readonly Argument<long> Id = new("ID") { Description = "Id of a payment." };

    public static Command Create() => new("income", "What was paid.")
    {
        Invocation.Command("list", "Every payment that matches, oldest first.", ListAsync, Source, From, To, Stage, IncludeOrphaned, Limit),
        Invocation.Command("totals", "What stands of it, by year (UTC), stage and token.", TotalsAsync, Source),
        Invocation.Command("show", "All that is known of one payment.", ShowAsync, Id, Proof),
        IncomeValueCommand.Create(),
        IncomeReleaseCommand.Create(),
        IncomeExportCommand.Create(),
    };

    private static Task<int> ListAsync(Invocation invocation, CancellationToken cancellation)
    {
        var filter = new IncomeFilter(
            invocation.Value(Source), invocation.Value(From), invocation.Value(To), invocation.Value(Stage), invocation.Value(IncludeOrphaned), Newest: invocation.Value(Limit));
        return Task.FromResult(invocation.Print(IncomeList.Walk(invocation.OpenLedger(), filter), ShowList));
    }

    private static Task<int> TotalsAsync(Invocation invocation, CancellationToken cancellation) =>
        Task.FromResult(invocation.Print(IncomeTotals.ReadYears(invocation.OpenLedger(), invocation.Value(Source)), ShowTotals));

    private static Task<int> ShowAsync(Invocation invocation, CancellationToken cancellation)
    {
        var (ledger, id) = (invocation.OpenLedger(), invocation.Value(Id));
        var found = IncomeList.Read(ledger, new IncomeFilter(Id: id, IncludeOrphaned: true));
        return found.Count == 1
            ? Task.FromResult(invocation.Print(found[0] with { Valuation = IncomeValuation.Read(ledger, id), Releases = IncomeReleases.Read(ledger, id), Tax = TaxDetail.Read(ledger, id), Evidence = invocation.Value(Proof) ? ProofDetail.Read(ledger, id) : null }, ShowOne))
            : throw new ChainWatchException(Refusal.Refused, "no-income", $"There is no income with the id {id}.", "See the ids with: chainwatch income list --include-orphaned");
    }

    private static void ShowList(IEnumerable<IncomeItem> items, IAnsiConsole console)
    {
        var table = new LongTable(" id", "when (UTC)", "source", "category", "stage", " amount", "token", " value", "payer", " block", "status");
        foreach (var item in items)
        {
            table.Row(
                item.Id, Tables.Shown(item.OccurredAt), item.Source, item.Category, item.Stage, item.Amount.Display, item.Amount.Symbol, item.Value?.ToString(), item.Payer, Tables.Shown(item.BlockNumber), item.Status.Word());
        }

        table.WriteTo(console);
    }

    private static void ShowTotals(IReadOnlyList<YearTotal> totals, IAnsiConsole console)
    {
        var table = Tables.Of(" year", "stage", "chain", " payments", " amount", "token");
        foreach (var total in totals)
        {
            table.Row($"{total.Year}", total.Stage, total.Chain, $"{total.Payments}", total.Amount.Display, total.Amount.Symbol);
        }

        console.Write(table);
    }

    private static void ShowOne(IncomeItem item, IAnsiConsole console)
    {
        var table = Tables.Of("", "");
        table.HideHeaders();
        table.Row("income", item.Id);
        table.Row("source", $"{item.Source} ({item.Kind}, {item.Category})");
        table.Row("amount", $"{item.Amount} ({item.Amount.BaseUnits} base units of {item.Amount.Token})");
        IncomeValueCommand.AddRows(table, item.Valuation);
        table.Row("when", $"{Tables.Shown(item.OccurredAt)} UTC");
        table.Row("payer", item.Payer);
        table.Row("beneficiary", item.Beneficiary);
        table.Row("stage", item.Stage);
        if (item.Note is not null)
        {
            table.Row("note", item.Note);
        }

        table.Row("status", item.Status.Word());
        table.Row("chain", item.Chain);
        table.Row("block", $"{item.BlockNumber} {item.BlockHash}");
        table.Row("transaction", item.TransactionHash);
        table.Row("log", item.LogIndex >= 0 ? $"{item.LogIndex}" : item.LogIndex == int.MinValue ? "none" : $"none: transaction {CoinTransfer.TransactionOf(item.LogIndex)} of the block");
        table.Row("proof", item.Proof);
        ProofTable.Add(table, item.Evidence);
        if (item.BalanceCheck is not null)
        {
            table.Row("balance", item.BalanceCheck);
        }

        if (item.Quarantine is not null)
        {
            table.Row("quarantine", item.Quarantine);
        }

        if (item.Arrived is not null)
        {
            table.Row("arrived", $"{item.Arrived}");
        }

        IncomeReleaseCommand.AddRows(table, item.Releases);

        if (item.OrphanedAt is not null)
        {
            table.Row("orphaned", $"{Tables.Shown(item.OrphanedAt)} UTC");
        }

        if (item.Tax is not null)
        {
            TaxRows.Add(table, item.Tax);
        }

        console.Write(table);
    }

    private static Option<string?> OneStage()
    {
        var stage = new Option<string?>("--stage") { Description = $"Only this stage of income: {string.Join(", ", Stages.All)}.", HelpName = "STAGE" };
        stage.AcceptOnlyFromAmong([.. Stages.All]);
        return stage;
    }

    private static Option<DateTimeOffset?> Time(string name, string description, bool endOfDay) => new(name)
    {
        Description = description,
        HelpName = "YYYY-MM-DD",
        CustomParser = given => Read(given, endOfDay),
    };

    private static DateTimeOffset? Read(ArgumentResult given, bool endOfDay)
    {
        var text = given.Tokens[0].Value;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return !endOfDay ? new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero)
                : day == DateOnly.MaxValue ? DateTimeOffset.MaxValue
                : new DateTimeOffset(day.AddDays(1), TimeOnly.MinValue, TimeSpan.Zero);
        }

        if (DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var time))
        {
            return time;
        }

        given.AddError($"'{text}' is not a day or a time: write 2026-01-31 or 2026-01-31T12:00:00Z.");
        return null;
    }
}
