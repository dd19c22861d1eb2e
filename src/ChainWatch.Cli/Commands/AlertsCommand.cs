using System.CommandLine;
using ChainWatch.Alerts;
using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch alerts</c>: what should a person look at?</summary>
internal static class AlertsCommand
{
    private static readonly Option<bool> All = new("--all") { Description = "Also what is closed." };
    private static readonly Argument<long> Id = new("ID") { Description = "Id of an open alert." };

    public static Command Create()
    {
        var alerts = Invocation.Command("alerts", "What a person should look at.", ListAsync, All);
        alerts.Add(Invocation.Command("list", "The open alerts, the most severe first.", ListAsync, All));
        alerts.Add(Invocation.Command("ack", "Note that you have seen an alert; it closes when its trouble is gone.", AcknowledgeAsync, Id));
        return alerts;
    }

    public static void Show(IReadOnlyList<AlertItem> alerts, IAnsiConsole console)
    {
        if (alerts.Count == 0)
        {
            console.WriteLine("No alert is open.");
            return;
        }

        var table = Tables.Of(" id", "severity", "about", "what", "since (UTC)", "seen (UTC)", "closed (UTC)");
        foreach (var alert in alerts)
        {
            table.Row(
                alert.Id,
                alert.Severity.ToString().ToLowerInvariant(),
                alert.Subject,
                $"{alert.Message} {alert.Hint}",
                Tables.Shown(alert.OpenedAt),
                Tables.Shown(alert.AcknowledgedAt),
                Tables.Shown(alert.ClosedAt));
        }

        console.Write(table);
    }

    private static Task<int> ListAsync(Invocation invocation, CancellationToken cancellation) =>
        Task.FromResult(invocation.Print(AlertList.Read(invocation.OpenLedger(), invocation.Value(All)), Show));

    private static Task<int> AcknowledgeAsync(Invocation invocation, CancellationToken cancellation)
    {
        var ledger = invocation.OpenLedgerToWrite();
        var id = invocation.Value(Id);
        AlertBook.Acknowledge(ledger, id, TimeProvider.System.GetUtcNow());
        return Task.FromResult(invocation.Print(AlertList.Read(ledger).Where(alert => alert.Id == $"{id}").ToList(), Show));
    }
}
