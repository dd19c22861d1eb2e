using ChainWatch.Cli.Keys;
using ChainWatch.Ethereum.Keys;

namespace ChainWatch.Tests.Cli;

/// <summary>Keys are made, kept and told of; their secrets go nowhere.</summary>
public sealed class KeysCommandTests : IDisposable
{
    private const string Secret = "correct horse battery";
    private const string Known = "59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d";
    private const string KnownAddress = "0x70997970C51812dc3A010C7d01b50e0d17dc79C8";
    private const string Words = "test test test test test test test test test test test junk";

    private readonly string _folder = Directory.CreateTempSubdirectory("chainwatch-keys-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task A_new_key_is_kept_for_its_owner_alone_and_listed()
    {
        var made = await Keys(new ScriptedTerminal(), "create", "--name", "alice");
        Assert.Equal((0, ""), (made.Code, made.Error));
        var file = made.Json["file"]!.GetValue<string>();
        Assert.Equal(Path.Combine(_folder, "keys", "alice.json"), file);
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(file));
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute, File.GetUnixFileMode(Path.GetDirectoryName(file)!));
        }

        using var key = KeystoreFile.Read(file, Secret);
        var listed = await Keys(new ScriptedTerminal(), "list");
        var told = await Keys(new ScriptedTerminal(), "address", "alice");
        Assert.Equal(key.Address.ToString(), made.Json["address"]!.GetValue<string>());
        Assert.Equal(key.Address.ToString(), Assert.Single(listed.Json.AsArray())!["address"]!.GetValue<string>());
        Assert.Equal(key.Address.ToString(), told.Json["address"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_key_never_replaces_another()
    {
        await Keys(new ScriptedTerminal(), "create", "--name", "alice");
        var before = await File.ReadAllBytesAsync(Path.Combine(_folder, "keys", "alice.json"), TestContext.Current.CancellationToken);
        var again = await Keys(new ScriptedTerminal(), "create", "--name", "alice");
        Assert.Equal((1, "keys"), (again.Code, again.Failure["code"]!.GetValue<string>()));
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Combine(_folder, "keys", "alice.json"), TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("12")]
    [InlineData("24")]
    public async Task A_phrase_is_shown_once_on_the_terminal_and_opens_the_key(string words)
    {
        var terminal = new ScriptedTerminal();
        var made = await Keys(terminal, "create", "--phrase", "--words", words);
        var phrase = terminal.Shown[^1];
        Assert.Equal(int.Parse(words, System.Globalization.CultureInfo.InvariantCulture), phrase.Split(' ').Length);
        Assert.DoesNotContain(phrase, made.Output + made.Error, StringComparison.Ordinal);
        using var mnemonic = Mnemonic.Parse(phrase);
        using var signer = LocalSigner.FromMnemonic(mnemonic, DerivationPath.Ethereum(0));
        Assert.Equal(signer.Address.ToString(), made.Json["address"]!.GetValue<string>());
    }

    [Fact]
    public async Task Without_a_terminal_no_phrase_is_made()
    {
        var refused = await Keys(new ScriptedTerminal { Piped = "" }, "create", "--phrase");
        Assert.Equal((1, "no-terminal"), (refused.Code, refused.Failure["code"]!.GetValue<string>()));
        Assert.False(Directory.Exists(Path.Combine(_folder, "keys")));
    }

    [Theory]
    [InlineData("0x" + Known + "\n", null, KnownAddress)]
    [InlineData(Known, null, KnownAddress)]
    [InlineData("  " + Words + "\n", null, "0xf39Fd6e51aad88F6F4ce6aB8827279cffFb92266")]
    [InlineData(Words, "m/44'/60'/0'/0/1", KnownAddress)]
    public async Task A_key_or_a_phrase_is_imported_from_a_pipe_a_file_or_a_prompt(string secret, string? path, string address)
    {
        string[] at = path is null ? [] : ["--path", path];
        var file = Path.Combine(_folder, "secret.txt");
        await File.WriteAllTextAsync(file, secret, TestContext.Current.CancellationToken);
        CliRun[] runs =
        [
            await Keys(new ScriptedTerminal { Piped = secret }, ["import", "--name", "piped", .. at]),
            await Keys(new ScriptedTerminal { Piped = secret }, ["import", "--name", "dash", "--from", "-", .. at]),
            await Keys(new ScriptedTerminal(), ["import", "--name", "file", "--from", file, .. at]),
            await Keys(new ScriptedTerminal(secret.Trim()), ["import", "--name", "typed", .. at]),
        ];
        Assert.All(runs, run => Assert.Equal((0, address), (run.Code, run.Json["address"]!.GetValue<string>())));
    }

    [Theory]
    [InlineData("")]
    [InlineData("0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690")]
    [InlineData("0000000000000000000000000000000000000000000000000000000000000000")]
    [InlineData("zzc6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d")]
    [InlineData("test test test test test test test test test test test test")]
    [InlineData("seekrit seekrit seekrit")]
    [InlineData("{\"crypto\": \"59c6995e998f97a5\"}")]
    public async Task What_is_no_key_is_refused_without_repeating_it(string secret)
    {
        var refused = await Keys(new ScriptedTerminal { Piped = secret }, "import");
        Assert.Equal(1, refused.Code);
        Assert.DoesNotContain("59c6995e", refused.Error + refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("seekrit", refused.Error + refused.Output, StringComparison.Ordinal);
        Assert.DoesNotContain("test test", refused.Error + refused.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_passphrase_is_told_without_passphrase_or_key()
    {
        await Keys(new ScriptedTerminal { Piped = Known }, "import", "--name", "bob");
        using var wrong = SecretText.Of("not the passphrase");
        var refused = Assert.Throws<ChainWatchException>(() => KeyFiles.Open(Path.Combine(_folder, "keys", "bob.json"), wrong));
        Assert.Equal("wrong-passphrase", refused.Code);
        Assert.DoesNotContain("not the passphrase", refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain(Known[..8], refused.ToString(), StringComparison.Ordinal);
        Assert.DoesNotContain("not the passphrase", wrong.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_passphrase_is_asked_for_twice_and_must_be_long_enough()
    {
        Assert.Equal(0, (await Run(new ScriptedTerminal("a long one", "a long one"), "create", "--name", "a", "--light")).Code);
        Assert.Equal("The two passphrases differ.", (await Run(new ScriptedTerminal("a long one", "another one"), "create", "--light")).Failure["message"]!.GetValue<string>());
        Assert.Contains("too short", (await Run(new ScriptedTerminal("short", "short"), "create", "--light")).Error, StringComparison.Ordinal);
        Assert.Contains("--passphrase-file", (await Run(new ScriptedTerminal { Piped = Known }, "import", "--light")).Failure["hint"]!.GetValue<string>(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("../evil")]
    [InlineData("a/b")]
    [InlineData(".hidden")]
    [InlineData("")]
    [InlineData("a\u001b[2J")]
    public async Task A_name_leads_nowhere_but_into_the_folder(string name)
    {
        Assert.Equal(1, (await Keys(new ScriptedTerminal(), "create", "--name", name)).Code);
        Assert.False(File.Exists(Path.Combine(_folder, "evil.json")));
    }

    [Fact]
    public async Task A_damaged_keystore_is_listed_as_that()
    {
        await Keys(new ScriptedTerminal(), "create", "--name", "good");
        await File.WriteAllTextAsync(Path.Combine(_folder, "keys", "bad.json"), "{}", TestContext.Current.CancellationToken);
        var listed = await Keys(new ScriptedTerminal(), "list");
        Assert.Equal(["bad", "good"], listed.Json.AsArray().Select(key => key!["name"]!.GetValue<string>()));
        Assert.NotNull(listed.Json[0]!["problem"]);
        Assert.Null(listed.Json[1]!["problem"]);
    }

    [Fact]
    public void A_secret_is_zeroed_when_it_is_disposed_of()
    {
        var secret = SecretText.Of(Secret);
        var seen = secret.Span;
        secret.Dispose();
        Assert.Equal(-1, seen.IndexOfAnyExcept('\0'));
    }

    /// <summary>With the passphrase in a file, and cheap keystores.</summary>
    private Task<CliRun> Keys(ScriptedTerminal terminal, params string[] args)
    {
        var file = Path.Combine(_folder, "passphrase");
        File.WriteAllText(file, Secret + "\nnot this line\n");
        return Run(terminal, [.. args, .. args[0] is "create" or "import" ? ["--light", "--passphrase-file", file] : Array.Empty<string>()]);
    }

    private Task<CliRun> Run(ScriptedTerminal terminal, params string[] args) =>
        CliRun.Of(terminal, ["keys", .. args, "--json", "--config", Path.Combine(_folder, "appsettings.json")]);
}
