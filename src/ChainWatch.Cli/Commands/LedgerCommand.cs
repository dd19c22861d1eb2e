using System.CommandLine;
using ChainWatch.Guarding;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch ledger</c>: is the ledger right?</summary>
internal static class LedgerCommand
{
    private static readonly Option<bool> Proofs = new("--proofs") { Description = "Check the evidence of every row again, from the ledger alone." };

    public static Command Create() => new("ledger", "The ledger itself.")
    {
        Invocation.Command("verify", "Check every invariant; ends with the first broken one.", VerifyAsync, Proofs),
    };

    private static Task<int> VerifyAsync(Invocation invocation, CancellationToken cancellation)
    {
        var invariants = LedgerVerification.Run(invocation.OpenLedger(), invocation.Value(Proofs));
        invocation.Print(invariants.Select(invariant => new { invariant.Name, Ok = invariant.Broken is null, invariant.Broken }), (_, console) => Show(invariants, console));
        return Task.FromResult(invariants[^1].Broken is { } broken
            ? invocation.Fail(new ChainWatchException(
                Refusal.Refused, "broken-invariant", $"Ledger: it does not hold that {invariants[^1].Name}: {broken}.", "Keep a copy of the ledger file as it is before anything else is done."))
            : 0);
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
