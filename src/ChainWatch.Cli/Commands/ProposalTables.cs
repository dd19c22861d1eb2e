using ChainWatch.Reporting;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary>Proposals as people read them.</summary>
internal static class ProposalTables
{
    public static void ShowList(IReadOnlyList<ProposalItem> proposals, IAnsiConsole console)
    {
        var table = Tables.Of(" id", "state", "purpose", " nonce", " amount", "token", "signed", "executed in");
        foreach (var proposal in proposals)
        {
            table.Row(
                proposal.Id, proposal.State, proposal.Purpose, proposal.Nonce, Lines(proposal.Amounts.Select(amount => amount.Display)), Lines(proposal.Amounts.Select(amount => amount.Symbol)), Signed(proposal), proposal.ExecutedIn);
        }

        console.Write(table);
    }

    public static void ShowOne(ProposalItem proposal, IAnsiConsole console)
    {
        var table = Tables.Of("", "");
        table.HideHeaders();
        table.Row("proposal", $"{proposal.Id}, {proposal.State}, {proposal.Purpose}");
        table.Row(proposal.IsEoa ? "account" : "Safe", $"{proposal.Safe} ({proposal.SafeVersion}) on chain {proposal.ChainId}, nonce {proposal.Nonce}");
        foreach (var call in proposal.Decoded)
        {
            table.Row("does", call);
        }

        foreach (var warning in proposal.Warnings)
        {
            table.Row("mind", warning);
        }

        foreach (var difference in proposal.Differences.DefaultIfEmpty("says the same"))
        {
            table.Row("the ledger", difference);
        }

        if (proposal.Dues.Count > 0)
        {
            table.Row("for", $"the tax of {proposal.Dues.Count} payments");
        }

        table.Row("domain hash", proposal.DomainSeparator);
        table.Row("message hash", proposal.MessageHash);
        table.Row("safeTxHash", proposal.SafeTxHash);
        table.Row("signed", Signed(proposal));
        foreach (var confirmation in proposal.Confirmations)
        {
            table.Row("", $"{confirmation.Owner} ({confirmation.Kind})");
        }

        foreach (var sending in proposal.Sendings)
        {
            table.Row(sending.State, $"{sending.TransactionHash} by {sending.Sender}{(sending.BlockNumber is { } block ? $" in block {block}" : "")}");
        }

        table.Row("executed in", proposal.ExecutedIn);
        if (proposal.Reason is not null)
        {
            table.Row("because", proposal.Reason);
        }

        console.Write(table);
    }

    // What a batch moves stands in one row, line by line.
    private static string? Lines(IEnumerable<string> texts) => string.Join('\n', texts) is { Length: > 0 } lines ? lines : null;

    private static string Signed(ProposalItem proposal) => proposal.IsEoa ? "when sent" : $"{proposal.Confirmations.Count} of {proposal.Threshold}";
}
