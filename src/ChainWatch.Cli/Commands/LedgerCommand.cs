using System.CommandLine;
using ChainWatch.Guarding;
using ChainWatch.Recording;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch ledger</c>: is the ledger right, and can it be had again?</summary>
internal static class LedgerCommand
{
    private static readonly Option<bool> Proofs = new("--proofs") { Description = "Check the evidence of every row again, from the ledger alone." };
    private static readonly Argument<string> ToWrite = new("FILE") { Description = "The backup to write; it must not be there yet." };
    private static readonly Argument<string> ToRead = new("FILE") { Description = "A backup." };
    private static readonly Argument<string> Chain = new("CHAIN") { Description = "Name of a configured chain." };
    private static readonly Option<ulong> From = new("--from") { Description = "The first block to read again.", HelpName = "BLOCK", Required = true };
    private static readonly Option<bool> Verify = new("--verify") { Description = "Look through every block's receipts where its bloom says that they may hold what is watched, not through samples only." };

    public static Command Create() => new("ledger", "The ledger itself.")
    {
        Invocation.Command("verify", "Check every invariant; ends with the first broken one.", VerifyAsync, Proofs),
        Invocation.Command("backup", "Copy the ledger as it is now, while the worker goes on, and verify the copy.", BackUpAsync, ToWrite),
        Invocation.Command("restore", "Put a backup in the ledger's place; the ledger before is kept. The worker must be stopped.", RestoreAsync, ToRead),
        Invocation.Command("rescan", "Let the worker read a chain's blocks again. Nothing that is recorded is removed, and nothing booked twice.", RescanAsync, Chain, From, Verify),
    };

    private static Task<int> VerifyAsync(Invocation invocation, CancellationToken cancellation)
    {
        var invariants = LedgerVerification.Run(invocation.OpenLedger(), invocation.Value(Proofs));
        invocation.Print(invariants.Select(invariant => new { invariant.Name, Ok = invariant.Broken is null, invariant.Broken }), (_, console) => Show(invariants, console));
        return Task.FromResult(LedgerVerification.Failure(invocation.Settings.Ledger.File, invariants) is { } broken ? invocation.Fail(broken) : 0);
    }

    private static Task<int> BackUpAsync(Invocation invocation, CancellationToken cancellation) => Task.FromResult(invocation.Print(
        LedgerBackup.Write(invocation.Settings.Ledger, invocation.Value(ToWrite)),
        (copy, console) => console.WriteLine(
            $"{copy.File}: {copy.Payments} payments in {copy.Bytes} bytes, opened again and verified ({copy.Invariants} invariants).")));

    private static Task<int> RestoreAsync(Invocation invocation, CancellationToken cancellation) => Task.FromResult(invocation.Print(
        LedgerRestore.Run(invocation.Settings.Ledger, invocation.Value(ToRead), TimeProvider.System),
        (done, console) =>
        {
            console.WriteLine($"{done.Ledger.File}: {done.Ledger.Payments} payments, restored and verified ({done.Ledger.Invariants} invariants).");
            console.WriteLine(done.Kept is { } kept ? $"The ledger before is kept as {kept}." : "There was no ledger before.");
            console.WriteLine("Start chainwatch-worker: it reads the chain again from where this ledger stands.");
            if (done.Kept is not null)
            {
                console.WriteLine("It knows nothing of income exports since that copy: write those again with income export --to DAY and throw that file away, or the next one tells them twice.");
            }
        }));

    private static Task<int> RescanAsync(Invocation invocation, CancellationToken cancellation)
    {
        var name = invocation.Value(Chain);
        var chain = invocation.Settings.Chains.FirstOrDefault(chain => chain.Name == name) ?? throw new ChainWatchException(
            Refusal.Refused,
            "no-chain",
            $"Chains: there is no chain '{name}'.",
            $"Name one of: {string.Join(", ", invocation.Settings.Chains.Select(chain => chain.Name))}");
        var returned = SourceBook.Return(invocation.OpenLedgerToWrite(), chain.ChainId, invocation.Value(From), invocation.Value(Verify));
        var result = new { Chain = name, Sources = returned.Select(source => new { source.Source, source.From, source.Before }).ToList() };
        return Task.FromResult(invocation.Print(result, (_, console) => Show(name, returned, console)));
    }

    private static void Show(string chain, IReadOnlyList<(string Source, ulong From, ulong Before)> returned, IAnsiConsole console)
    {
        if (returned.Count == 0)
        {
            console.WriteLine($"{chain}: no source has been read that far; nothing is read again.");
            return;
        }

        var table = Tables.Of("source", " read again from", " was at");
        foreach (var (source, from, before) in returned)
        {
            table.Row(source, Tables.Shown(from), Tables.Shown(before));
        }

        console.Write(table);
        console.WriteLine("chainwatch-worker reads these blocks again with its next pass; what is recorded stands.");
    }

    private static void Show(IReadOnlyList<Invariant> invariants, IAnsiConsole console)
    {
        var table = Tables.Of("", "invariant", "broken by");
        foreach (var invariant in invariants)
        {
            table.Row(invariant.Broken is null ? "ok" : "no", invariant.Name, invariant.Broken ?? "");
        }

        console.Write(table);
    }
}
