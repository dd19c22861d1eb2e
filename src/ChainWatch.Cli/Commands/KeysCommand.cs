using System.CommandLine;
using ChainWatch.Cli.Keys;
using ChainWatch.Ethereum.Crypto;
using ChainWatch.Ethereum.Keys;
using Spectre.Console;

namespace ChainWatch.Cli.Commands;

/// <summary><c>chainwatch keys</c>: the owner's keys, encrypted in files.</summary>
internal sealed class KeysCommand(ITerminal terminal)
{
    private static readonly Option<string?> Name = new("--name") { Description = "Name of the key (default: its address).", HelpName = "NAME" };
    private static readonly Option<bool> Phrase = new("--phrase") { Description = "Make it from a phrase of BIP-39, shown once on the terminal." };
    private static readonly Option<int> Words = WordsOption();
    private static readonly Option<bool> Light = new("--light") { Description = "Encrypt cheaply: quick to open, and quick to guess at. For test keys only." };
    private static readonly Option<string?> From = new("--from") { Description = "File that holds the private key or the phrase; - for standard input (default: a prompt).", HelpName = "FILE" };
    private static readonly Option<string?> DerivedAt = new("--path") { Description = "Which key of a phrase (default: m/44'/60'/0'/0/0).", HelpName = "PATH" };
    private static readonly Argument<string> Which = new("NAME") { Description = "Name of a key, or a keystore file." };

    public static Command Create(ITerminal terminal)
    {
        var keys = new KeysCommand(terminal);
        return new Command("keys", "The owner's keys, encrypted in files.")
        {
            Invocation.Command("create", "Make a new key.", keys.CreateAsync, Name, Phrase, Words, Light, KeyFiles.FolderOption, Passphrase.FileOption),
            Invocation.Command("import", "Keep a key or a phrase that is there.", keys.ImportAsync, Name, From, DerivedAt, Light, KeyFiles.FolderOption, Passphrase.FileOption),
            Invocation.Command("list", "The keys in the folder.", ListAsync, KeyFiles.FolderOption),
            Invocation.Command("address", "The account of a key.", keys.AddressAsync, Which, KeyFiles.FolderOption, Passphrase.FileOption),
        };
    }

    private Task<int> CreateAsync(Invocation invocation, CancellationToken cancellation)
    {
        if (!invocation.Value(Phrase))
        {
            using var generated = PrivateKey.Generate();
            return Task.FromResult(Keep(invocation, generated));
        }

        if (!terminal.IsPresent)
        {
            throw new ChainWatchException(
                Refusal.Refused, "no-terminal", "There is no terminal to show the phrase on, and it goes nowhere else.", "Type the command in a terminal, or leave out --phrase.");
        }

        using var phrase = Mnemonic.Generate(invocation.Value(Words) / 3 * 32);
        using var key = ImportedKey.FromPhrase(phrase, DerivationPath.Ethereum(0));
        var code = Keep(invocation, key);
        Show(phrase);
        return Task.FromResult(code);
    }

    private Task<int> ImportAsync(Invocation invocation, CancellationToken cancellation)
    {
        var path = PathOf(invocation);
        using var secret = ReadSecret(invocation.Value(From));
        using var key = ImportedKey.Read(secret, path);
        return Task.FromResult(Keep(invocation, key));
    }

    private static Task<int> ListAsync(Invocation invocation, CancellationToken cancellation)
    {
        var keys = KeyFiles.Of(invocation).List();
        return Task.FromResult(invocation.Print(
            keys.Select(key => new { key.Name, Address = key.Address?.ToString(), key.File, key.Problem }), (_, console) => ShowAll(keys, console)));
    }

    private Task<int> AddressAsync(Invocation invocation, CancellationToken cancellation)
    {
        var name = invocation.Value(Which);
        var file = KeyFiles.Of(invocation).Find(name);
        var address = KeyFiles.ReadAddress(file) ?? OpenToSee(invocation, name, file);
        return Task.FromResult(invocation.Print(
            new { Name = Path.GetFileNameWithoutExtension(file), Address = address.ToString(), File = file }, (found, console) => console.WriteLine(found.Address)));
    }

    private Ethereum.Address OpenToSee(Invocation invocation, string name, string file)
    {
        using var passphrase = Passphrase.Obtain(invocation, terminal, name);
        using var key = KeyFiles.Open(file, passphrase);
        return key.Address;
    }

    private int Keep(Invocation invocation, PrivateKey key)
    {
        using var passphrase = Passphrase.Choose(invocation, terminal);
        var name = invocation.Value(Name) ?? key.Address.ToString();
        var file = KeyFiles.Of(invocation).Write(name, key, passphrase.Span, invocation.Value(Light) ? ScryptCost.Light : ScryptCost.Standard);
        return invocation.Print(
            new { Name = name, Address = key.Address.ToString(), File = file }, (kept, console) => console.WriteLine($"{kept.Address} is kept as {kept.Name} in {kept.File}"));
    }

    private SecretText ReadSecret(string? from)
    {
        if (from is null && terminal.IsPresent)
        {
            return terminal.ReadSecret("Private key or phrase: ");
        }

        if (from is null && !terminal.IsInputPiped)
        {
            throw NoSecret("There is no terminal to ask for the key.");
        }

        using var stream = from is null or "-" ? terminal.OpenInput() : KeyFiles.OpenToRead(from);
        return SecretText.Read(stream, firstLineOnly: false) ?? throw NoSecret("What was handed over is too long for a key or a phrase, or no text.");
    }

    private void Show(Mnemonic phrase)
    {
        var words = phrase.ToPhrase();
        try
        {
            terminal.Show("Write these words down on paper; whoever has them has the key. They are not kept and not shown again:");
            terminal.Show(words);
        }
        finally
        {
            words.AsSpan().Clear();
        }
    }

    private static DerivationPath PathOf(Invocation invocation)
    {
        try
        {
            return invocation.Value(DerivedAt) is { } path ? DerivationPath.Parse(path) : DerivationPath.Ethereum(0);
        }
        catch (FormatException wrong)
        {
            throw new ChainWatchException(Refusal.Refused, "path", wrong.Message, "Write it as m/44'/60'/0'/0/1.", wrong);
        }
    }

    private static void ShowAll(IReadOnlyList<StoredKey> keys, IAnsiConsole console)
    {
        var table = Tables.Of("name", "account", "file");
        foreach (var key in keys)
        {
            table.Row(key.Name, key.Problem ?? key.Address?.ToString() ?? "not said", key.File);
        }

        console.Write(table);
    }

    private static Option<int> WordsOption()
    {
        var words = new Option<int>("--words") { Description = "How many words the phrase has.", HelpName = "12|24", DefaultValueFactory = _ => 24 };
        words.Validators.Add(given =>
        {
            if (given.Tokens.Count == 1 && given.Tokens[0].Value is not ("12" or "24"))
            {
                given.AddError("A phrase has 12 or 24 words.");
            }
        });
        return words;
    }

    private static ChainWatchException NoSecret(string message) =>
        new(Refusal.Refused, "key", message, "Name a file with --from FILE, or pipe the key in with --from -.");
}
