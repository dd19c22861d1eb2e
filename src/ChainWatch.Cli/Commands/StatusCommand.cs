using System.CommandLine;
using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch status</c>: how do things stand?</summary>
internal static class StatusCommand
{
    public static Command Create() => Invocation.Command("status", "Chains, sources, totals and open alerts.", RunAsync);

    public static void Show(IReadOnlyList<IncomeTotal> totals, IAnsiConsole console)
    {
        var table = Tables.Of("chain", " payments", " total", "token");
        foreach (var total in totals)
        {
            table.Row(total.Chain, $"{total.Payments}", total.Amount.Display, total.Amount.Symbol);
        }

        console.Write(table);
    }

    private static Task<int> RunAsync(Invocation invocation, CancellationToken cancellation) =>
        Task.FromResult(invocation.Print(StatusReport.Read(invocation.OpenLedger(), invocation.Settings, TimeProvider.System.GetUtcNow()), Show));

    private static void Show(StatusReport status, IAnsiConsole console)
    {
        var chains = Tables.Of("chain", " head", " final", " recorded", " lag", "head at (UTC)", "halted");
        foreach (var chain in status.Chains)
        {
            chains.Row(
                chain.Name, Tables.Shown(chain.Head), Tables.Shown(chain.Final), Tables.Shown(chain.Recorded), Tables.Shown(chain.Lag), Tables.Shown(chain.HeadAt), chain.Halted);
        }

        console.Write(chains);
        console.Write(TableOf(status.Chains));
        console.Write(SourcesCommand.TableOf(status.Sources));
        Show(status.Totals, console);
        console.Write(YieldTable.Of([.. status.Yields.Where(yield => yield.Basis is not null)]));
        AlertsCommand.Show(status.Alerts, console);
    }

    private static Table TableOf(IReadOnlyList<ChainStatus> chains)
    {
        var table = Tables.Of("chain", "endpoint", "state", " ms", " head", "seen (UTC)", "because");
        foreach (var chain in chains)
        {
            foreach (var endpoint in chain.Endpoints)
            {
                table.Row(
                    chain.Name, endpoint.Name, endpoint.State, $"{endpoint.LatencyMs}", Tables.Shown(endpoint.Head), Tables.Shown(endpoint.SeenAt), endpoint.Reason);
            }
        }

        return table;
    }
}
