using System.CommandLine;
using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Cli.Keys;

/// <summary>Where the passphrase of a keystore comes from: a file that an option names, one that the environment names, else a prompt; never an argument.</summary>
internal static class Passphrase
{
    public const string Variable = "CHAINWATCH_PASSPHRASE_FILE";

    public const int ShortestNew = 8;

    public static readonly Option<string?> FileOption = new("--passphrase-file")
    {
        Description = $"File whose first line is the passphrase (default: the file that {Variable} names, else a prompt).",
        HelpName = "FILE",
    };

    /// <summary>The passphrase of a keystore that is there.</summary>
    public static SecretText Obtain(Invocation invocation, ITerminal terminal, string of) =>
        FromFile(invocation) ?? Ask(terminal, $"Passphrase of {of}: ");

    /// <summary>The passphrase for a new keystore: asked for twice, and not too short.</summary>
    public static SecretText Choose(Invocation invocation, ITerminal terminal)
    {
        var chosen = FromFile(invocation) ?? AskTwice(terminal);
        if (chosen.Span.Length >= ShortestNew)
        {
            return chosen;
        }

        chosen.Dispose();
        throw Refuse($"The passphrase is too short: a new key's has {ShortestNew} characters or more.", "Choose a longer one.");
    }

    private static SecretText? FromFile(Invocation invocation)
    {
        var named = invocation.Value(FileOption) is { Length: > 0 } option ? option : Environment.GetEnvironmentVariable(Variable);
        if (string.IsNullOrEmpty(named))
        {
            return null;
        }

        using var file = KeyFiles.OpenToRead(named);
        var secret = SecretText.Read(file, firstLineOnly: true) ?? throw Refuse($"{named}: no passphrase: it is longer than {SecretText.MaxLength} bytes, or no UTF-8 text.", "Name the right file.");
        if (!secret.IsEmpty)
        {
            return secret;
        }

        secret.Dispose();
        throw Refuse($"{named}: its first line is empty.", "Write the passphrase into its first line.");
    }

    private static SecretText AskTwice(ITerminal terminal)
    {
        var first = Ask(terminal, "New passphrase: ");
        using var second = Ask(terminal, "The same again: ");
        if (first.Span.SequenceEqual(second.Span))
        {
            return first;
        }

        first.Dispose();
        throw Refuse("The two passphrases differ.", "Type the command again.");
    }

    private static SecretText Ask(ITerminal terminal, string prompt) => terminal.IsPresent
        ? terminal.ReadSecret(prompt)
        : throw Refuse("There is no terminal to ask for the passphrase.", $"Name a file that holds it: --passphrase-file FILE, or the environment variable {Variable}.");

    private static ChainWatchException Refuse(string message, string hint) => new(Refusal.Refused, "passphrase", message, hint);
}
