using System.CommandLine;
using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch income export</c>: income as a file for another program.</summary>
internal static class IncomeExportCommand
{
    private static readonly Option<string> Format = new("--format") { Description = "How it is written.", HelpName = "csv|json|rotki|koinly", Required = true };
    private static readonly Option<string> Out = new("--out") { Description = "File to write; it must not be there yet.", HelpName = "FILE", Required = true };
    private static readonly Option<bool> All = new("--all") { Description = "Everything, exported before or not; nothing is noted as exported." };

    static IncomeExportCommand() => Format.AcceptOnlyFromAmong([.. IncomeExport.Formats]);

    public static Command Create() => Invocation.Command(
        "export", "Write what is new since the last export for another program.", RunAsync, Format, Out, IncomeCommand.From, IncomeCommand.To, IncomeCommand.Source, All);

    private static Task<int> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var all = invocation.Value(All);
        var request = new ExportRequest(
            invocation.Value(Format)!, invocation.Value(Out)!, invocation.Value(IncomeCommand.From), invocation.Value(IncomeCommand.To), invocation.Value(IncomeCommand.Source), all);
        var report = IncomeExport.Write(all ? invocation.OpenLedger() : invocation.OpenLedgerToWrite(), request, TimeProvider.System.GetUtcNow());
        return Task.FromResult(invocation.Print(report, Show));
    }

    private static void Show(ExportReport report, IAnsiConsole console)
    {
        console.WriteLine($"{report.File}: {report.Rows} rows, {report.Corrections} of them take back what an earlier export said.");
        foreach (var left in report.LeftOut)
        {
            console.WriteLine($"  left out: {left.Rows} {left.Reason}");
        }
    }
}
