using System.CommandLine;
using System.Text.Json.Nodes;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch escrow accept</c>: a Safe is as its owners want it, after it changed.</summary>
internal static class EscrowAccept
{
    public static readonly Argument<string> SafeArgument = new("SAFE") { Description = "The Safe's address; not needed where one Safe alone is paid.", DefaultValueFactory = _ => "" };

    public static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var ledger = invocation.OpenLedgerToWrite();
        var (chainId, safe) = Which(invocation);
        var (_, condition) = await OwnSafes.AskAsync(invocation, chainId, safe, cancellation);
        var now = TimeProvider.System.GetUtcNow();
        ledger.Write(connection =>
        {
            InspectionBook.Note(connection, chainId, safe, condition, now);
            InspectionBook.Accept(connection, chainId, safe, condition, now);
        });
        return invocation.Print(JsonNode.Parse(condition.ToText())!, (accepted, console) => console.WriteLine($"Accepted: {accepted.ToJsonString()}"));
    }

    private static (ulong ChainId, Address Safe) Which(Invocation invocation)
    {
        var escrow = OwnSafes.RequireEscrow(invocation);
        if (invocation.Value(SafeArgument) is { Length: > 0 } text)
        {
            return OwnSafes.All(invocation).FirstOrDefault(safe => $"{safe.Safe}".Equals(text, StringComparison.OrdinalIgnoreCase)) is { ChainId: > 0 } named
                ? named
                : throw Unclear($"{text} is no Safe of the configuration.", OwnSafes.All(invocation));
        }

        List<(ulong, Address)> treasuries =
            [.. escrow.Treasuries.Where(treasury => treasury.Kind == TreasuryKind.Safe).Select(treasury => (OwnSafes.ChainOf(invocation, treasury.Chain).ChainId, treasury.Address))];
        return treasuries is [var only] ? only : throw Unclear("Which Safe is accepted must be said.", OwnSafes.All(invocation));
    }

    private static ChainWatchException Unclear(string message, IEnumerable<(ulong ChainId, Address Safe)> safes) => new(
        Refusal.Refused, "which-safe", message, $"Name one of: {string.Join(", ", safes.Select(safe => safe.Safe).Distinct())}");
}
