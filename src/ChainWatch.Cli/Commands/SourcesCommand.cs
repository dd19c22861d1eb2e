using System.CommandLine;
using ChainWatch.Recognizing;
using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch sources</c>: what is watched?</summary>
internal static class SourcesCommand
{
    private static readonly Argument<string> Name = new("NAME") { Description = "Name of a source." };

    public static Command Create() => new("sources", "What is watched.")
    {
        Invocation.Command("list", "Every source, and how far it is recorded.", ListAsync),
        Invocation.Command("show", "One source, its totals, and what is held of it.", ShowAsync, Name),
    };

    public static Table TableOf(IReadOnlyList<SourceStatus> sources)
    {
        var table = Tables.Of("source", "kind", "category", "chain", " recorded", " payments", " quarantined", "last payment (UTC)");
        foreach (var source in sources)
        {
            table.Row(
                source.Name,
                source.Kind,
                source.Category,
                source.Chain,
                Tables.Shown(source.Recorded),
                $"{source.Payments}",
                source.Quarantined == 0 ? null : $"{source.Quarantined}",
                Tables.Shown(source.LastPaymentAt));
        }

        return table;
    }

    private static Task<int> ListAsync(Invocation invocation, CancellationToken cancellation) => Task.FromResult(invocation.Print(
        SourceList.Read(invocation.OpenLedger(), invocation.Settings), (sources, console) => console.Write(TableOf(sources))));

    private static async Task<int> ShowAsync(Invocation invocation, CancellationToken cancellation)
    {
        var source = Find(invocation.Settings, invocation.Value(Name));
        var detail = await SourceDetail.ReadAsync(invocation.OpenLedger(), invocation.Settings, source, TimeProvider.System, cancellation);
        return invocation.Print(detail, Show);
    }

    private static SourceSettings Find(Settings settings, string name) =>
        settings.Sources.FirstOrDefault(source => source.Name == name) ?? throw new ChainWatchException(
            Refusal.Refused, "no-source", $"There is no source '{name}' in the configuration.", "See their names with: chainwatch sources list");

    private static void Show(SourceDetailReport detail, IAnsiConsole console)
    {
        console.Write(TableOf([detail.Source]));
        console.WriteLine($"  contract    {detail.Source.Contract ?? "none"}");
        console.WriteLine($"  beneficiary {detail.Source.Beneficiary}");
        if (detail.Accrual is { } accrual)
        {
            console.WriteLine($"  accrued     {accrual.Balance} at the end of {accrual.Until} (block {accrual.Block}), known since {accrual.Since}");
        }

        if (detail.Sees is { } seen)
        {
            console.WriteLine($"  {seen}");
        }

        StatusCommand.Show(detail.Totals, console);
        if (detail.Position is { } position)
        {
            var table = Tables.Of(" shares (base units)", " cost", " worth now", " unrealized gain");
            table.Row(position.Shares, position.Cost.ToString(), position.Worth?.ToString() ?? position.Unavailable, position.UnrealizedGain?.ToString());
            console.Write(table);
        }

        console.Write(YieldTable.Of([detail.Yield]));
        foreach (var window in detail.Yield.Windows.Where(window => window.Reason is not null))
        {
            console.WriteLine($"  no yield of {window.Days} days: {window.Reason}");
        }
    }
}
