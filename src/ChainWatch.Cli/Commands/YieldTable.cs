using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary>What sources yield, as commands show it.</summary>
internal static class YieldTable
{
    public static Table Of(IReadOnlyList<SourceYield> yields)
    {
        var table = Tables.Of(["source", .. SourceYields.Windows.Select(days => $" {days} days"), " expected", "a year, measured by"]);
        foreach (var yield in yields)
        {
            table.Row([
                yield.Source,
                .. yield.Windows.Select(window => window.Percent is { } percent ? $"{percent} %" : "–"),
                yield.Expected is { } expected ? $"{expected.Min} to {expected.Max} %" : "-",
                yield.Basis ?? "-"]);
        }

        return table;
    }
}
