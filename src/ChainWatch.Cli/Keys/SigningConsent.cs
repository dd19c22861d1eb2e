using System.CommandLine;
using ChainWatch.Proposing;
using ChainWatch.Signing;

namespace ChainWatch.Cli.Keys;

/// <summary>Nothing is signed that was not shown in words and then agreed to.</summary>
internal static class SigningConsent
{
    public static readonly Option<bool> YesOption = new("--yes") { Description = "Do not ask before signing. What is dangerous or not understood is then refused." };

    public static readonly Option<bool> AllowDangerousOption = new("--allow-dangerous") { Description = "With --yes, sign also what is dangerous or not understood." };

    /// <summary>What is signed, line by line, as it is shown before and told afterwards.</summary>
    public static IReadOnlyList<string> Describe(SafeTransaction transaction, CalldataDescription description) =>
    [
        $"Safe         {transaction.Safe} on chain {transaction.ChainId}, nonce {transaction.Nonce}",
        .. Describe(description),
        $"domain hash  {transaction.DomainSeparator}",
        $"message hash {transaction.MessageHash}",
        $"safeTxHash   {transaction.SafeTxHash}",
    ];

    /// <summary>Shows what owners of a Safe sign and asks; with --yes only checks that it is harmless.</summary>
    /// <exception cref="ChainWatchException">The person said no, or there is nobody to ask.</exception>
    public static void Obtain(Invocation invocation, ITerminal terminal, SafeTransaction transaction, CalldataDescription description) =>
        Obtain(invocation, terminal, Describe(transaction, description), description);

    /// <summary>The same of what an account of one key signs to be sent; it has none of a Safe's hashes.</summary>
    /// <exception cref="ChainWatchException">The person said no, or there is nobody to ask.</exception>
    public static void ObtainForAccount(Invocation invocation, ITerminal terminal, SafeTransaction transaction, CalldataDescription description) =>
        Obtain(invocation, terminal, [$"account      {transaction.Safe} on chain {transaction.ChainId}", .. Describe(description)], description);

    private static void Obtain(Invocation invocation, ITerminal terminal, IReadOnlyList<string> lines, CalldataDescription description)
    {
        if (invocation.Value(YesOption))
        {
            if (description.Risk != CallRisk.None && !invocation.Value(AllowDangerousOption))
            {
                throw Refuse(
                    $"Not signed with --yes: {string.Join("; ", description.Calls.Where(call => call.Risk != CallRisk.None))}.",
                    "Sign it without --yes, after reading it, or add --allow-dangerous.");
            }

            return;
        }

        if (!terminal.IsPresent)
        {
            throw Refuse("There is no terminal to ask for consent.", "Add --yes, after reading what is signed with: chainwatch escrow show");
        }

        foreach (var line in lines)
        {
            terminal.Show(line);
        }

        var word = description.Risk == CallRisk.None ? "sign" : "dangerous";
        if (terminal.ReadLine($"Type {word} to sign this, anything else to leave it: ").Trim() != word)
        {
            throw Refuse("Nothing was signed.", "Type the command again to sign.");
        }
    }

    private static IEnumerable<string> Describe(CalldataDescription description) =>
        description.Calls.Select((call, index) => $"{(index == 0 ? "does        " : "            ")} {call}")
            .Concat(description.Warnings.Select(warning => $"mind         {warning}"));

    private static ChainWatchException Refuse(string message, string hint) => new(Refusal.Refused, "not-signed", message, hint);
}
