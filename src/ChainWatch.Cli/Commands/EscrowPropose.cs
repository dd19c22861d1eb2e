using System.CommandLine;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;
using ChainWatch.Reporting;
using ChainWatch.Storage;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch escrow propose</c>: drafts at once what the worker would, or more of it.</summary>
internal static class EscrowPropose
{
    public static readonly Option<bool> AllOption = new("--all") { Description = "Everything outstanding, however small." };

    public static readonly Option<bool> BatchOption = new("--batch") { Description = "In one transaction of each Safe: a delegatecall, which not every hardware wallet shows." };

    public static readonly Option<string?> TreasuryOption = new("--treasury") { Description = "Only this treasury.", HelpName = "ADDRESS" };

    public static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var ledger = invocation.OpenLedgerToWrite();
        var treasuries = Treasuries(invocation);
        var ids = invocation.Value(TokenChoice.AmountOption) is { } amount
            ? [await DraftManualAsync(invocation, ledger, treasuries, amount, cancellation)]
            : await DraftDuesAsync(invocation, ledger, treasuries, cancellation);
        return invocation.Print(ids.Select(id => ProposalDetail.Read(ledger, id)!).ToList(), Show);
    }

    private static async Task<IReadOnlyList<long>> DraftDuesAsync(
        Invocation invocation, Ledger ledger, IReadOnlyList<TreasurySettings> treasuries, CancellationToken cancellation)
    {
        var name = invocation.Value(TokenChoice.TokenOption);
        foreach (var treasury in treasuries.Where(_ => invocation.Value(BatchOption)))
        {
            Proposer.RequireBatching(treasury);
        }

        var drafted = new List<long>();
        var isKnown = name is null;
        foreach (var treasury in treasuries)
        {
            var chainId = OwnSafes.ChainOf(invocation, treasury.Chain).ChainId;
            var token = name is null ? null : TokenChoice.Find(ledger, chainId, name)?.Token;
            isKnown |= token is not null;
            if (name is null || token is not null)
            {
                var selection = new Selection(Small: name is not null || invocation.Value(AllOption), HeldBack: true, token);
                drafted.AddRange(await DraftDuesAsync(await OpenAsync(invocation, ledger, treasury, cancellation), selection, invocation.Value(BatchOption), cancellation));
            }
        }

        return isKnown ? drafted : throw TokenChoice.NoToken(name!);
    }

    private static async Task<IReadOnlyList<long>> DraftDuesAsync(Proposer proposer, Selection selection, bool batch, CancellationToken cancellation) =>
        !batch ? await proposer.RunAsync(selection, cancellation)
        : await proposer.BatchAsync(selection, cancellation) is { } id ? [id]
        : [];

    private static async Task<long> DraftManualAsync(
        Invocation invocation, Ledger ledger, IReadOnlyList<TreasurySettings> treasuries, string amount, CancellationToken cancellation)
    {
        var name = invocation.Value(TokenChoice.TokenOption) ?? throw Refuse("amount", "--amount says how much, --token must say of what.", "Add --token T.");
        if (invocation.Value(AllOption) || invocation.Value(BatchOption))
        {
            throw Refuse("amount", "--all and --batch draft what is due, --amount what you say.", "Leave one of them.");
        }

        var treasury = treasuries is [var only] ? only : throw Refuse("which-treasury", "Which treasury pays must be said.", $"Name it with --treasury: {string.Join(", ", treasuries.Select(each => each.Address))}");
        var token = TokenChoice.Find(ledger, OwnSafes.ChainOf(invocation, treasury.Chain).ChainId, name) ?? throw TokenChoice.NoToken(name);
        var proposer = await OpenAsync(invocation, ledger, treasury, cancellation);
        return await proposer.DraftManualAsync(token.Token, TokenChoice.Parse(amount, token), RequireTaxEscrow(invocation), cancellation);
    }

    private static async Task<Proposer> OpenAsync(Invocation invocation, Ledger ledger, TreasurySettings treasury, CancellationToken cancellation)
    {
        var chain = await OwnSafes.OpenAsync(invocation, OwnSafes.ChainOf(invocation, treasury.Chain).ChainId, cancellation);
        Credits.Use(ledger, chain.Settings.ChainId, TimeProvider.System);
        return new Proposer(chain, ledger, OwnSafes.RequireEscrow(invocation), treasury, TimeProvider.System);
    }

    private static IReadOnlyList<TreasurySettings> Treasuries(Invocation invocation)
    {
        RequireTaxEscrow(invocation);
        var only = invocation.Value(TreasuryOption);
        var own = OwnSafes.RequireEscrow(invocation).Treasuries.Where(treasury => only is null || $"{treasury.Address}".Equals(only, StringComparison.OrdinalIgnoreCase)).ToList();
        if (own.Count == 0)
        {
            throw Refuse("which-treasury", $"{only} is no treasury of the configuration.", "See them with: chainwatch check");
        }

        return own.Where(treasury => treasury.Kind != TreasuryKind.TaxSplitter).ToList() is { Count: > 0 } payers
            ? payers
            : throw Refuse("splitter", "A TaxSplitter is proposed nothing: whoever calls its release(token) divides what it holds.", "Call release(token) of it, or let the keeper.");
    }

    private static Address RequireTaxEscrow(Invocation invocation) => OwnSafes.RequireEscrow(invocation).TaxEscrow
        ?? throw Refuse("no-escrow", "Escrow: TaxEscrow: no wallet that keeps the tax is configured.", "Name it; docs/configuration.md shows how.");

    private static void Show(List<ProposalItem> drafted, IAnsiConsole console)
    {
        if (drafted.Count == 0)
        {
            console.WriteLine("Nothing was drafted: nothing that is selected is outstanding, or an alert says why not (chainwatch alerts). What waits in an open draft is drafted again once that is rejected: chainwatch escrow reject ID");
        }
        else
        {
            ProposalTables.ShowList(drafted, console);
        }
    }

    private static ChainWatchException Refuse(string code, string message, string hint) => new(Refusal.Refused, code, message, hint);
}
