using System.CommandLine;
using ChainWatch.Recording;
using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch income release</c>: the owner lets a quarantined payment pass.</summary>
internal static class IncomeReleaseCommand
{
    private static readonly Argument<long> Id = new("ID") { Description = "Id of a quarantined payment." };

    private static readonly Option<string> Note = new("--note") { Description = "Why; it is kept for good.", HelpName = "N", Required = true };

    private static readonly Option<bool> Arrived = new("--arrived") { Description = "Book what arrived, where that is less than what is claimed." };

    public static Command Create() => Invocation.Command("release", "Let a quarantined payment pass, with a note that is kept.", RunAsync, Id, Note, Arrived);

    /// <summary>How a payment was released, for <c>income show</c>.</summary>
    public static void AddRows(Table table, IReadOnlyList<ReleaseItem>? releases)
    {
        foreach (var release in releases ?? [])
        {
            table.Row("released", $"{Tables.Shown(release.ReleasedAt)} UTC, {release.Booked} of {release.Claimed}: {release.Note}");
            table.Row("", $"quarantined before: {release.Reason}");
        }
    }

    private static Task<int> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var (ledger, id) = (invocation.OpenLedgerToWrite(), invocation.Value(Id));
        IncomeRelease.Enter(ledger, id, invocation.Value(Note)!, invocation.Value(Arrived), TimeProvider.System.GetUtcNow());
        var item = IncomeList.Read(ledger, new IncomeFilter(Id: id))[0] with { Releases = IncomeReleases.Read(ledger, id) };
        return Task.FromResult(invocation.Print(item, (shown, console) => console.WriteLine(
            $"Income {shown.Id}, {shown.Amount}, is released: it is valued and taxed as any other from now on.")));
    }
}
