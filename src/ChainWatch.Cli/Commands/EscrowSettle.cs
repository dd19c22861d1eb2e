using System.CommandLine;
using System.Numerics;
using ChainWatch.Ethereum;
using ChainWatch.Proposing;
using ChainWatch.Recognizing;
using ChainWatch.Reporting;
using ChainWatch.Storage;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch escrow settle</c>: drafts payments out of the escrow Safe to the tax authority.</summary>
internal static class EscrowSettle
{
    public static readonly Option<string?> ToOption = new("--to") { Description = "The authority's address (default: Escrow:Authority).", HelpName = "ADDRESS" };

    public static readonly Option<string?> ChainOption = new("--chain") { Description = "Only on this chain.", HelpName = "NAME" };

    public static async Task<int> RunAsync(Invocation invocation, CancellationToken cancellation)
    {
        var ledger = invocation.OpenLedgerToWrite();
        var settings = OwnSafes.RequireEscrow(invocation);
        var escrow = settings.TaxEscrow ?? throw Refuse("no-escrow", "Escrow: TaxEscrow: no wallet that keeps the tax is configured.", "Name it; docs/configuration.md shows how.");
        var authority = Authority(invocation, settings);
        var drafted = new List<long>();
        foreach (var (settling, token, amount) in await PaymentsAsync(invocation, ledger, settings, escrow, cancellation))
        {
            drafted.Add(await settling.DraftAsync(token.Token, invocation.Value(TokenChoice.AmountOption) is { } said ? TokenChoice.Parse(said, token) : amount, authority, cancellation));
        }

        return invocation.Print(drafted.Select(id => ProposalDetail.Read(ledger, id)!).ToList(), ProposalTables.ShowList);
    }

    private static async Task<List<(Settling Settling, TokenDescription Token, BigInteger Amount)>> PaymentsAsync(
        Invocation invocation, Ledger ledger, EscrowSettings settings, Address escrow, CancellationToken cancellation)
    {
        var payments = new List<(Settling, TokenDescription, BigInteger)>();
        var name = invocation.Value(TokenChoice.TokenOption);
        foreach (var chainName in settings.Treasuries.Select(treasury => treasury.Chain).Distinct().Where(chain => (invocation.Value(ChainOption) ?? chain) == chain))
        {
            var chain = await OwnSafes.OpenAsync(invocation, OwnSafes.ChainOf(invocation, chainName).ChainId, cancellation);
            var settling = new Settling(chain, ledger, escrow, TimeProvider.System);
            var wanted = name is null ? null : TokenChoice.Find(ledger, chain.Settings.ChainId, name);
            payments.AddRange(ledger.Read(settling.ReadPayable)
                .Where(payable => name is null || payable.Key == wanted?.Token)
                .Select(payable => (settling, TokenChoice.Find(ledger, chain.Settings.ChainId, $"{payable.Key}") ?? throw TokenChoice.NoToken($"{payable.Key}"), payable.Value)));
        }

        return payments.Count == 0 ? throw Refuse("nothing-payable", "Nothing that is due stands in escrow unpaid.", "See what is due and escrowed with: chainwatch tax due --totals")
            : payments.Count > 1 && invocation.Value(TokenChoice.AmountOption) is not null ? throw Refuse("which-token", "--amount says how much, and it must be clear of what.", "Add --token T, and --chain NAME where several chains have it.")
            : payments;
    }

    private static Address Authority(Invocation invocation, EscrowSettings settings)
    {
        if (invocation.Value(ToOption) is not { } text)
        {
            return settings.Authority ?? throw Refuse("no-authority", "Whom tax is paid to must be said.", "Add --to ADDRESS, or Escrow:Authority to the configuration.");
        }

        try
        {
            return Address.Parse(text);
        }
        catch (FormatException wrong)
        {
            throw Refuse("no-authority", $"--to: {wrong.Message}", "Correct the address.");
        }
    }

    private static ChainWatchException Refuse(string code, string message, string hint) => new(Refusal.Refused, code, message, hint);
}
