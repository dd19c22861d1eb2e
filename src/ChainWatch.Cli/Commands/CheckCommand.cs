using System.CommandLine;
using ChainWatch.Guarding;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch check</c>: is everything that the configuration names there?</summary>
internal static class CheckCommand
{
    public static Command Create() => Invocation.Command("check", "Hold the configuration against the chains.", RunAsync);

    private static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var findings = await new SetupCheck(invocation.Settings, TimeProvider.System).RunAsync(cancellation);
        invocation.Print(findings.Select(finding => new { finding.Subject, Ok = finding.Problem is null, finding.Detail, finding.Problem?.Hint }), (_, console) => Show(findings, console));

        // A wrong configuration is mended first: an endpoint may be back by then.
        var problem = findings.Select(finding => finding.Problem).OfType<ChainWatchException>().MinBy(problem => problem.Refusal);
        return problem is null ? 0 : invocation.Fail(problem);
    }

    private static void Show(IReadOnlyList<SetupFinding> findings, IAnsiConsole console)
    {
        var table = Tables.Of("", "what", "found");
        foreach (var finding in findings)
        {
            table.Row(finding.Problem is null ? "ok" : "no", finding.Subject, finding.Detail);
        }

        console.Write(table);
    }
}
