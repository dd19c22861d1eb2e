using ChainWatch.Primitives;
using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary>The tax of one payment, as rows of <c>income show</c>.</summary>
internal static class TaxRows
{
    public static void Add(Table table, TaxDetail tax)
    {
        if (tax.Unassessed is { } reason)
        {
            table.Row("tax", reason);
            return;
        }

        table.Row("tax", $"{tax.Assessed} ({tax.Jurisdiction}, {new BasisPoints(tax.BasisPoints!.Value)}), the owner keeps {tax.Owner}");
        foreach (var step in tax.Steps)
        {
            table.Row("", step);
        }

        table.Row("", $"rule version {tax.RuleVersion}, assessed {Tables.Shown(tax.AssessedAt)} UTC");
        table.Row("due", $"{tax.Due}: {tax.Escrowed!.Display} escrowed, {tax.Outstanding!.Display} outstanding, {tax.Credit!.Display} credit");
        foreach (var before in tax.History)
        {
            table.Row("before", $"{before.Assessed}, until {Tables.Shown(before.ReplacedAt)} UTC: {before.Note} (income {before.CorrectedId} was corrected)");
            foreach (var step in before.Steps)
            {
                table.Row("", step);
            }
        }
    }
}
